"""Where the embedded engines of a data folder live: computed, so that every process agrees."""

import hashlib
import os
from pathlib import Path


def socket_dir(data_dir: Path) -> Path:
    """Return the folder of the Unix sockets that belong to ``data_dir``.

    It is short and under /tmp, since a socket's path may have about 107 bytes, and named
    after the data folder, since several checkouts may run on one machine.
    """
    digest = hashlib.sha256(str(data_dir).encode()).hexdigest()[:10]
    return Path(f"/tmp/technorth-{os.getuid()}-{digest}")


def database_url(data_dir: Path) -> str:
    """Return the address of the embedded PostgreSQL of ``data_dir``, as DATABASE_URL has it."""
    host = str(socket_dir(data_dir)).replace("/", "%2F")
    return f"postgres://portal@{host}/technorth"


def broker_url(data_dir: Path) -> str:
    """Return the Celery broker address of the embedded Valkey of ``data_dir``."""
    return f"redis+socket://{socket_dir(data_dir)}/valkey.sock?virtual_host=0"


def cache_url(data_dir: Path) -> str:
    """Return the cache address of the embedded Valkey of ``data_dir``."""
    return f"unix://{socket_dir(data_dir)}/valkey.sock?db=1"
