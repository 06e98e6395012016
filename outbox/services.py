"""Queue a message with its cause; deliver it; queue a failed one again."""

import datetime
import logging
import time
import uuid
from collections.abc import Callable, Collection
from typing import NotRequired, TypedDict, Unpack

from django.conf import settings
from django.db import IntegrityError, InterfaceError, OperationalError, connection, transaction
from django.db.models import F

from outbox.mail import Refusal, build_mail, judge_error
from outbox.models import Attempt, Message, SecretLink
from outbox.returns import note_return
from outbox.suppressions import find_suppression
from technorth.queueing import enqueue

logger = logging.getLogger(__name__)

# A message whose worker was lost is taken up again after this: longer than a task may live.
VISIBILITY = datetime.timedelta(minutes=10)
# With the last wait of an hour, two days of trying.
MOST_ATTEMPTS = 50
BATCH = 5000  # messages in one sweep, which is bounded by time as well
RECORD_SECONDS = 60  # how long what became of an attempt is kept in hand while PostgreSQL is away
CAUSE_LENGTH = 300


class MessageParts(TypedDict):
    """What a message is made of. ``dedupe_key`` names its cause (``referral-offered:17``).

    ``body`` is plain text; ``[[link:<pk>]]`` in it becomes the address of the secret ``link``,
    and of no other; with ``link_unsubscribes`` it also goes into the headers that mail programs make a
    button of. With a ``reply_link`` answers reach its subject by mail. Line breaks in ``subject`` and
    ``to_name`` become spaces.
    """

    kind: str
    dedupe_key: str
    to_email: str
    subject: str
    body: str
    now: datetime.datetime
    to_name: NotRequired[str]
    reply_to: NotRequired[str]
    about: NotRequired[str]
    business_slug: NotRequired[str]
    link: NotRequired[SecretLink | None]
    reply_link: NotRequired[SecretLink | None]
    link_unsubscribes: NotRequired[bool]
    is_private: NotRequired[bool]


def queue_message(**parts: Unpack[MessageParts]) -> Message:
    """Write a message to the ledger, to leave after the caller's transaction commits.

    Call it inside the transaction of the message's cause; a second call with the same ``dedupe_key``
    returns the first message.
    """
    message = _prepare(**parts)
    try:
        with transaction.atomic():  # written first and looked for after: nearly every cause is a new one
            message.save(force_insert=True)
    except IntegrityError:
        first = Message.objects.filter(dedupe_key=message.dedupe_key).first()
        if first is None:
            raise
        return first
    enqueue("outbox.tasks.deliver_message", message_id=message.pk)
    return message


def queue_messages(messages: Collection[MessageParts]) -> None:
    """Write ``messages`` to the ledger in one statement, to leave after commit.

    For causes that are new in the caller's transaction: raises IntegrityError where one was told before.
    """
    for message in Message.objects.bulk_create(_prepare(**parts) for parts in messages):
        enqueue("outbox.tasks.deliver_message", message_id=message.pk)


def _prepare(**parts: Unpack[MessageParts]) -> Message:
    now, name = parts["now"], parts.get("to_name", "")
    return Message(
        kind=parts["kind"],
        dedupe_key=parts["dedupe_key"],
        about=parts.get("about", ""),
        business_slug=parts.get("business_slug", ""),
        to_email=parts["to_email"],
        to_name=" ".join(name.split())[:160],
        reply_to=parts.get("reply_to", ""),
        subject=" ".join(parts["subject"].split())[:250],
        body=parts["body"],
        link=parts.get("link"),
        reply_link=parts.get("reply_link"),
        link_unsubscribes=parts.get("link_unsubscribes", False),
        is_private=parts.get("is_private", False),
        message_id=f"<{uuid.uuid4().hex}@technorth>",
        created_at=now,
        due_at=now,
    )


def delete_messages(*, kind: str, dedupe_keys: Collection[str]) -> None:
    """Delete the messages of ``kind`` for these causes, whose recipients we promised to forget.

    Inside the caller's transaction, which must see to it that the cause does not come again.
    """
    Message.objects.filter(kind=kind, dedupe_key__in=dedupe_keys).delete()


def forget_expired_links(*, purpose: str, now: datetime.datetime) -> int:
    """Delete links of ``purpose`` that have expired and the mails that held them; return how many links."""
    expired = SecretLink.objects.filter(purpose=purpose, expires_at__lte=now)
    with transaction.atomic():
        Message.objects.filter(link__in=expired).delete()
        return expired.delete()[0]


