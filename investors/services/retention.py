"""How long personal data is kept: one class a row, what is due of it, and the run that ends it in batches."""

import datetime
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services import UNCONFIRMED_DAYS
from investors.hashes import KEPT as TRACES_KEPT
from investors.models import (
    CaseView,
    DeskSearch,
    Enquiry,
    EnquiryDraft,
    Erasure,
    Export,
    InboundMail,
    LinkRequest,
    RetentionRun,
    SenderTrace,
    Shortlist,
)
from investors.models.choices import CloseReason
from investors.models.drafts import KEPT as DRAFTS_KEPT
from investors.models.shortlist import KEPT as SHORTLISTS_KEPT
from investors.notices import queue_notice
from investors.services.desk_searches import KEPT as SEARCHES_KEPT
from investors.services.erasure import delete_mails, erase_enquiry
from investors.services.lost_links import KEPT as REQUESTS_KEPT
from investors.services.shortlists import delete_unused
from investors.services.submission import issue_follow_link
from investors.workflow import IllegalMove
from outbox.erasure import MessageUnderWay, erase_old_words, find_old_words
from outbox.models import Message

logger = logging.getLogger(__name__)

BATCH = 100  # rows of a class in one run
AHEAD = datetime.timedelta(days=30)
NOTICE = "erasure-notice"
ERASED = _("Personal data is erased; what counts for statistics stays")
DELETED = _("The rows are deleted")


@dataclass(frozen=True)
class Rule:
    """One class of data. ``find(moment)`` is what is due at that time; ``act(now)`` ends a batch of it.

    Without ``act`` a sweep of its own sees to it.
    """

    key: str
    title: str | Promise
    days: int
    then: str | Promise
    find: Callable[[datetime.datetime], QuerySet[Any]]
    act: Callable[[datetime.datetime], int] | None = None


def list_rules() -> list[Rule]:
    """Return every class, by the settings as they are."""
    return [
        Rule("spam", _("Enquiries closed as spam"), settings.SPAM_KEPT_DAYS, ERASED, find_spam, erase_spam),
        Rule(
            "notices",
            _("Notice to the investor before their enquiry is erased"),
            settings.CLOSED_KEPT_DAYS - settings.ERASURE_NOTICE_DAYS,
            _("They get a mail, and can save a copy from their link"),
            find_to_notify,
            notify_owners,
        ),
        Rule(
            "closed",
            _("Enquiries closed otherwise"),
            settings.CLOSED_KEPT_DAYS,
            ERASED,
            find_closed,
            erase_closed,
        ),
        Rule(
            "messages",
            _("Messages about no enquiry: accounts, profiles, summaries"),
            settings.MESSAGES_KEPT_DAYS,
            _("Address and text are blanked; that it was sent stays"),
            lambda now: find_old_words(now - days(settings.MESSAGES_KEPT_DAYS)),
            lambda now: erase_old_words(before=now - days(settings.MESSAGES_KEPT_DAYS), most=BATCH),
        ),
        Rule(
            "mails",
            _("Mail that came in and is about no case"),
            settings.SPAM_KEPT_DAYS,
            DELETED,
            find_mails,
            delete_old_mails,
        ),
        Rule("views", _("Who opened a case"), settings.ACCESS_LOG_DAYS, DELETED, find_views, delete_views),
        Rule(
            "drafts",
            _("Enquiries saved and not sent"),
            DRAFTS_KEPT.days,
            DELETED,
            lambda now: EnquiryDraft.objects.old(now),
        ),
        Rule(
            "link_requests",
            _("Addresses typed to get a lost link"),
            REQUESTS_KEPT.days,
            DELETED,
            lambda now: LinkRequest.objects.filter(
                answered_at__isnull=False, asked_at__lt=now - REQUESTS_KEPT
            ),
        ),
        Rule(
            "traces",
            _("Codes of the network address an enquiry came from"),
            TRACES_KEPT.days,
            DELETED,
            lambda now: SenderTrace.objects.filter(at__lte=now - TRACES_KEPT),
        ),
        Rule(
            "searches",
            _("Words looked for at the desk"),
            SEARCHES_KEPT.days,
            DELETED,
            lambda now: DeskSearch.objects.filter(used_at__lt=now - SEARCHES_KEPT, views=None),
        ),
        Rule(
            "shortlists",
            _("Shortlists of accounts, neither changed nor signed in to"),
            SHORTLISTS_KEPT.days,
            DELETED,
            lambda now: Shortlist.objects.unused(now),
            delete_unused,
        ),
        Rule(
            "exports",
            _("Files of enquiries that staff asked for"),
            settings.EXPORT_DAYS,
            _("The file is deleted; who asked and why stays"),
            lambda now: Export.objects.filter(status=Export.Status.READY, expires_at__lte=now),
        ),
        Rule(
            "unconfirmed",
            _("Accounts whose address nobody confirmed"),
            UNCONFIRMED_DAYS,
            DELETED,
            lambda now: User.objects.never_confirmed(now - days(UNCONFIRMED_DAYS)),
        ),
    ]


def days(count: int) -> datetime.timedelta:
    """Return so many days."""
    return datetime.timedelta(days=count)


