"""The reports of the desk: counted by PostgreSQL over a period, and told as tables."""
