"""Doing one thing to many enquiries, each in a transaction of its own.

All are written down as pending first, so what a crash leaves can be gone on with. Mails that it causes wait
until it can no longer be undone (``bulk_undo``).
"""

import datetime
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from investors.models import BulkAction, BulkItem, Contact, Enquiry
from investors.services import assignment, casework, notes
from investors.services.joining import list_case
from investors.workflow import Actor, IllegalMove, StaleEnquiry, Status
from outbox.holding import hold_messages

MOST = 100
Name, Outcome = BulkAction.Name, BulkItem.Outcome
Do = Callable[[Enquiry, Mapping[str, Any], User, datetime.datetime], object]


def _refer(enquiry: Enquiry, values: Mapping[str, Any], by: User, now: datetime.datetime) -> None:
    if enquiry.status != Status.TRIAGE:
        raise IllegalMove(enquiry.reference)
    assignment.refer_enquiry(
        enquiry=enquiry, contact=values["contact"], reason=values["text"], by=Actor.staff(by), now=now
    )


def _take(enquiry: Enquiry, values: Mapping[str, Any], by: User, now: datetime.datetime) -> None:
    if enquiry.status != Status.TRIAGE or enquiry.taken_by_id == by.pk:
        raise IllegalMove(enquiry.reference)
    casework.take_enquiry(enquiry=enquiry, by=by, now=now)


def _route(enquiry: Enquiry, values: Mapping[str, Any], by: User, now: datetime.datetime) -> None:
    casework.route_again(enquiry=enquiry, by=by, now=now)


def _release(enquiry: Enquiry, values: Mapping[str, Any], by: User, now: datetime.datetime) -> None:
    casework.release_enquiry(enquiry=enquiry, by=by, now=now)


def _note(enquiry: Enquiry, values: Mapping[str, Any], by: User, now: datetime.datetime) -> None:
    notes.add_note(enquiry=enquiry, text=values["text"], by=by, now=now)


def _close(enquiry: Enquiry, values: Mapping[str, Any], by: User, now: datetime.datetime) -> None:
    casework.close_enquiry(enquiry=enquiry, reason=values["reason"], text=values["text"], by=by, now=now)


DOING: dict[str, Do] = {
    Name.REFER: _refer,
    Name.TAKE: _take,
    Name.ROUTE: _route,
    Name.RELEASE: _release,
    Name.NOTE: _note,
    Name.CLOSE: _close,
}
# What the form gives that each needs.
NEEDED: dict[str, tuple[str, ...]] = {
    Name.REFER: ("contact", "text"),
    Name.TAKE: (),
    Name.ROUTE: (),
    Name.RELEASE: (),
    Name.NOTE: ("text",),
    Name.CLOSE: ("reason", "text"),
}
# In which status each can be done; None: in any. The services say so again.
ALLOWED: dict[str, frozenset[str] | None] = {
    Name.REFER: frozenset({Status.TRIAGE}),
    Name.TAKE: frozenset({Status.TRIAGE}),
    Name.ROUTE: frozenset({Status.TRIAGE}),
    Name.RELEASE: frozenset({Status.QUARANTINED}),
    Name.NOTE: None,
    Name.CLOSE: frozenset(Status) - {Status.RECEIVED, Status.CLOSED},
}
# These settle a routing that is due, and an undo could not bring it back.
ENDS_ROUTING = frozenset({Name.REFER, Name.TAKE, Name.ROUTE})


def explain_refusal(enquiry: Enquiry, name: str, user: User) -> str:
    """Return why ``name`` cannot be done with ``enquiry`` by ``user`` as it stands; empty where it can."""
    allowed = ALLOWED[name]
    if allowed is not None and enquiry.status not in allowed:
        return _("Its status is “%(status)s”.") % {"status": enquiry.get_status_display()}
    if name == Name.TAKE and enquiry.taken_by_id == user.pk:
        return _("You have it already.")
    if name in ENDS_ROUTING and enquiry.due_at is not None:
        return _("It is being routed.")
    return ""


