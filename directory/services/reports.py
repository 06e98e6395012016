"""Readers report profiles; moderators settle what they say."""

import datetime
from collections.abc import Collection

from django.db import transaction

from accounts.models import User
from directory.models import Business, BusinessEvent, Report
from directory.models.moderation import EMAIL_KEPT
from directory.notices import queue_notice, tell_team
from directory.permissions import Action
from directory.workflow import Actor, record_event
from outbox.services import delete_messages

READER_MAIL = "report-settled"
MOST_AT_ONCE = 1000


class StaleReport(Exception):
    """Somebody else settled the report first."""


@transaction.atomic
def report_business(
    *, business: Business, reason: str, text: str, email: str, signs: Collection[str], now: datetime.datetime
) -> Report:
    """Write down what a reader says of ``business``, with its event, and return the report."""
    report = Report.objects.create(
        business=business, reason=reason, text=text, email=email, signs=list(signs), reported_at=now
    )
    record_event(
        business=business,
        kind=BusinessEvent.Kind.REPORTED,
        actor=Actor.reader(),
        now=now,
        detail={"report": report.pk, "reason": reason},
    )
    return report


@transaction.atomic
def settle_report(
    *, report: Report, is_handled: bool, note: str, by: User, now: datetime.datetime, to_team: str = ""
) -> None:
    """Close ``report`` with a note for the desk. Raises StaleReport.

    A reader who left an address is told the outcome. Where something was changed the team is told what the
    report was about, with the words ``to_team``; not by whom it was.
    """
    status = Report.Status.HANDLED if is_handled else Report.Status.DISMISSED
    settled = Report.objects.open().filter(pk=report.pk)
    if not settled.update(status=status, note=note, settled_by=by, settled_at=now):
        raise StaleReport(report.pk)
    if report.email and not report.signs:
        queue_notice(
            template=READER_MAIL,
            business=report.business,
            to_email=report.email,
            cause=str(report.pk),
            now=now,
            is_private=True,
            is_handled=is_handled,
        )
    if is_handled:
        tell_team(
            template="profile-reported",
            business=report.business,
            action=Action.EDIT_PROFILE,
            cause=str(report.pk),
            now=now,
            reason=report.get_reason_display(),
            text=to_team,
        )


@transaction.atomic
def forget_reporters(*, now: datetime.datetime) -> int:
    """Delete the addresses of readers 90 days after their report, on the ledger too; return how many."""
    old = Report.objects.filter(reported_at__lte=now - EMAIL_KEPT).exclude(email="")
    keys = list(old.select_for_update().order_by("pk").values_list("pk", flat=True)[:MOST_AT_ONCE])
    delete_messages(kind=READER_MAIL, dedupe_keys=[f"{READER_MAIL}:{key}" for key in keys])
    return Report.objects.filter(pk__in=keys).update(email="")
