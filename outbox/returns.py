"""What is heard of a message after it left: that it came back, or was marked as spam."""

import datetime

from django.db import transaction

from outbox.models import Attempt, Message, Suppression
from outbox.suppressions import suppress_address

CameBack = Message.CameBack
SEVERITY = ["", CameBack.FOR_NOW, CameBack.BOUNCED, CameBack.COMPLAINED]
REASONS: dict[str, str] = {
    CameBack.BOUNCED: Suppression.Reason.BOUNCED,
    CameBack.COMPLAINED: Suppression.Reason.COMPLAINED,
}


def find_message(message_id: str) -> Message | None:
    """Return the message of this Message-ID, with or without its brackets, or None."""
    bare = message_id.strip().strip("<>")
    return Message.objects.filter(message_id=f"<{bare}>").first() if bare else None


@transaction.atomic
def note_return(*, message: Message, came_back: str, cause: str, now: datetime.datetime) -> bool:
    """Note that ``message`` came back or was marked as spam, once; False where nothing worse is heard.

    Unless it came back only for now, its address is suppressed, and what follows for its case is due at once.
    """
    heard = Message.objects.select_for_update(of=("self",)).get(pk=message.pk)
    if SEVERITY.index(came_back) <= SEVERITY.index(heard.came_back):
        return False
    cause = " ".join(cause.split())[:300]
    is_final = came_back in REASONS
    Message.objects.filter(pk=message.pk).update(
        came_back=came_back,
        came_back_at=now,
        came_back_cause=cause,
        follow_up_at=now if is_final else heard.follow_up_at,
        settled_at=None,
        settled_by=None,
        settled_reason="",
    )
    Attempt.objects.create(message=message, started_at=now, outcome=came_back, cause=cause)
    if is_final:
        reason = REASONS[came_back]
        suppress_address(email=message.to_email, reason=reason, note=cause, now=now, message=message)
    return True
