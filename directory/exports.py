"""Listings as files: the rows of a table, written by PostgreSQL itself, batch by batch."""

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

from django.conf import settings
from django.db import connection

from directory.licences import OPEN_GOVERNMENT

# A spreadsheet takes a cell that begins so for a formula, or for one once it has cut the space away.
FORMULA_STARTS = "=+-@＝＋－＠\t\r\n"

# What people wrote, and may have written to do harm in a spreadsheet.
WRITTEN = ["name", "trading_names", "summary", "website", "keywords", "town", "postcode", "source", "licence"]

# Each column and how it is read. The mark of an example stands early, where nobody misses it.
COLUMNS = {
    "name": "business.name",
    "is_example": "CASE WHEN business.origin = 'example' THEN 'yes' ELSE 'no' END",
    "origin": "business.origin",
    "address": "%(site)s || '/businesses/' || business.slug || '/'",
    "slug": "business.slug",
    "company_number": "business.company_number",
    "kind": "business.kind",
    "trading_names": "array_to_string(business.trading_names, '; ')",
    "summary": "business.summary",
    "website": "business.website",
    "keywords": "array_to_string(business.keywords, '; ')",
    "sectors": "listed.sectors",
    "size_band": "business.size_band",
    "founded_year": "business.founded_year",
    "cluster": "coalesce(parent.name, cluster.name)",
    "sub_cluster": "CASE WHEN parent.slug IS NULL THEN '' ELSE cluster.name END",
    "town": "business.town",
    "postcode": "business.postcode",
    "verification": "business.verification",
    "listed_on": "(business.listed_at AT TIME ZONE 'Europe/London')::date",
    "confirmed_on": "(business.confirmed_at AT TIME ZONE 'Europe/London')::date",
    "source": "coalesce(source.title, '')",
    "source_period": "business.source_period",
    # Whoever sends a profile agrees to the licence of the site; an example is nobody's to license.
    "licence": "coalesce(source.licence, CASE WHEN business.origin = 'registered' THEN %(own)s ELSE '' END)",
}

ROWS = """
FROM unnest(%(ids)s::bigint[]) WITH ORDINALITY AS found (id, position)
JOIN directory_business business ON business.id = found.id
JOIN directory_cluster cluster ON cluster.slug = business.cluster_id
LEFT JOIN directory_cluster parent ON parent.slug = cluster.parent_id
LEFT JOIN directory_source source ON source.key = business.source_id
LEFT JOIN (
    SELECT link.business_id, string_agg(sector.name, '; ' ORDER BY sector.position, sector.code) AS sectors
    FROM directory_business_sectors link
    JOIN directory_sector sector ON sector.code = link.sector_id
    WHERE link.business_id = ANY(%(ids)s::bigint[])
    GROUP BY link.business_id
) listed ON listed.business_id = business.id
WHERE business.status = 'published'
ORDER BY found.position
"""


def write_csv(batches: Iterable[list[int]]) -> Iterator[bytes]:
    """Yield the businesses with these primary keys as CSV (RFC 4180, UTF-8), a head line first.

    The head leaves before the first row is looked for. What would be a formula in a spreadsheet
    begins with an apostrophe. A business that is no longer listed is left out.
    """
    yield ",".join(COLUMNS).encode() + b"\r\n"
    for ids in batches:
        copied = BytesIO()
        with connection.cursor() as cursor:
            query = cursor.mogrify(_select(is_for_spreadsheets=True), _fill(ids)).decode()
            cursor.copy_expert(f"COPY ({query}) TO STDOUT WITH (FORMAT csv)", copied)
        yield copied.getvalue()


def write_json_lines(batches: Iterable[list[int]]) -> Iterator[bytes]:
    """Yield the businesses with these primary keys as JSON, one a line, with the columns of the CSV."""
    for ids in batches:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT row_to_json(listing)::text FROM ({_select()}) listing", _fill(ids))  # noqa: S608 - no input
            yield "".join(line + "\n" for (line,) in cursor.fetchall()).encode()


def _select(*, is_for_spreadsheets: bool = False) -> str:
    columns = []
    for name, read in COLUMNS.items():
        is_risky = is_for_spreadsheets and name in WRITTEN
        columns.append(f"{_neutralise(read) if is_risky else read} AS {name}")
    return f"SELECT {', '.join(columns)} {ROWS}"


def _neutralise(read: str) -> str:
    starts_formula = f"{read} <> '' AND strpos(%(formula)s, left({read}, 1)) > 0"
    return f"CASE WHEN {starts_formula} THEN '''' || {read} ELSE {read} END"


def _fill(ids: list[int]) -> dict[str, Any]:
    # As one text, which PostgreSQL reads in a fraction of the time that it takes for as many constants.
    written = f"{{{','.join(map(str, ids))}}}"
    return {
        "ids": written,
        "site": settings.SITE_URL,
        "formula": FORMULA_STARTS,
        "own": OPEN_GOVERNMENT.name,
    }
