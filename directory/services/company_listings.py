"""What the register means for the directory: new listings from it (directory.services.dissolution ends some).

A listing is touched only while it is from public records and no business has had a say in it.
"""

import io
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from django.db import connection
from django.db.backends.utils import CursorWrapper

from directory.company_names import write_readably
from directory.digital_sic import DigitalCode, read_digital_codes
from directory.models import Business, Company
from directory.models.business import BusinessQuerySet
from directory.register_words import write_summary
from directory.services.company_staging import escape_line
from directory.services.listings import choose_slug
from directory.services.search_index import indexing_later

BATCH = 20_000
TABLE = "directory_company_listing"
# ``slug`` is the address that the name suggests: another listing may have it.
CREATE = f"""
DROP TABLE IF EXISTS {TABLE};
CREATE TEMPORARY TABLE {TABLE} (
  number text PRIMARY KEY, name text, slug text, summary text, sector text, outcode text
) ON COMMIT DROP
"""
FACTS = "name, summary, cluster_id, basis, outcode_id, town"
SETTLED = {"company_number", "slug", "source_period", *FACTS.split(", ")}
HELD = ", ".join(f"business.{name}" for name in FACTS.split(", "))
STAGED = """
staged.name, staged.summary, outcode.cluster_id, outcode.basis, outcode.code,
CASE outcode.post_town WHEN '' THEN outcode.district ELSE outcode.post_town END
"""
FROM_STAGED = f"{TABLE} staged JOIN directory_outcode outcode ON outcode.code = staged.outcode"
# Of companies that are not listed in any way. All namesakes but the first have their number in the address.
ADD = f"""
INSERT INTO directory_business (company_number, slug, {FACTS}, source_period, {{names}})
SELECT staged.number,
  CASE WHEN slug <> '' AND namesake = 1 AND NOT EXISTS (
    SELECT FROM directory_business business WHERE business.slug = staged.slug
  ) THEN slug ELSE ltrim(slug || '-' || lower(number), '-') END,
  {STAGED}, %s, {{values}}
FROM (
  SELECT *, row_number() OVER (PARTITION BY slug ORDER BY number) AS namesake FROM {TABLE}
  WHERE NOT EXISTS (SELECT FROM directory_business WHERE company_number = number)
) staged JOIN directory_outcode outcode ON outcode.code = staged.outcode
RETURNING id
"""  # noqa: S608
FIND_CHANGED = f"""
SELECT business.id
FROM {FROM_STAGED} JOIN directory_business business ON business.company_number = staged.number
WHERE business.id IN ({{unclaimed}}) AND (
  ROW({HELD}) IS DISTINCT FROM ROW({STAGED})
  OR ARRAY[staged.sector] IS DISTINCT FROM ARRAY(
    SELECT sector_id::text FROM directory_business_sectors WHERE business_id = business.id
  )
)
"""  # noqa: S608
CHANGE = f"""
UPDATE directory_business business SET ({FACTS}) = ROW({STAGED}), source_period = %s
FROM {FROM_STAGED}
WHERE business.id = ANY (%s) AND business.company_number = staged.number
"""  # noqa: S608
DROP_SECTORS = "DELETE FROM directory_business_sectors WHERE business_id = ANY (%s)"
ADD_SECTORS = f"""
INSERT INTO directory_business_sectors (business_id, sector_id)
SELECT business.id, staged.sector
FROM {TABLE} staged JOIN directory_business business ON business.company_number = staged.number
WHERE business.id = ANY (%s)
"""  # noqa: S608


class SourceMissing(Exception):
    """The Source of listings from the register is not there: ``load_reference`` comes first."""


@dataclass(frozen=True)
class ListingCounts:
    """How many listings were added from the register and how many changed."""

    added: int = 0
    changed: int = 0


def select_unclaimed_listings() -> BusinessQuerySet:
    """Return the listings from public records that no business has claimed or confirmed."""
    return Business.objects.filter(
        origin=Business.Origin.PUBLIC_RECORD,
        verification=Business.Verification.NONE,
        confirmed_at=None,
        memberships=None,
    )


def list_companies(*, sic_codes: Collection[str], snapshot_on: date, now: datetime) -> ListingCounts:
    """List the active companies of the snapshot that are in the North and have one of ``sic_codes``.

    New ones are published as from public records, with the register as their source, in the sector
    that their first such code suggests, at their outcode: the registered office may be a home, so
    neither street nor postcode is published. Listings that came from the register earlier follow it in
    name, place and sector. All others are left alone: those of another source, those that a business
    registered or claimed, and the status that staff gave. Runs in the caller's transaction.
    """
    period = f"{snapshot_on.day} {snapshot_on:%B %Y}"
    with connection.cursor() as cursor:
        cursor.execute(CREATE)
        for lines in _write_listings(sic_codes, snapshot_on):
            cursor.copy_expert(f"COPY {TABLE} FROM STDIN", io.StringIO(lines))
        cursor.execute(f"ANALYZE {TABLE}")
        changed = _find_changed(cursor)
        added = _add_listings(cursor, period, now)
        with indexing_later():
            cursor.execute(CHANGE, [period, changed])
            cursor.execute(DROP_SECTORS, [changed])
        cursor.execute(ADD_SECTORS, [changed + added])
    return ListingCounts(len(added), len(changed))


def _write_listings(sic_codes: Collection[str], snapshot_on: date) -> Iterator[str]:
    """Yield what COPY reads for the listings that there should be, some thousands at a time."""
    companies = (
        Company.objects.filter(status=Company.Status.ACTIVE, last_seen_on=snapshot_on)
        .filter(outcode__isnull=False, sic_codes__overlap=list(sic_codes))
        .values_list("number", "name", "sic_codes", "outcode")
        .order_by("number")
    )
    digital = {code: each for code, each in read_digital_codes().items() if code in sic_codes}
    stream = companies.iterator(chunk_size=BATCH)
    while batch := list(islice(stream, BATCH)):
        yield "".join(
            _write_listing(number, name, next(digital[code] for code in codes if code in digital), outcode)
            for number, name, codes, outcode in batch
        )


def _write_listing(number: str, register_name: str, code: DigitalCode, outcode: str) -> str:
    name = write_readably(register_name)
    summary = write_summary(code.name, code.code)
    slug = choose_slug(name, "", taken=set())
    return escape_line("\t".join((number, name, slug, summary, code.sector, outcode)))


def _find_changed(cursor: CursorWrapper) -> list[int]:
    """Return the listings that came from the register, which no business claimed and which differ."""
    from_register = select_unclaimed_listings().filter(source=Company.SOURCE)
    unclaimed, values = from_register.values("pk").query.sql_with_params()
    cursor.execute(FIND_CHANGED.format(unclaimed=unclaimed), values)
    return [business for (business,) in cursor.fetchall()]


def _add_listings(cursor: CursorWrapper, period: str, now: datetime) -> list[int]:
    """List the companies that are not listed in any way; return the new listings."""
    blank = Business(
        status=Business.Status.PUBLISHED,
        origin=Business.Origin.PUBLIC_RECORD,
        source_id=Company.SOURCE,
        listed_at=now,
    )
    rest = [
        field
        for field in Business._meta.concrete_fields
        if not (field.generated or field.primary_key or field.column in SETTLED)
    ]
    statement = ADD.format(
        names=", ".join(str(field.column) for field in rest),
        values=", ".join(["%s"] * len(rest)),
    )
    values = [field.get_db_prep_save(field.value_from_object(blank), connection) for field in rest]
    with indexing_later():  # until they have their sectors
        cursor.execute(statement, [period, *values])
    return [business for (business,) in cursor.fetchall()]