def _find_closed_before(before: datetime.datetime) -> QuerySet[Enquiry]:
    """Return what was closed before and is not erased. What was joined to a case goes with the case."""
    erased = Erasure.objects.filter(enquiry=OuterRef("pk"))
    kept = Exists(Enquiry.objects.filter(joined=OuterRef("pk"), erasure=None))
    return Enquiry.objects.filter(closed_at__lte=before).exclude(Exists(erased)).exclude(kept)


def find_mails(now: datetime.datetime) -> QuerySet[InboundMail]:
    """Return mail that staff set aside long enough ago. What nobody has looked at stays in the inbox."""
    before = now - days(settings.SPAM_KEPT_DAYS)
    return InboundMail.objects.filter(status=InboundMail.Status.SET_ASIDE, handled_at__lte=before)


@transaction.atomic
def delete_old_mails(now: datetime.datetime) -> int:
    """Delete a batch of that mail; return how many."""
    keys = list(find_mails(now).order_by("pk").values_list("pk", flat=True)[:BATCH])
    return delete_mails(InboundMail.objects.filter(pk__in=keys))


def find_spam(now: datetime.datetime) -> QuerySet[Enquiry]:
    """Return what was closed as spam long enough ago."""
    closed = _find_closed_before(now - days(settings.SPAM_KEPT_DAYS))
    return closed.filter(close_reason=CloseReason.SPAM)


def find_closed(now: datetime.datetime) -> QuerySet[Enquiry]:
    """Return what was closed otherwise long enough ago, and whose investor was told in time."""
    closed = _find_closed_before(now - days(settings.CLOSED_KEPT_DAYS))
    told = _find_notices().filter(created_at__lte=now - days(settings.ERASURE_NOTICE_DAYS))
    return closed.exclude(close_reason=CloseReason.SPAM).filter(Exists(told))


def find_to_notify(now: datetime.datetime) -> QuerySet[Enquiry]:
    """Return what is erased before long and whose investor was not told yet."""
    soon = _find_closed_before(now - days(settings.CLOSED_KEPT_DAYS - settings.ERASURE_NOTICE_DAYS))
    return soon.exclude(close_reason=CloseReason.SPAM).exclude(Exists(_find_notices()))


def _find_notices() -> QuerySet[Message]:
    """Return the notice to the enquiry that asks, since it was closed last."""
    key = Concat(
        Value(f"{NOTICE}:"),
        Cast(OuterRef("pk"), CharField()),
        Value(":"),
        Cast(OuterRef("version"), CharField()),
    )
    return Message.objects.filter(dedupe_key=key)


def find_views(now: datetime.datetime) -> QuerySet[CaseView]:
    """Return what is old of who opened a case."""
    return CaseView.objects.filter(at__lt=now - days(settings.ACCESS_LOG_DAYS))


def delete_views(now: datetime.datetime) -> int:
    """Delete a batch of it; return how many rows."""
    old = list(find_views(now).order_by("at", "pk").values_list("pk", flat=True)[:BATCH])
    return CaseView.objects.filter(pk__in=old).delete()[0]


def notify_owners(now: datetime.datetime) -> int:
    """Tell a batch of investors that their enquiry is erased before long; return how many."""
    due = find_to_notify(now).order_by("closed_at", "pk")
    told = 0
    for enquiry in list(due[:BATCH]):
        with transaction.atomic():
            day = now + days(settings.ERASURE_NOTICE_DAYS)
            cause = f"{enquiry.pk}:{enquiry.version}"
            queue_notice(
                template=NOTICE,
                enquiry=enquiry,
                to_email=enquiry.email,
                to_name=enquiry.name,
                cause=cause,
                now=now,
                link=issue_follow_link(enquiry, now),  # the one they had has expired long ago
                language=enquiry.page_language,
                erased_at=day,
            )
        told += 1
    return told


def erase_spam(now: datetime.datetime) -> int:
    """Erase a batch of old spam; return how many."""
    return _erase(find_spam(now), now)


def erase_closed(now: datetime.datetime) -> int:
    """Erase a batch of what was closed long ago; return how many."""
    return _erase(find_closed(now), now)


def _erase(due: QuerySet[Enquiry], now: datetime.datetime) -> int:
    erased = 0
    for enquiry in list(due.order_by("closed_at", "pk")[:BATCH]):
        try:
            erase_enquiry(enquiry=enquiry, reason=Erasure.Reason.RETENTION, by=None, now=now)
        except (IllegalMove, MessageUnderWay):
            logger.info("Enquiry %s is not erased yet", enquiry.reference)
        else:
            erased += 1
    return erased


def count_due(now: datetime.datetime) -> list[tuple[Rule, int, int]]:
    """Return each class with how many rows are due at ``now`` and in the next 30 days; changes nothing."""
    counts = []
    for rule in list_rules():
        due = rule.find(now).count()
        counts.append((rule, due, max(rule.find(now + AHEAD).count() - due, 0)))
    return counts


def apply_retention(*, now: datetime.datetime) -> RetentionRun:
    """End a batch of every class that is due, and keep what was done.

    Each row or batch is a transaction of its own, so a run that dies is taken up by the next one.
    """
    done = {rule.key: rule.act(now) for rule in list_rules() if rule.act is not None}
    return RetentionRun.objects.create(at=now, done={key: count for key, count in done.items() if count})
