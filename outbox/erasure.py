"""Erasing what messages say, where it was promised to forget somebody: the row stays, without words."""

import datetime

from django.db.models import Q

from outbox.models import Attempt, Message, MessageQuerySet

BLANK = {"subject": "", "body": "", "cause": ""}
UNDER_WAY = Q(status=Message.Status.SENDING)


class MessageUnderWay(Exception):
    """A message is in the hands of a worker: it has to leave, or come back, first."""


def erase_messages(*, about: str, person: str) -> int:
    """Blank all messages about ``about``, and the address where it is ``person``'s; return how many.

    Inside the caller's transaction. What had not left is never sent. Raises MessageUnderWay.
    """
    messages = Message.objects.filter(about=about)
    if messages.select_for_update().filter(UNDER_WAY).exists():
        raise MessageUnderWay(about)
    Attempt.objects.filter(message__in=messages).update(cause="")
    messages.filter(status=Message.Status.QUEUED).update(status=Message.Status.SUPPRESSED)
    messages.filter(to_email__iexact=person).update(to_email="", to_name="", reply_to="")
    return messages.update(**BLANK)


def find_old_words(before: datetime.datetime) -> MessageQuerySet:
    """Return the messages about no enquiry whose words are older than ``before``."""
    return Message.objects.filter(about="", created_at__lt=before).exclude(
        UNDER_WAY | Q(body="", to_email="")
    )


def erase_old_words(*, before: datetime.datetime, most: int) -> int:
    """Blank up to ``most`` messages that are about no enquiry and older than ``before``; return how many."""
    old = list(find_old_words(before).order_by("created_at", "pk").values_list("pk", flat=True)[:most])
    messages = Message.objects.filter(pk__in=old).exclude(UNDER_WAY)
    Attempt.objects.filter(message__in=messages).update(cause="")
    messages.filter(status=Message.Status.QUEUED).update(status=Message.Status.SUPPRESSED)
    return messages.update(**BLANK, to_email="", to_name="", reply_to="")
