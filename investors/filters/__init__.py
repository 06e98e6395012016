"""What the desk's lists can be narrowed by, by subject. The address is the search."""
