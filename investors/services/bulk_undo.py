"""Undoing one thing that was done to many enquiries, each in a transaction of its own.

History is never taken back: an undo is a step of its own, by the table of legal moves. Mails that were held
for it never leave.
"""

import datetime
from collections.abc import Callable
from typing import cast

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from accounts.models import User
from investors.models import BulkAction, BulkItem
from investors.services import casework
from investors.services.bulk import Name, Outcome, lock_item
from investors.services.joining import list_case
from investors.services.offers import lock_enquiry, withdraw_lead
from investors.workflow import (
    Actor,
    IllegalMove,
    Kind,
    StaleEnquiry,
    Status,
    change_enquiry,
    move_enquiry,
    record_event,
)
from outbox.holding import MessageLeft, take_back_messages

TO_UNDO = (Outcome.PENDING, Outcome.DONE)


class TooLate(Exception):
    """The time to undo it is over, or it is undone."""


def undo_bulk(*, bulk: BulkAction, by: User, now: datetime.datetime) -> None:
    """Undo ``bulk`` where nothing has happened since. Raises TooLate.

    What was closed or referred is back at triage; both this and what was taken is with who had it. Mails do
    not leave. What somebody else has worked on since, or a mail has left about, is kept as it is, with why.
    What was still pending is never done. Called again after a crash, while there is time, it goes on.
    """
    rows = BulkAction.objects.filter(pk=bulk.pk, undone_at=None)
    if not rows.filter(name__in=BulkAction.UNDOABLE, undo_until__gt=now).exists():
        raise TooLate(bulk.pk)
    items = bulk.items.filter(outcome__in=TO_UNDO).order_by("enquiry")
    for pk in list(items.values_list("pk", flat=True)):
        _undo_one(bulk, pk, by, now)
    left = BulkItem.objects.filter(bulk=OuterRef("pk"), outcome__in=TO_UNDO)
    rows.exclude(Exists(left)).update(undone_at=now)


@transaction.atomic
def _undo_one(bulk: BulkAction, pk: int, by: User, now: datetime.datetime) -> None:
    item = lock_item(pk)
    if item.outcome == Outcome.PENDING:
        item.outcome, item.words = Outcome.PASSED_OVER, _("It was undone before its turn came.")
    elif item.outcome == Outcome.DONE:
        item.words = _undo_where_untouched(bulk, item, by, now)
        item.outcome = Outcome.KEPT if item.words else Outcome.UNDONE
    item.save()


def _undo_where_untouched(bulk: BulkAction, item: BulkItem, by: User, now: datetime.datetime) -> str:
    """Undo it, or return why it stays as it is."""
    try:
        with transaction.atomic():
            if item.enquiry.version != item.version:
                raise StaleEnquiry(item.enquiry.reference)
            lock_enquiry(item.enquiry)
            since = _describe_since(bulk, item, by)
            if not since:
                reason = _("Undone before it left.")
                take_back_messages(
                    about=list_case(item.enquiry),
                    written_at=_read_done_at(item),
                    by=by,
                    reason=reason,
                    now=now,
                )
                UNDOING[bulk.name](item, by, now)
            return since
    except (StaleEnquiry, IllegalMove):
        return _("Something has happened to it since.")
    except MessageLeft:
        return _("A mail about it has left already.")


def _describe_since(bulk: BulkAction, item: BulkItem, by: User) -> str:
    """Return what anybody but who did it, and who undoes it, has last done to it since; empty if nothing."""
    since = item.enquiry.events.filter(at__gte=_read_done_at(item)).exclude(user_id__in=[bulk.by_id, by.pk])
    last = since.order_by("at", "pk").last()
    words = _("Something has happened to it since: %(what)s.")
    return words % {"what": last.get_kind_display()} if last else ""


def _read_done_at(item: BulkItem) -> datetime.datetime:
    """Return when it was done; the database sees to it that what is done has a time."""
    return cast(datetime.datetime, item.done_at)


def _undo_refer(item: BulkItem, by: User, now: datetime.datetime) -> None:
    enquiry = item.enquiry
    reason = _("The referral was undone.")
    withdraw_lead(enquiry=enquiry, reason=reason, now=now, template=None)
    move_enquiry(
        enquiry=enquiry,
        to=Status.TRIAGE,
        kind=Kind.MOVED,
        actor=Actor.staff(by),
        now=now,
        text=reason,
        taken_by=item.taken_by_before,
        triage_reason=_("A referral of several at once was undone."),
    )


def _undo_take(item: BulkItem, by: User, now: datetime.datetime) -> None:
    change_enquiry(enquiry=item.enquiry, taken_by=item.taken_by_before)
    record_event(enquiry=item.enquiry, kind=Kind.GIVEN_BACK, actor=Actor.staff(by), now=now)


def _undo_close(item: BulkItem, by: User, now: datetime.datetime) -> None:
    casework.undo_close(
        enquiry=item.enquiry, closed_at=_read_done_at(item), owner=item.taken_by_before, by=by, now=now
    )


UNDOING: dict[str, Callable[[BulkItem, User, datetime.datetime], None]] = {
    Name.REFER: _undo_refer,
    Name.TAKE: _undo_take,
    Name.CLOSE: _undo_close,
}
