"""Queue a message with its cause; deliver it; retry it."""

import datetime
import uuid

from outbox.models import Message
from technorth.queueing import enqueue


def queue_message(
    *,
    kind: str,
    dedupe_key: str,
    to_email: str,
    subject: str,
    body: str,
    now: datetime.datetime,
    to_name: str = "",
    reply_to: str = "",
    about: str = "",
    is_private: bool = False,
) -> Message:
    """Write a message to the ledger, to leave after the caller's transaction commits.

    Call it inside the transaction of the message's cause. ``dedupe_key`` names that cause
    (``referral-offered:17``); a second call with the same key returns the first message.
    ``body`` is plain text and may hold ``[[link:<pk>]]`` for a secret link.
    """
    message, created = Message.objects.get_or_create(
        dedupe_key=dedupe_key,
        defaults={
            "kind": kind,
            "about": about,
            "to_email": to_email,
            "to_name": to_name,
            "reply_to": reply_to,
            "subject": subject,
            "body": body,
            "is_private": is_private,
            "message_id": f"<{uuid.uuid4().hex}@technorth>",
            "created_at": now,
            "due_at": now,
        },
    )
    if created:
        enqueue("outbox.tasks.deliver_message", message_id=message.pk)
    return message
