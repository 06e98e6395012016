"""Addresses that get no mail: held back, and let go again with a reason."""

import datetime
from typing import TYPE_CHECKING

from django.conf import settings

from outbox.models import Message, Suppression

if TYPE_CHECKING:
    from accounts.models import User


def find_suppression(message: Message) -> Suppression | None:
    """Return what holds ``message`` back, or None.

    A complaint does not hold back what people ask for themselves in that moment, such as a code to sign in.
    """
    found = Suppression.objects.live().filter(email=message.to_email.lower()).first()
    if found and found.reason == Suppression.Reason.COMPLAINED and message.is_private:
        return None
    return found


def suppress_address(
    *,
    email: str,
    reason: str,
    note: str,
    now: datetime.datetime,
    by: "User | None" = None,
    message: Message | None = None,
) -> bool:
    """Hold back all mail to ``email`` from now on; False where it is held back already.

    Only staff can hold back mail to UKTI triage: what comes back from there must stay in sight.
    """
    email = email.strip().lower()
    if by is None and email == settings.TRIAGE_EMAIL.lower():
        return False
    fields = {"reason": reason, "note": note[:300], "created_at": now, "created_by": by, "message": message}
    return Suppression.objects.get_or_create(email=email, removed_at=None, defaults=fields)[1]


def lift_suppression(*, suppression_id: int, note: str, by: "User", now: datetime.datetime) -> bool:
    """Let mail go to the address again, because of ``note``; False where it may already.

    What was held back stays so until somebody sends it again.
    """
    live = Suppression.objects.live().filter(pk=suppression_id)
    return bool(live.update(removed_at=now, removed_by=by, removed_note=note[:300]))