def do_bulk(
    *,
    key: uuid.UUID,
    name: str,
    versions: Mapping[int, int],
    values: Mapping[str, Any],
    by: User,
    now: datetime.datetime,
) -> BulkAction:
    """Do ``name`` with ``values`` to the enquiries of ``versions`` (key: version seen); return the record.

    One that moved since, or does not allow it, is passed over with why; but a note is added to what moved,
    too: it says something of the case and decides nothing. What ``by`` may not see is left out. The same
    ``key`` again goes on with what a crash left, as it was asked for at first, and does nothing twice.
    """
    bulk = _begin(key, name, versions, values, by, now)
    if bulk.by_id == by.pk:
        go_on(bulk=bulk, by=by, now=now)
    return bulk


@transaction.atomic
def _begin(
    key: uuid.UUID,
    name: str,
    versions: Mapping[int, int],
    values: Mapping[str, Any],
    by: User,
    now: datetime.datetime,
) -> BulkAction:
    """Return the record of ``key``, written with all its enquiries as pending where there is none."""
    begun = {"name": name, "parameters": _keep(name, values), "by": by, "done_at": now}
    bulk, is_new = BulkAction.objects.get_or_create(key=key, defaults=begun | {"undo_until": now + _wait()})
    if is_new:
        rows = Enquiry.objects.visible_to(by).filter(pk__in=versions).order_by("pk")[:MOST]
        BulkItem.objects.bulk_create(
            BulkItem(
                bulk=bulk,
                enquiry=enquiry,
                outcome=Outcome.PENDING,
                seen_version=versions[enquiry.pk],
                status_before=enquiry.status,
                taken_by_before_id=enquiry.taken_by_id,
            )
            for enquiry in rows
        )
    return bulk


def go_on(*, bulk: BulkAction, by: User, now: datetime.datetime) -> None:
    """Do what is pending of ``bulk``, each in a transaction of its own; what is done then can be undone.

    Any number may call it at once: each enquiry is done once.
    """
    pending = bulk.items.filter(outcome=Outcome.PENDING).order_by("enquiry")
    keys = list(pending.values_list("pk", flat=True))
    if not keys:
        return
    bulk.undo_until = now + _wait()
    bulk.save(update_fields=["undo_until"])
    values = _read_values(bulk)
    for pk in keys:
        _do_one(bulk, pk, values, by, now)


def lock_item(pk: int) -> BulkItem:
    """Return the item with its enquiry, locked until the transaction ends; before its enquiry is."""
    return BulkItem.objects.select_for_update(of=("self",)).select_related("enquiry").get(pk=pk)


@transaction.atomic
def _do_one(bulk: BulkAction, pk: int, values: Mapping[str, Any], by: User, now: datetime.datetime) -> None:
    item = lock_item(pk)
    if item.outcome != Outcome.PENDING:
        return
    item.words = explain_refusal(item.enquiry, bulk.name, by)
    if not item.words:
        try:
            with transaction.atomic():
                _act(bulk, item, values, by, now)
        except (StaleEnquiry, IllegalMove):
            item.words = _("Somebody was first: it changed a moment ago.")
    if item.words:
        item.outcome = Outcome.PASSED_OVER
    else:
        item.outcome, item.version, item.done_at = Outcome.DONE, _read_version(item.enquiry), now
    item.save()


def _act(
    bulk: BulkAction, item: BulkItem, values: Mapping[str, Any], by: User, now: datetime.datetime
) -> None:
    """Do it to the enquiry of ``item`` as the person saw it; hold its mails while it can be undone."""
    enquiry = item.enquiry
    if bulk.name != Name.NOTE:
        enquiry.version = item.seen_version
    DOING[bulk.name](enquiry, values, by, now)
    if bulk.name in BulkAction.UNDOABLE:
        hold_messages(about=list_case(enquiry), written_at=now, until=bulk.undo_until)


def _keep(name: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return of ``values`` what ``name`` needs, as JSON can hold it."""
    kept = {field: values[field] for field in NEEDED[name] if field in values}
    if "contact" in kept:
        kept |= {"contact": values["contact"].pk, "contact_name": values["contact"].name}
    return kept


def _read_values(bulk: BulkAction) -> dict[str, Any]:
    """Return what ``bulk`` was begun with."""
    values = dict(bulk.parameters)
    if "contact" in values:
        values["contact"] = Contact.objects.get(pk=values["contact"])
    return values


def _read_version(enquiry: Enquiry) -> int:
    return Enquiry.objects.values_list("version", flat=True).get(pk=enquiry.pk)


def _wait() -> datetime.timedelta:
    return datetime.timedelta(minutes=settings.BULK_UNDO_MINUTES)
