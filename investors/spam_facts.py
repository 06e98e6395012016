"""Gathers from the database what the score of spam looks at, and how the quarantine does; decides nothing."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Count, Q

from investors.hashes import KEPT, hash_word, list_days, trace_days
from investors.models import CaseFacts, WordCount
from investors.models.choices import CloseReason
from investors.spam import Sending, Signals, Traffic, Wording
from investors.spam_words import Learnt, is_alike, list_words

MOST_A_DAY = 20  # enquiries with one e-mail address that are acknowledged, so that nobody's is flooded
MOST_LOOKED_AT = 1000  # rows of other enquiries, the newest first, so that a flood costs no more than this
REVIEWED = datetime.timedelta(days=90)
# In SQL, since each submission asks all four, and Django takes longer to put them together than to ask them.
_SENT = "SELECT count(*) FROM investors_enquiry WHERE upper(email) = upper(%s) AND received_at > %s"
_COPIES = """SELECT judged.marks, enquiry.email, enquiry.close_reason
FROM investors_spamcheck judged JOIN investors_enquiry enquiry ON enquiry.id = judged.enquiry_id
WHERE judged.marks && %s::bigint[] AND judged.checked_at > %s
ORDER BY judged.checked_at DESC, judged.enquiry_id DESC LIMIT %s"""
_NEIGHBOURS = """SELECT trace.address, trace.at, enquiry.close_reason
FROM investors_sendertrace trace JOIN investors_enquiry enquiry ON enquiry.id = trace.enquiry_id
WHERE trace.network = ANY (%s::bytea[]) AND upper(enquiry.email) <> upper(%s)
ORDER BY trace.at DESC, trace.enquiry_id DESC LIMIT %s"""
_WORDS = "SELECT word, spam, genuine FROM investors_wordcount WHERE word = ANY (%s)"


def gather_signals(
    *, wording: Wording, sending: Sending, email: str, marks: list[int], now: datetime.datetime
) -> Signals:
    """Return all that the score looks at, in three queries: one's own mail, near copies, the network."""
    return Signals(
        wording=wording,
        sending=sending,
        traffic=_watch_traffic(sending.address, email, marks, now),
        least_seconds=settings.ENQUIRY_MIN_SECONDS,
    )


def recall_words(wording: Wording) -> Learnt:
    """Return what decisions taught of the words of ``wording``, in one query."""
    hashes = {hash_word(word): word for word in list_words(join_text(wording.plan, wording.anything_else))}
    rows = _fetch(_WORDS, [WordCount.EVERY_MESSAGE, *hashes])
    counts = {word: (spam, genuine) for word, spam, genuine in rows}
    spam, genuine = counts.pop(WordCount.EVERY_MESSAGE, (0, 0))
    return Learnt(spam, genuine, {hashes[number]: seen for number, seen in counts.items()})


def join_text(plan: str, anything_else: str) -> str:
    """Return the text that is marked, and whose words are counted."""
    return f"{plan}\n{anything_else}"


def _watch_traffic(address: str, email: str, marks: list[int], now: datetime.datetime) -> Traffic:
    [[sent]] = _fetch(_SENT, email, now - datetime.timedelta(days=1))
    repeats, is_known_spam = _find_copies(marks, email, now)
    near = _count_neighbours(address, email, now)
    return Traffic(
        is_flood=sent >= MOST_A_DAY,
        from_address=near.get("from_address", 0),
        from_network=near.get("from_network", 0),
        spam_from_network=near.get("spam", 0),
        repeats=repeats,
        is_known_spam=is_known_spam,
    )


def _find_copies(marks: list[int], email: str, now: datetime.datetime) -> tuple[int, bool]:
    """Return how many other senders wrote nearly the same, and whether anybody's was closed as spam."""
    if not marks:
        return 0, False
    rows = _fetch(_COPIES, marks, now - KEPT, MOST_LOOKED_AT)
    copies = [(sender.casefold(), reason) for others, sender, reason in rows if is_alike(marks, others)]
    senders = {sender for sender, _reason in copies} - {email.casefold()}
    return len(senders), any(reason == CloseReason.SPAM for _sender, reason in copies)


def _count_neighbours(address: str, email: str, now: datetime.datetime) -> dict[str, int]:
    """Count what others sent from the same address within an hour and the same network within a day,
    and of the month what was closed as spam.
    """
    traces = trace_days(address, list_days(now))
    if not traces:
        return {}
    rows = _fetch(_NEIGHBOURS, [trace.network for trace in traces], email, MOST_LOOKED_AT)
    same_address = {trace.address for trace in traces[:2]}
    hour, day = now - datetime.timedelta(hours=1), now - datetime.timedelta(days=1)
    return {
        "from_address": sum(at > hour and bytes(of) in same_address for of, at, _reason in rows),
        "from_network": sum(at > day for _of, at, _reason in rows),
        "spam": sum(reason == CloseReason.SPAM for _of, _at, reason in rows),
    }


def _fetch(statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()


@dataclass(frozen=True)
class QuarantineFigures:
    """How the quarantine did: of those ``quarantined``, still ``waiting``, ``spam`` or ``genuine``.

    ``missed`` were closed as spam and had not been quarantined.
    """

    quarantined: int
    waiting: int
    spam: int
    missed: int

    @property
    def genuine(self) -> int:
        """How many a person found to be no spam."""
        return self.quarantined - self.waiting - self.spam

    @property
    def precision(self) -> int | None:
        """The share of spam in what people decided, in per cent; None before they decided anything."""
        decided = self.quarantined - self.waiting
        return round(100 * self.spam / decided) if decided else None


def measure_quarantine(now: datetime.datetime) -> QuarantineFigures:
    """Return the figures of the enquiries of the last 90 days, in one query."""
    counts = CaseFacts.objects.filter(checked_at__gt=now - REVIEWED).aggregate(**count_caught())
    return QuarantineFigures(**counts)


def count_caught() -> dict[str, Count]:
    """Return the counts of QuarantineFigures over the facts of cases, to aggregate or to annotate."""
    spam = Q(close_reason=CloseReason.SPAM)
    caught = Q(is_suspect=True)
    return {
        "quarantined": Count("pk", filter=caught),
        "waiting": Count("pk", filter=caught & Q(status__in=["received", "quarantined"])),
        "spam": Count("pk", filter=caught & spam),
        "missed": Count("pk", filter=~caught & spam),
    }
