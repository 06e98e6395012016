"""Invented businesses in any number, for measuring: written by COPY into the database of this environment.

    python -m bench businesses --rows 200000

The same numbers give the same businesses. Places, sectors, sizes and verifications are skewed as those of
the demonstration are (``directory.example_words``); the words follow ``bench.vocabulary``. Every name ends
in "(example)". Needs the reference data, and a PostgreSQL user who may set ``session_replication_role``,
since triggers and foreign keys are passed by: what they would do is done once, afterwards, for all.
"""

import io
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from random import Random
from typing import IO, Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models, transaction

from bench import vocabulary
from directory.examples import SIZES, Scene, Weighted, set_scene
from directory.models import Business, Sector
from directory.services.search_index import rebuild_search_index

BLOCK = 10_000
PIECE = 1 << 20
DAYS = 900  # since when businesses are listed
VERIFICATIONS = Weighted.of({"email_domain": 8.5, "companies_house": 5, "staff": 1.5, "none": 85})
SECTORS_EACH = Weighted.of({"1": 70, "2": 23, "3": 7})
IN_NAME = 0.1  # of the listings with one of the words of ``SHARES``: those that have it in the name
NULL = r"\N"
MADE = (
    *("id", "slug", "name", "summary", "description", "cluster_id", "basis", "outcode_id", "town"),
    *("size_band", "verification", "listed_at", "confirmed_at"),
)


class Stream(io.RawIOBase):
    """The blocks of ``texts`` as a file that COPY reads."""

    def __init__(self, texts: Iterator[str]) -> None:
        self._texts, self._rest = texts, b""

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Return at most ``size`` bytes; none at the end."""
        if not self._rest:
            self._rest = next(self._texts, "").encode()
        piece, self._rest = self._rest[:size], self._rest[size:]
        return piece


class Words:
    """Draws words of the vocabulary."""

    def __init__(self) -> None:
        self._words = vocabulary.make_words()
        self._weights = vocabulary.weigh_words(len(self._words))

    def draw(self, draw: Random, count: int, *, of_names: bool = False) -> Iterator[str]:
        """Return ``count`` words; those of names are from the likelier part."""
        size = vocabulary.OF_NAMES if of_names else len(self._words)
        return iter(draw.choices(self._words[:size], cum_weights=self._weights[:size], k=count))


class Maker:
    """Makes the lines of both tables. ``first_id`` is the primary key of the first business."""

    def __init__(self, *, count: int, first_id: int, now: datetime) -> None:
        self.count, self.first_id = count, first_id
        self.scene, self.words = set_scene(), Words()
        self.days = [f"{now - timedelta(days=day):%Y-%m-%d %H:%M}+00" for day in range(1, DAYS + 1)]
        self.tail = "".join(f"\t{value}" for value in list_fixed().values())

    def make_blocks(self, links: IO[str]) -> Iterator[str]:
        """Yield the businesses, a block at a time, and write the lines of their sectors to ``links``."""
        for start in range(0, self.count, BLOCK):
            numbers = range(start, min(start + BLOCK, self.count))
            yield "".join(self._make_lines(numbers, links))

    def _make_lines(self, numbers: range, links: IO[str]) -> Iterator[str]:
        draw = Random(f"technorth bench {numbers.start}")
        lengths = [(draw.randint(5, 10), draw.randint(10, 50)) for _ in numbers]
        words = self.words.draw(draw, sum(map(sum, lengths)))
        of_names = self.words.draw(draw, 3 * len(numbers), of_names=True)
        for number, (short, long) in zip(numbers, lengths, strict=True):
            cluster = self.scene.clusters.choose(draw)
            outcode = self.scene.outcodes[self.scene.outcodes_of[cluster].choose(draw)]
            name = [next(of_names) for _ in range(draw.choice((2, 2, 3)))]
            summary = [next(words) for _ in range(short)]
            description = [next(words) for _ in range(long)]
            add_known_words(draw, name, description)
            title = " ".join(name).title()
            verification = VERIFICATIONS.choose(draw)
            listed = int(DAYS * draw.random() ** 2)
            confirmed = NULL if verification == "none" else self.days[int(listed * draw.random())]
            yield (
                f"{self.first_id + number}\texample-{number + 1}-{'-'.join(name)}\t"
                f"{title} (example)\t{' '.join(summary).capitalize()}.\t{' '.join(description)}\t"
                f"{cluster}\t{outcode.basis}\t{outcode.code}\t{outcode.town}\t"
                f"{SIZES.choose(draw)}\t{verification}\t{self.days[listed]}\t{confirmed}{self.tail}\n"
            )
            for code in choose_sectors(draw, cluster, self.scene):
                links.write(f"{self.first_id + number}\t{code}\n")


def add_known_words(draw: Random, name: list[str], description: list[str]) -> None:
    """Put each word of ``SHARES`` into as many listings as it says."""
    for word, share in vocabulary.SHARES.items():
        if draw.random() >= share:
            continue
        if draw.random() < IN_NAME:
            name[-1] = word
        else:
            description.append(word)


def choose_sectors(draw: Random, cluster: str, scene: Scene) -> list[str]:
    """Choose one sector, or up to three, below those that ``cluster`` is strong in."""
    tops = (scene.sectors_of[cluster].choose(draw) for _ in range(int(SECTORS_EACH.choose(draw))))
    return list(dict.fromkeys(draw.choice(scene.below[top]) for top in tops))


def list_fixed() -> dict[str, str]:
    """Return the columns of a business that are the same for all, with their values as COPY reads them."""
    blank = Business(status=Business.Status.PUBLISHED, origin=Business.Origin.EXAMPLE)
    return {
        field.column: write_value(field, field.value_from_object(blank))
        for field in Business._meta.concrete_fields
        if not field.generated and field.column not in MADE
    }


def write_value(field: models.Field, value: Any) -> str:
    """Return a default of ``field`` as COPY reads it."""
    if value is None:
        return NULL
    if isinstance(field, ArrayField):
        return "{" + ",".join(value) + "}"
    return json.dumps(value) if isinstance(value, list | dict) else str(value)


def add_businesses(*, count: int, now: datetime) -> None:
    """Add ``count`` invented businesses in one transaction, and make what is searched anew."""
    assert Sector.objects.exists(), "there is no reference data: run manage.py load_reference first"
    table, links = Business._meta.db_table, Business.sectors.through._meta.db_table
    columns = ", ".join((*MADE, *list_fixed()))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        cursor.execute(f"SELECT coalesce(max(id), 0) + 1 FROM {table}")
        maker = Maker(count=count, first_id=cursor.fetchone()[0], now=now)
        with without_indexes([table, links]), tempfile.TemporaryFile("w+") as lines:
            blocks = Stream(maker.make_blocks(lines))
            cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", blocks, PIECE)
            lines.seek(0)
            cursor.copy_expert(f"COPY {links} (business_id, sector_id) FROM STDIN", lines, PIECE)
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM (ANALYZE) {table}, {links}")
    rebuild_search_index(now=now)


@contextmanager
def without_indexes(tables: list[str]) -> Iterator[None]:
    """Drop the indexes of ``tables`` that no constraint needs, and make them again at the end."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
            " WHERE indrelid = ANY(%s::regclass[])"
            " AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)",
            [tables],
        )
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}")
        yield
        for _, definition in indexes:
            cursor.execute(definition)
