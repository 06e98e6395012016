"""The embedded PostgreSQL and Valkey and the process runner behind ``make run``."""
