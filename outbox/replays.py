"""What staff do about mails that did not arrive: send them again, or set them aside."""

import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from outbox.models import Attempt, Message, MessageQuerySet
from technorth.queueing import enqueue

if TYPE_CHECKING:
    from accounts.models import User

MOST_AT_ONCE = 500  # messages that one press of a button sends again or sets aside


@transaction.atomic
def replay_messages(*, messages: MessageQuerySet, by: "User", now: datetime.datetime) -> int:
    """Queue those of ``messages`` again that may be, as if new; return how many.

    Each keeps its Message-ID and its cause, so a mail program folds it with a copy that came before. At most
    ``MOST_AT_ONCE``, the oldest first.
    """
    rows = Message.objects.replayable(now).filter(pk__in=messages.order_by().values("pk"))
    locked = rows.select_for_update(skip_locked=True, of=("self",)).order_by("pk")
    keys = list(locked.values_list("pk", flat=True)[:MOST_AT_ONCE])
    Message.objects.filter(pk__in=keys).update(
        status=Message.Status.QUEUED,
        attempts_made=0,
        cause="",
        due_at=now,
        sent_at=None,
        came_back="",
        came_back_at=None,
        came_back_cause="",
        follow_up_at=None,
        settled_at=None,
        settled_by=None,
        settled_reason="",
    )
    outcome, cause = Attempt.Outcome.REPLAYED, _("By %(name)s") % {"name": by}
    Attempt.objects.bulk_create(
        Attempt(message_id=key, started_at=now, outcome=outcome, cause=cause[:300]) for key in keys
    )
    if len(keys) == 1:
        enqueue("outbox.tasks.deliver_message", message_id=keys[0])
    elif keys:
        enqueue("outbox.tasks.sweep_messages")
    return len(keys)


@transaction.atomic
def settle_messages(*, messages: MessageQuerySet, reason: str, by: "User", now: datetime.datetime) -> int:
    """Set aside that these ``messages`` did not arrive, because of ``reason``; return how many.

    They are no longer counted as unsent, keep their state, and may still be sent again.
    """
    rows = Message.objects.troubled().filter(pk__in=messages.order_by().values("pk"))
    keys = list(rows.order_by("pk").values_list("pk", flat=True)[:MOST_AT_ONCE])
    return (
        Message.objects.troubled()
        .filter(pk__in=keys)
        .update(settled_at=now, settled_by=by, settled_reason=reason[:300])
    )


def explain_no_replay(message: Message, now: datetime.datetime) -> str:
    """Say why ``message`` cannot be sent again; empty where it can, or where it needs no second time."""
    if message.status in {Message.Status.QUEUED, Message.Status.SENDING}:
        return ""
    is_lost = message.status != Message.Status.SENT or message.came_back in Message.UNDELIVERED
    if not is_lost:
        return ""
    if message.attempts.filter(outcome=Attempt.Outcome.TAKEN_BACK).exists():
        return _("It was taken back, because what it says was undone.")
    if not message.body:
        return _("Its text was a key to sign in, and is not kept. The person asks for a new one.")
    if message.link and (message.link.revoked_at or message.link.expires_at <= now):
        return _("The personal link in it is closed or over, so it would be of no use.")
    if not Message.objects.replayable(now).filter(pk=message.pk).exists():
        return _("No mail goes to its address. Take the address off the list of suppressed addresses first.")
    return ""
