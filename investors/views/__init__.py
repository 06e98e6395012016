"""Pages of investors, contacts and the desk."""
