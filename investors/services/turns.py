"""Whose turn it is once the investor wrote: who has the enquiry is told, and owes an answer.

Called inside the transaction of a service.
"""

import datetime
from typing import Any

from investors.case_clock import owe_reply, promise_reply
from investors.models import Enquiry, EnquiryEvent
from investors.models.choices import CloseReason
from investors.notices import queue_notice
from investors.services.holders import find_holders
from investors.workflow import (
    Actor,
    IllegalMove,
    Kind,
    Status,
    change_enquiry,
    move_enquiry,
    record_event,
)
from technorth.queueing import enqueue


def lock_open(enquiry: Enquiry) -> Enquiry:
    """Return ``enquiry`` as it stands, its row locked. Raises IllegalMove when it is closed."""
    enquiry = Enquiry.objects.select_for_update().get(pk=enquiry.pk)
    if not enquiry.is_open:
        raise IllegalMove(f"{enquiry.reference}: closed")
    return enquiry


def tell_holders(
    *, enquiry: Enquiry, template: str, cause: str, now: datetime.datetime, **context: Any
) -> None:
    """Queue the mail ``template`` to whoever has the enquiry, once for its ``cause``.

    Of one that was joined to another, whoever has the other: it is the ``lead`` of the template, else the
    enquiry itself is.
    """
    lead = enquiry.joined_to or enquiry
    for position, (email, name) in enumerate(find_holders(lead)):
        queue_notice(
            template=template,
            enquiry=enquiry,
            to_email=email,
            to_name=name,
            cause=f"{cause}:{position}",
            now=now,
            lead=lead,
            **context,
        )


def take_up(
    *,
    enquiry: Enquiry,
    text: str,
    now: datetime.datetime,
    kind: str = Kind.INVESTOR_WROTE,
    detail: dict[str, Any] | None = None,
    by: Actor | None = None,
) -> EnquiryEvent | None:
    """Write that the investor wrote, or asked for a call: in any status an answer is owed to them again.

    Inside a transaction that holds the enquiry's lock. Of files alone nothing is written: None is returned
    then, unless they move the enquiry. ``by`` is who found that they wrote, where that was somebody else.
    """
    actor = by or Actor.investor()
    if enquiry.close_reason == CloseReason.NON_RESPONSIVE:
        return _reopen(enquiry, text, now, detail)
    if enquiry.status in {Status.AWAITING_INVESTOR, Status.NURTURE}:
        return move_enquiry(
            enquiry=enquiry,
            to=Status.IN_PROGRESS,
            kind=kind,
            actor=actor,
            now=now,
            text=text,
            detail=detail,
            **owe_reply(now),
        )
    if enquiry.replied_at is not None:
        owed = owe_reply(now) if enquiry.status == Status.IN_PROGRESS else promise_reply(now)
        change_enquiry(enquiry=enquiry, **owed)
    if not text:
        return None
    return record_event(enquiry=enquiry, kind=kind, actor=actor, now=now, text=text, detail=detail)


def _reopen(
    enquiry: Enquiry, text: str, now: datetime.datetime, detail: dict[str, Any] | None
) -> EnquiryEvent:
    """Open an enquiry that was closed for silence, and let routing find who takes it on."""
    event = move_enquiry(
        enquiry=enquiry,
        to=Status.TRIAGE,
        kind=Kind.INVESTOR_WROTE,
        actor=Actor.investor(),
        now=now,
        text=text,
        detail=detail,
        close_reason="",
        closed_at=None,
        taken_by=None,
        due_at=now,
        **promise_reply(now),
    )
    enqueue("investors.tasks.route_enquiry", enquiry_id=enquiry.pk)
    return event
