"""How the database is emptied after a transactional test: quickly, and down to what migrations put there.

TRUNCATE makes the files of 111 tables and their 525 indexes anew, which takes seconds a test. And it takes
the rows of migrations too, so that a test which counts on them fails in a process that truncated before.
"""

from typing import Any

from django.db import connection, transaction
from django.db.backends.postgresql.operations import DatabaseOperations

truncate = DatabaseOperations.sql_flush


def keep_migrated_rows() -> None:
    """Put a copy of every row aside, into a schema of its own; once for a database."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_namespace WHERE nspname = 'migrated'")
        if cursor.rowcount:
            return
        cursor.execute("CREATE SCHEMA migrated")
        for table in connection.introspection.django_table_names(only_existing=True):
            cursor.execute(f'SELECT FROM "{table}" LIMIT 1')
            if cursor.rowcount:
                cursor.execute(f'CREATE TABLE migrated."{table}" AS TABLE "{table}"')


def write_flush(operations: DatabaseOperations, style: Any, tables: list[str], **options: bool) -> list[str]:
    """Return statements that delete all rows and put those of migrations back, in the place of ``sql_flush``.

    As with TRUNCATE, no trigger and no foreign key has a say, which only a superuser may ask for (for others
    it stays TRUNCATE), and who still writes is waited for.
    """
    with connection.cursor() as cursor:
        cursor.execute("SHOW is_superuser")
        superuser = cursor.fetchone() == ("on",)
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'migrated'")
        kept = {table for (table,) in cursor.fetchall()}
    if not superuser or any(options.values()) or not tables:
        return truncate(operations, style, tables, **options)
    names = [operations.quote_name(table) for table in tables]
    return [
        "SET LOCAL session_replication_role = replica",
        f"LOCK TABLE {', '.join(names)} IN ACCESS EXCLUSIVE MODE",
        "; ".join(f"DELETE FROM {name}" for name in names),
        *(f'INSERT INTO "{table}" SELECT * FROM migrated."{table}"' for table in tables if table in kept),
    ]
