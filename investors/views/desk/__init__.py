"""Pages of the desk: the queue, one case, the contacts."""
