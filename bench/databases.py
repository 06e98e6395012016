"""A database of its own for a run: made, filled, dropped at the end."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db import connection

from technorth.stack import paths

BASE_DIR = Path(__file__).parent.parent


@contextmanager
def own_database(name: str, *, keep: bool) -> Iterator[None]:
    """Work in the database ``name`` on the server of this environment, as all that is started meanwhile does.

    It is empty, but for what an earlier run kept, and is dropped at the end unless it is to be kept.
    """
    before = connection.settings_dict["NAME"]
    address = settings.DATABASE_URL or paths.database_url(settings.DATA_DIR)
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_database WHERE datname = %s", [name])
        if not cursor.rowcount:
            cursor.execute(f"CREATE DATABASE {connection.ops.quote_name(name)}")
    connection.close()
    connection.settings_dict["NAME"] = name
    os.environ["DATABASE_URL"] = urlunsplit(urlsplit(address)._replace(path=f"/{name}"))
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
        os.environ["DATABASE_URL"] = address
        if not keep:
            with connection.cursor() as cursor:
                cursor.execute(f"DROP DATABASE {connection.ops.quote_name(name)} WITH (FORCE)")


def manage(*arguments: str, env: dict[str, str] | None = None) -> None:
    """Run a command of ``manage.py``. Raises CalledProcessError if it fails."""
    subprocess.run(
        [sys.executable, str(BASE_DIR / "manage.py"), *arguments],
        check=True,
        env=os.environ | (env or {}),
        stdout=subprocess.DEVNULL,
    )
