"""What follows when our mail does not arrive: other contacts are asked, and whoever has a case is told."""

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from investors.models import Contact, Enquiry, EnquiryEvent, Referral
from investors.notices import tell_triage
from investors.services.assignment import request_routing
from investors.services.holders import tell_owner
from investors.services.offers import describe_referral, end_referral
from investors.services.turns import tell_holders
from investors.workflow import Actor, Kind, record_event
from outbox.links import revoke_links
from outbox.models import Message, SecretLink
from outbox.returns import find_message, note_return
from technorth.queueing import enqueue

BATCH = 100


@transaction.atomic
def take_report(*, message_id: str, came_back: str, cause: str, now: datetime.datetime) -> bool:
    """Note what a mail service reports of the mail ``message_id``; False where that is known or not ours.

    What follows for its case happens after commit, or at the next sweep.
    """
    message = find_message(message_id)
    if message is None or not note_return(message=message, came_back=came_back, cause=cause, now=now):
        return False
    enqueue("investors.tasks.follow_up_return", message_id=message.pk)
    return True


def list_due(now: datetime.datetime) -> list[int]:
    """Return the keys of messages that did not arrive and of which something still follows."""
    due = Message.objects.to_follow_up(now).order_by("follow_up_at", "pk")
    return list(due.values_list("pk", flat=True)[:BATCH])


@transaction.atomic
def follow_up_return(*, message_id: int, now: datetime.datetime) -> bool:
    """Do what follows from a message that did not arrive, once; False where nothing is due.

    What was offered to a contact who cannot be reached is offered to somebody else; UKTI is told of what they
    have accepted. Where it is the investor who cannot be reached, whoever has the case is told.
    """
    due = Message.objects.to_follow_up(now).select_for_update(skip_locked=True, of=("self",))
    message = due.filter(pk=message_id).first()
    if message is None:
        return False
    Message.objects.filter(pk=message.pk).update(follow_up_at=None)
    cause = message.came_back_cause or message.cause
    enquiry = Enquiry.objects.select_for_update().filter(reference=message.about).first()
    if enquiry is not None and message.to_email.lower() == enquiry.email.lower():
        _tell_of_investor(enquiry, message, cause, now)
    if message.came_back != Message.CameBack.COMPLAINED:  # that one arrived, and can be answered
        for contact in Contact.objects.filter(email__iexact=message.to_email).order_by("pk"):
            _release_contact(contact, message, cause, now)
    return True


def _tell_of_investor(enquiry: Enquiry, message: Message, cause: str, now: datetime.datetime) -> None:
    """Note that the investor cannot be reached at this address, once, and tell who has the case."""
    noted = enquiry.events.filter(kind=Kind.MAIL_RETURNED, detail__who="investor")
    earlier = Message.objects.filter(pk__in=list(noted.values_list("detail__message", flat=True)))
    if earlier.filter(to_email__iexact=message.to_email).exists():
        return
    text = _("Mail to the investor does not arrive. %(cause)s") % {"cause": cause}
    event = _record(enquiry, text, {"who": "investor", "message": message.pk}, now)
    if enquiry.is_open:
        tell_holders(
            enquiry=enquiry, template="investor-unreachable", cause=str(event.pk), now=now, why=cause
        )


def _release_contact(contact: Contact, message: Message, cause: str, now: datetime.datetime) -> None:
    """Take back what ``contact`` was offered, and tell UKTI of what they have accepted."""
    live = Referral.objects.live().filter(contact=contact)
    keys = live.order_by("enquiry", "pk").values_list("pk", "enquiry")
    for referral_id, enquiry_id in list(keys):
        enquiry = Enquiry.objects.select_for_update().get(pk=enquiry_id)
        referral = live.filter(pk=referral_id).select_related("contact").first()
        if referral is None:
            continue
        referral.enquiry = enquiry
        if referral.status == Referral.Status.OFFERED:
            _reroute(referral, message, cause, now)
        elif message.came_back:
            _tell_of_owner(referral, message, cause, now)


def _reroute(referral: Referral, message: Message, cause: str, now: datetime.datetime) -> None:
    """End an offer that did not arrive; a lead is routed again at once, a contributor's owner is told."""
    enquiry, offered = referral.enquiry, (Referral.Status.OFFERED,)
    reason = _("Mail to %(name)s does not arrive. %(cause)s") % {
        "name": referral.contact.name,
        "cause": cause,
    }
    end_referral(
        referral=referral, status=Referral.Status.WITHDRAWN, expected=offered, now=now, reason=reason
    )
    revoke_links(purpose=SecretLink.Purpose.REFERRAL, subject_id=referral.pk, now=now)
    event = _record(enquiry, reason, {**describe_referral(referral), "message": message.pk}, now)
    if referral.role == Referral.Role.CONTRIBUTOR:
        tell_owner(template="contribution-declined", enquiry=enquiry, event=event, now=now)
    else:
        request_routing(enquiry=enquiry, now=now)


def _tell_of_owner(referral: Referral, message: Message, cause: str, now: datetime.datetime) -> None:
    """Tell UKTI that mail to who has accepted a case does not arrive; they may know it by other ways."""
    text = _("Mail to %(name)s, who has the case, does not arrive. %(cause)s") % {
        "name": referral.contact.name,
        "cause": cause,
    }
    detail = {**describe_referral(referral), "message": message.pk}
    event = _record(referral.enquiry, text, detail, now)
    tell_triage(template="contact-unreachable", event=event, now=now, contact=referral.contact, why=cause)


def _record(
    enquiry: Enquiry, text: str, detail: dict[str, int | str], now: datetime.datetime
) -> EnquiryEvent:
    return record_event(
        enquiry=enquiry, kind=Kind.MAIL_RETURNED, actor=Actor.system(), now=now, text=text, detail=detail
    )
