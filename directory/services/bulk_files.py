"""All listings as files, written anew each night."""

import datetime
import gzip
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from directory.exports import write_csv, write_json_lines
from directory.models import Business

BATCH = 5000
Writer = Callable[[Iterable[list[int]]], Iterator[bytes]]

WRITERS: dict[str, Writer] = {
    "businesses.csv.gz": write_csv,
    "businesses.jsonl.gz": write_json_lines,
}


@dataclass(frozen=True)
class BulkFile:
    """A file that can be downloaded."""

    name: str
    path: Path
    bytes: int
    written_at: datetime.datetime

    @property
    def etag(self) -> str:
        """What changes when the file does."""
        return f'"{int(self.written_at.timestamp() * 1000):x}-{self.bytes:x}"'


def find_bulk_file(name: str) -> BulkFile | None:
    """Return the file called ``name``; None where there is none, or none yet."""
    path = settings.DATA_DIR / "exports" / name
    if name not in WRITERS or not path.exists():
        return None
    facts = path.stat()
    written_at = datetime.datetime.fromtimestamp(facts.st_mtime, datetime.UTC)
    return BulkFile(name, path, facts.st_size, written_at)


def list_bulk_files() -> list[BulkFile]:
    """Return the files that are there."""
    return [file for file in map(find_bulk_file, WRITERS) if file]


def write_due_files(*, now: datetime.datetime) -> list[str]:
    """Write each file that is not of the day of ``now`` yet; return the names of those written.

    So a night without a worker is made good by the next call. A file is whole at any moment:
    a new one takes the old one's place when it is complete.
    """
    today = timezone.localdate(now)
    written = []
    for name, write in WRITERS.items():
        file = find_bulk_file(name)
        if file is None or timezone.localdate(file.written_at) < today:
            _write_file(name, write, now)
            written.append(name)
    return written


def _write_file(
    name: str, write: Callable[[Iterable[list[int]]], Iterator[bytes]], now: datetime.datetime
) -> None:
    folder = settings.DATA_DIR / "exports"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, prefix=f".{name}.", delete=False) as raw:
        try:
            with gzip.GzipFile(fileobj=raw, mode="wb", filename="", mtime=0) as packed:
                for rows in write(_iterate_listed()):
                    packed.write(rows)
            raw.flush()
            os.fsync(raw.fileno())
            os.utime(raw.name, (now.timestamp(), now.timestamp()))
            Path(raw.name).chmod(0o644)
            Path(raw.name).replace(folder / name)
        except BaseException:
            Path(raw.name).unlink(missing_ok=True)
            raise


def _iterate_listed() -> Iterator[list[int]]:
    """Yield the listed businesses by primary key, with a short query for each batch."""
    last = 0
    listed = Business.objects.listed().order_by("pk").values_list("pk", flat=True)
    while ids := list(listed.filter(pk__gt=last)[:BATCH]):
        yield ids
        last = ids[-1]
