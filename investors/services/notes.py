"""Notes that are meant for somebody: they get a mail, and the note waits on their front page."""

import datetime
from collections.abc import Collection

from django.conf import settings
from django.db import transaction

from accounts.models import User
from investors.models import Enquiry, EnquiryEvent, Mention
from investors.notices import queue_notice
from investors.workflow import Actor, Kind, record_event


@transaction.atomic
def add_note(
    *, enquiry: Enquiry, text: str, by: User, now: datetime.datetime, readers: Collection[User] = ()
) -> EnquiryEvent:
    """Add a note for staff to the history; any number may write at once. Returns the event.

    Each of ``readers`` but the writer gets one mail that says where the note is, and no word of it.
    """
    others = [reader for reader in readers if reader != by]
    event = record_event(
        enquiry=enquiry,
        kind=Kind.NOTE,
        actor=Actor.staff(by),
        now=now,
        text=text,
        detail={"readers": [str(reader) for reader in others]} if others else None,
    )
    for reader in others:
        Mention.objects.create(event=event, user=reader)
        queue_notice(
            template="note-for-you",
            enquiry=enquiry,
            to_email=reader.email,
            to_name=str(reader),
            cause=f"{event.pk}:{reader.pk}",
            now=now,
            writer=str(by),
            desk_url=f"{settings.SITE_URL}/desk/enquiries/{enquiry.reference}/",
        )
    return event


def tick_off(*, enquiry: Enquiry, user: User, now: datetime.datetime) -> int:
    """Take the notes on ``enquiry`` that are for ``user`` as read; return how many were not before."""
    return Mention.objects.unread().filter(event__enquiry=enquiry, user=user).update(read_at=now)
