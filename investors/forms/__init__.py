"""Forms of investors, contacts and the desk: they clean, the services persist."""
