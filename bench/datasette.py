"""Datasette over the same rows: what the search is held against.

All is done in its favour: indexes on the facets, full text by FTS5, an immutable file, whose rows it
counts beforehand, and all time limits raised. A business is in up to three sectors and in those above
them, which Datasette counts as an array; ``sector`` has the first alone, which it counts by an index.
"""

import csv
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection

from bench.databases import BASE_DIR
from technorth.stack import roles
from technorth.stack.portal import WEB_SECONDS, answers
from technorth.stack.process import Process, wait_until

PROGRAM = BASE_DIR / ".venv-bench" / "bin" / "datasette"
LIMIT = "600000"  # milliseconds
EXPORT = """
COPY (
  SELECT business.id, business.slug, business.name, summary, description, town,
    coalesce(parent_id, cluster_id),
    (
      SELECT min(sector_id) FROM directory_business_sectors WHERE business_id = business.id
    ),
    (
      SELECT json_agg(DISTINCT term) FROM directory_business_sectors
      JOIN directory_sector own ON own.code = sector_id, unnest(ARRAY[own.code, own.parent_id]) AS each (term)
      WHERE business_id = business.id AND term IS NOT NULL
    ),
    size_band, CASE verification WHEN 'none' THEN 'no' ELSE 'yes' END
  FROM directory_business business JOIN directory_cluster cluster ON cluster.slug = cluster_id
  WHERE status = 'published' ORDER BY business.id
) TO STDOUT (FORMAT csv)
"""
SCHEMA = """
CREATE TABLE businesses (
  id INTEGER PRIMARY KEY, slug TEXT, name TEXT, summary TEXT, description TEXT, town TEXT,
  cluster TEXT, sector TEXT, sectors TEXT, size TEXT, verified TEXT
);
"""
INDEXES = """
CREATE INDEX by_cluster ON businesses (cluster);
CREATE INDEX by_sector ON businesses (sector);
CREATE INDEX by_size ON businesses (size);
CREATE INDEX by_verified ON businesses (verified);
CREATE VIRTUAL TABLE businesses_fts USING fts5 (
  name, summary, description, town, content="businesses", content_rowid=id, tokenize='porter unicode61'
);
INSERT INTO businesses_fts (businesses_fts) VALUES ('rebuild');
ANALYZE;
"""


def is_installed() -> bool:
    """Say whether Datasette is where ``make bench`` puts it."""
    return PROGRAM.exists()


@contextmanager
def serve_datasette(folder: Path) -> Iterator[int]:
    """Serve the businesses of the database with Datasette, and give its port."""
    file = folder / "directory.db"
    write_database(file)
    with roles.listen(0) as free:
        port: int = free.getsockname()[1]
    settings = ("sql_time_limit_ms", "facet_time_limit_ms", "facet_suggest_time_limit_ms")
    process = Process(
        "Datasette",
        [
            *(PROGRAM, "serve", "--immutable", file, "--host", "127.0.0.1", "--port", str(port)),
            *(part for name in settings for part in ("--setting", name, LIMIT)),
            *("--setting", "suggest_facets", "off"),
        ],
        log=folder / "datasette.log",
    )
    try:
        process.start()
        wait_until(lambda: answers(port), process, WEB_SECONDS)
        yield port
    finally:
        process.stop()


def write_database(path: Path) -> None:
    """Write the listed businesses as a SQLite file with the indexes that help."""
    path.unlink(missing_ok=True)
    with tempfile.TemporaryFile("w+", newline="") as rows, closing(sqlite3.connect(path)) as database:
        with connection.cursor() as cursor:
            cursor.copy_expert(EXPORT, rows, 1 << 20)
        rows.seek(0)
        database.executescript(SCHEMA)
        database.executemany(f"INSERT INTO businesses VALUES ({','.join('?' * 11)})", csv.reader(rows))
        database.commit()
        database.executescript(INDEXES)
