"""Readers report profiles; moderators settle what they say."""

import datetime
from collections.abc import Collection

from django.db import transaction

from accounts.models import User
from directory.models import Business, BusinessEvent, Report
from directory.models.moderation import EMAIL_KEPT
from directory.notices import queue_notice
from directory.workflow import Actor, record_event


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
def settle_report(*, report: Report, is_handled: bool, note: str, by: User, now: datetime.datetime) -> None:
    """Close ``report`` with a note; a reader who left an address is told the outcome. Raises StaleReport."""
    status = Report.Status.HANDLED if is_handled else Report.Status.DISMISSED
    settled = Report.objects.open().filter(pk=report.pk)
    if not settled.update(status=status, note=note, settled_by=by, settled_at=now):
        raise StaleReport(report.pk)
    if report.email and not report.signs:
        queue_notice(
            template="report-settled",
            business=report.business,
            to_email=report.email,
            cause=str(report.pk),
            now=now,
            is_private=True,
            is_handled=is_handled,
        )


def forget_reporters(*, now: datetime.datetime) -> int:
    """Delete the addresses of readers 90 days after their report; return how many."""
    old = Report.objects.filter(reported_at__lte=now - EMAIL_KEPT).exclude(email="")
    return old.update(email="")