def deliver_message(*, message_id: int, now: datetime.datetime) -> str:
    """Hand the message to the mail server if it is due at ``now``; return its status.

    Returns an empty string where there is nothing to do: it is gone, not due, sent, or in
    the hands of another worker. A refusal that may pass puts it back in the queue for later;
    one that will not, marks it failed; either way the cause stays on the ledger. Delivery is
    at least once: a worker lost between the server's yes and the record of it leaves the
    message to be sent again, with the same Message-ID. Never call it inside a transaction.
    """
    attempt = _claim_message(message_id, now)
    if attempt is None:
        return ""
    message = Message.objects.select_related("link", "reply_link").get(pk=message_id)
    suppression = find_suppression(message)
    if suppression is not None:
        return _record_suppressed(message, attempt, suppression.describe(), now)
    try:
        build_mail(message).send()
    except Exception as error:  # whatever it is must end on the ledger, for a person to see
        logger.warning("Message %s did not leave: %s", message_id, type(error).__name__)
        refusal = judge_error(error)
        return _record_surely(lambda: _record_refusal(message, attempt, refusal, now))
    return _record_surely(lambda: _record_sent(message, attempt, now))


def deliver_due_messages(*, now: datetime.datetime, seconds: float = 60) -> int:
    """Deliver what is due at ``now``, longest due first, for about ``seconds``; return how many left.

    Bounded in time so that a mail server that hangs cannot hold a worker: the next sweep goes on.
    """
    stop_at = time.monotonic() + seconds
    due = Message.objects.due(now).order_by("due_at", "pk").values_list("pk", flat=True)[:BATCH]
    sent = 0
    for message_id in due:
        if time.monotonic() > stop_at:
            break
        sent += deliver_message(message_id=message_id, now=now) == Message.Status.SENT
    return sent


def _claim_message(message_id: int, now: datetime.datetime) -> Attempt | None:
    """Take the message for this worker alone, by compare-and-set; None if it is not to be had."""
    with transaction.atomic(durable=True):
        claimed = (
            Message.objects.due(now)
            .filter(pk=message_id)
            .update(
                status=Message.Status.SENDING, attempts_made=F("attempts_made") + 1, due_at=now + VISIBILITY
            )
        )
        if not claimed:
            return None
        Attempt.objects.filter(message_id=message_id, outcome="").update(outcome=Attempt.Outcome.LOST)
        return Attempt.objects.create(message_id=message_id, started_at=now)


def _record_surely(record: Callable[[], str]) -> str:
    """Write what became of an attempt, though PostgreSQL restarts: else mail that left leaves again."""
    deadline = time.monotonic() + RECORD_SECONDS
    while True:
        try:
            return record()
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block or time.monotonic() > deadline:
                raise
            connection.close()
            time.sleep(0.5)


def _record_sent(message: Message, attempt: Attempt, now: datetime.datetime) -> str:
    # The text of a sign-in mail is a key: once it has left, no copy is kept.
    changes = {"body": ""} if message.is_private and not settings.LOCAL_MAILBOX else {}
    with transaction.atomic():
        Attempt.objects.filter(pk=attempt.pk).update(outcome=Attempt.Outcome.SENT)
        Message.objects.filter(pk=message.pk, sent_at=None).update(
            status=Message.Status.SENT, sent_at=now, cause="", **changes
        )
    return Message.Status.SENT


def _record_suppressed(message: Message, attempt: Attempt, cause: str, now: datetime.datetime) -> str:
    """Note that the message does not leave; what follows for its case is due at once."""
    cause = cause[:CAUSE_LENGTH]
    with transaction.atomic():
        Attempt.objects.filter(pk=attempt.pk).update(outcome=Attempt.Outcome.HELD_BACK, cause=cause)
        Message.objects.filter(pk=message.pk, status=Message.Status.SENDING).update(
            status=Message.Status.SUPPRESSED, cause=cause, follow_up_at=now
        )
    return Message.Status.SUPPRESSED


def _record_refusal(message: Message, attempt: Attempt, refusal: Refusal, now: datetime.datetime) -> str:
    waits = settings.MAIL_RETRY_SECONDS
    wait = waits[min(message.attempts_made, len(waits)) - 1]
    goes_on = refusal.may_pass and message.attempts_made < MOST_ATTEMPTS
    status = Message.Status.QUEUED if goes_on else Message.Status.FAILED
    cause = refusal.cause[:CAUSE_LENGTH]
    with transaction.atomic():
        Attempt.objects.filter(pk=attempt.pk).update(outcome=Attempt.Outcome.FAILED, cause=cause)
        Message.objects.filter(
            pk=message.pk, status=Message.Status.SENDING, attempts_made=message.attempts_made
        ).update(status=status, cause=cause, due_at=now + datetime.timedelta(seconds=wait))
        if refusal.is_bad_address and not goes_on:
            note_return(message=message, came_back=Message.CameBack.BOUNCED, cause=cause, now=now)
    return status
