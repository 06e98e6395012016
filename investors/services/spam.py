"""The score of spam: given when an enquiry comes in, taught by what people decide, forgotten in time.

Each function runs inside the transaction of its cause, but for the sweep.
"""

import datetime
from dataclasses import asdict, dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest

from investors.hashes import KEPT, Trace, hash_word, trace_address
from investors.models import Enquiry, SenderTrace, SpamCheck, WordCount
from investors.spam import Sending, Verdict, Wording, score_message
from investors.spam_facts import gather_signals, join_text, recall_words
from investors.spam_words import list_words, mark_text

Lesson = SpamCheck.Lesson


@dataclass(frozen=True)
class Check:
    """The verdict on a message, and what is kept of it to judge others by."""

    verdict: Verdict
    marks: list[int]
    trace: Trace | None
    is_flood: bool


def check_message(*, wording: Wording, sending: Sending, email: str, now: datetime.datetime) -> Check:
    """Judge a message that comes in; writes nothing."""
    marks = mark_text(join_text(wording.plan, wording.anything_else))
    signals = gather_signals(wording=wording, sending=sending, email=email, marks=marks, now=now)
    verdict = score_message(signals, recall_words(wording), threshold=settings.SPAM_THRESHOLD)
    return Check(verdict, marks, trace_address(sending.address, now.date()), signals.traffic.is_flood)


def keep_check(*, enquiry: Enquiry, check: Check, now: datetime.datetime) -> None:
    """Write the verdict on ``enquiry``, and from where it came."""
    verdict = check.verdict
    SpamCheck.objects.create(
        enquiry=enquiry,
        checked_at=now,
        score=verdict.score,
        threshold=verdict.threshold,
        is_suspect=verdict.is_suspect,
        signs=[asdict(sign) for sign in verdict.signs],
        marks=check.marks,
    )
    if check.trace is not None:
        SenderTrace.objects.create(
            enquiry=enquiry, at=now, address=check.trace.address, network=check.trace.network
        )


def teach_spam(enquiry: Enquiry) -> None:
    """Let the words of ``enquiry``, which a person closed as spam, speak of spam."""
    _teach(enquiry, Lesson.SPAM)


def teach_genuine(enquiry: Enquiry) -> None:
    """Let the words of ``enquiry``, which a person released or took on, speak of genuine enquiries."""
    _teach(enquiry, Lesson.GENUINE)


def take_back_spam(enquiry: Enquiry) -> None:
    """Undo the lesson of a close as spam that is itself undone; another lesson stays."""
    _teach(enquiry, Lesson.NONE, instead_of=Lesson.SPAM)


@transaction.atomic
def forget_senders(*, now: datetime.datetime) -> int:
    """Delete the traces, and the marks of texts, that are 30 days old. Return how many traces."""
    SpamCheck.objects.filter(checked_at__lte=now - KEPT).exclude(marks=[]).update(marks=[])
    return SenderTrace.objects.filter(at__lte=now - KEPT).delete()[0]


def _teach(enquiry: Enquiry, lesson: str, *, instead_of: str | None = None) -> None:
    """Replace the lesson drawn from ``enquiry``; the caller holds the lock of its row."""
    check = SpamCheck.objects.filter(pk=enquiry.pk).first() or _keep_unscored(enquiry)
    if check.lesson == lesson or (instead_of is not None and check.lesson != instead_of):
        return
    _count(check.words, check.lesson, by=-1)
    words = {hash_word(word) for word in list_words(join_text(enquiry.plan, enquiry.anything_else))}
    check.words = sorted(words) if lesson else []
    check.lesson = lesson
    check.save(update_fields=["lesson", "words"])
    _count(check.words, lesson, by=1)


def _count(words: list[int], lesson: str, *, by: int) -> None:
    """Add ``by`` to the counts of ``words`` and of messages; one lesson at a time, so that none is lost."""
    if not lesson:
        return
    every = [WordCount.EVERY_MESSAGE, *words]
    WordCount.objects.get_or_create(word=WordCount.EVERY_MESSAGE)
    WordCount.objects.select_for_update().get(word=WordCount.EVERY_MESSAGE)
    WordCount.objects.bulk_create([WordCount(word=word) for word in words], ignore_conflicts=True)
    WordCount.objects.filter(word__in=every).update(**{lesson: Greatest(F(lesson) + by, 0)})


def _keep_unscored(enquiry: Enquiry) -> SpamCheck:
    """Return a row for an ``enquiry`` that came before there was a score."""
    return SpamCheck.objects.create(
        enquiry=enquiry,
        checked_at=enquiry.received_at,
        score=0,
        threshold=settings.SPAM_THRESHOLD,
        is_suspect=bool(enquiry.spam_reasons),
        signs=[],
    )
