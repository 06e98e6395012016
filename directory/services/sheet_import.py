"""Importing a spreadsheet of businesses: chosen, checked, then all of it or nothing."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts.models import User
from directory.listing_sheets import SheetListing, read_listing
from directory.models import Business, BusinessEvent, ListingSheet, Source
from directory.services.sheet_checking import Deed, Outcome, Plan, check_sheet
from directory.spreadsheets import SheetRow
from directory.workflow import Actor

BATCH = 500


class SheetRefused(Exception):
    """Rows stand in the way; nothing was imported. ``plan`` names them."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        super().__init__(f"{len(plan.errors)} rows cannot be imported")


class SheetDone(Exception):
    """The spreadsheet was imported already, or gave way to another."""


@transaction.atomic
def keep_sheet(
    *, rows: Sequence[SheetRow], file_name: str, source: Source, source_period: str, by: User, now: datetime
) -> ListingSheet:
    """Keep a spreadsheet until it is imported, in place of the one that ``by`` chose before."""
    ListingSheet.objects.waiting().filter(chosen_by=by).delete()
    return ListingSheet.objects.create(
        file_name=file_name[:200],
        source=source,
        source_period=source_period,
        rows=[[row.number, row.cells] for row in rows],
        chosen_by=by,
        chosen_at=now,
    )


def read_kept(sheet: ListingSheet) -> list[SheetListing]:
    """Return what the rows of a kept spreadsheet say."""
    return [read_listing(SheetRow(number, cells)) for number, cells in sheet.rows]


@transaction.atomic
def import_kept(*, sheet: ListingSheet, by: User, now: datetime) -> Plan:
    """Import a kept spreadsheet. Raises SheetRefused, and SheetDone for one that waits no more."""
    waiting = ListingSheet.objects.waiting().select_for_update().filter(pk=sheet.pk).first()
    if waiting is None:
        raise SheetDone
    plan = import_listings(
        listings=read_kept(waiting),
        source=waiting.source,
        source_period=waiting.source_period,
        actor=Actor.staff(by),
        now=now,
    )
    waiting.rows, waiting.imported_at = [], now
    waiting.added, waiting.changed = plan.counts[Deed.ADDED], plan.counts[Deed.CHANGED]
    waiting.save()
    return plan


@transaction.atomic
def import_listings(
    *, listings: Sequence[SheetListing], source: Source, source_period: str, actor: Actor, now: datetime
) -> Plan:
    """List new businesses and change unclaimed listings as the rows say: all or nothing.

    New ones are published as from public records, with ``source``. A listing that a business registered,
    claimed or confirmed is left alone. The same spreadsheet again changes nothing. Raises SheetRefused
    where any row cannot be imported.
    """
    plan = check_sheet(listings=listings, lock=True)
    if plan.errors:
        raise SheetRefused(plan)
    added, changed = plan.of(Deed.ADDED), plan.of(Deed.CHANGED)
    for outcome in [*added, *changed]:
        business = _get_business(outcome)
        business.source, business.source_period = source, source_period
    for outcome in added:
        business = _get_business(outcome)
        business.status, business.origin = Business.Status.PUBLISHED, Business.Origin.PUBLIC_RECORD
        business.listed_at = now
    Business.objects.bulk_create([_get_business(each) for each in added], batch_size=BATCH)
    fields = {name for each in changed for name in each.changes} - {"sectors"} | {"source", "source_period"}
    Business.objects.bulk_update([_get_business(each) for each in changed], sorted(fields), batch_size=BATCH)
    _set_sectors([each for each in (*added, *changed) if each.sectors])
    _record(added, BusinessEvent.Kind.IMPORTED, actor, now)
    _record(changed, BusinessEvent.Kind.UPDATED, actor, now)
    return plan


def _get_business(outcome: Outcome) -> Business:
    assert outcome.business is not None  # noqa: S101  # by its deed
    return outcome.business


def _set_sectors(outcomes: Sequence[Outcome]) -> None:
    links = Business.sectors.through
    wanted = {_get_business(each).pk: each.sectors for each in outcomes}
    links._default_manager.filter(business_id__in=wanted).delete()
    links._default_manager.bulk_create(
        [links(business_id=business, sector_id=code) for business, codes in wanted.items() for code in codes],
        batch_size=BATCH,
    )


def _record(outcomes: Sequence[Outcome], kind: str, actor: Actor, now: datetime) -> None:
    """Write an event for each listing, as ``workflow.record_event`` does for one."""
    is_new = kind == BusinessEvent.Kind.IMPORTED
    BusinessEvent.objects.bulk_create(
        [
            BusinessEvent(
                business=_get_business(each),
                kind=kind,
                at=now,
                actor_kind=actor.kind,
                user_id=actor.user_id,
                to_status=Business.Status.PUBLISHED if is_new else "",
                detail={"fields": each.changes},
            )
            for each in outcomes
        ],
        batch_size=BATCH,
    )
