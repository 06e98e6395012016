"""What can be done with an enquiry: one function an action, each with its own transaction."""
