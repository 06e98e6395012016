"""Mail that is held for a while, so that its cause can be taken back before anybody reads it."""

import datetime
from collections.abc import Collection
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from outbox.models import Attempt, Message

if TYPE_CHECKING:
    from accounts.models import User


class MessageLeft(Exception):
    """A message is with the mail server already, or on its way there."""


def hold_messages(*, about: Collection[str], written_at: datetime.datetime, until: datetime.datetime) -> int:
    """Let what was written then about any of ``about`` leave no sooner than ``until``; return how many.

    Call it in the transaction that wrote them. A sweep sends them then.
    """
    rows = Message.objects.filter(about__in=about, created_at=written_at, status=Message.Status.QUEUED)
    return rows.update(due_at=until)


def take_back_messages(
    *, about: Collection[str], written_at: datetime.datetime, by: "User", reason: str, now: datetime.datetime
) -> int:
    """Keep what is still held from leaving at all, because of ``reason``; return how many.

    Nobody can send them again. Inside the transaction that undoes their cause, which nobody hears of then.
    Raises MessageLeft when one of them has left, or is leaving.
    """
    rows = Message.objects.filter(about__in=about, created_at=written_at)
    found = list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk", "status"))
    if any(status in {Message.Status.SENDING, Message.Status.SENT} for _pk, status in found):
        raise MessageLeft(*about)
    held = [pk for pk, status in found if status == Message.Status.QUEUED]
    cause = _("By %(name)s") % {"name": by}
    Attempt.objects.bulk_create(
        Attempt(message_id=pk, started_at=now, outcome=Attempt.Outcome.TAKEN_BACK, cause=cause[:300])
        for pk in held
    )
    return Message.objects.filter(pk__in=held).update(
        status=Message.Status.SUPPRESSED,
        cause=reason[:300],
        settled_at=now,
        settled_by=by,
        settled_reason=reason[:300],
    )
