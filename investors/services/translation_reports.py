"""Readers report translations; staff settle what they say."""

import datetime
from collections.abc import Collection

from accounts.models import User
from investors.models import TranslationReport
from investors.models.translation_reports import EMAIL_KEPT


def report_translation(
    *, language: str, page: str, text: str, email: str, signs: Collection[str], now: datetime.datetime
) -> TranslationReport:
    """Write down what a reader says of the translation of ``page``, and return it."""
    return TranslationReport.objects.create(
        language=language, page=page, text=text, email=email, signs=list(signs), reported_at=now
    )


def settle_translation_report(*, report: TranslationReport, by: User, now: datetime.datetime) -> bool:
    """Settle ``report`` and forget its reader's address; return whether it was still open."""
    still_open = TranslationReport.objects.open().filter(pk=report.pk)
    return bool(still_open.update(settled_at=now, settled_by=by, email=""))


def forget_addresses(*, now: datetime.datetime) -> int:
    """Delete the addresses of readers whose reports are old though still open; return how many."""
    old = TranslationReport.objects.filter(reported_at__lte=now - EMAIL_KEPT).exclude(email="")
    return old.update(email="")
