"""The directory's pages at the desk."""
