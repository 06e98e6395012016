"""The embedded PostgreSQL and Valkey and the process runner behind ``make run``."""


class StackError(Exception):
    """Why the portal cannot run here, in one sentence for the person who started it."""
