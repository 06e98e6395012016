"""What the clock does to a referral that nobody answers: one reminder, then it lapses."""

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from investors.models import Contact, Enquiry, Referral
from investors.notices import queue_notice, tell_investor, tell_triage
from investors.services.assignment import request_routing
from investors.services.holders import find_senior_lead, tell_owner
from investors.services.offers import StaleReferral, describe_referral, end_referral
from investors.workflow import Actor, Kind, record_event
from outbox.models import SecretLink


@transaction.atomic
def nudge_referral(*, referral: Referral, now: datetime.datetime) -> None:
    """Remind the contact of ``referral``, once.

    Raises StaleReferral when it was answered or the contact was reminded already.
    """
    enquiry = Enquiry.objects.select_for_update().get(pk=referral.enquiry_id)
    unanswered = Referral.objects.filter(pk=referral.pk, status=Referral.Status.OFFERED, nudged_at=None)
    if not unanswered.update(nudged_at=now):
        raise StaleReferral(referral.pk)
    referral.nudged_at = now
    detail = describe_referral(referral)
    record_event(enquiry=enquiry, kind=Kind.NUDGED, actor=Actor.system(), now=now, detail=detail)
    links = SecretLink.objects.filter(
        purpose=SecretLink.Purpose.REFERRAL, subject_id=referral.pk, revoked_at=None
    )
    queue_notice(
        template="referral-reminder",
        enquiry=enquiry,
        to_email=referral.contact.email,
        to_name=referral.contact.name,
        cause=str(referral.pk),
        now=now,
        link=links.order_by("-pk").first(),
        referral=referral,
    )


@transaction.atomic
def lapse_referral(*, referral: Referral, now: datetime.datetime) -> None:
    """End ``referral`` because nobody answered in time; route again and escalate.

    A contributor's lapse is only told to who has the enquiry. The first lapse of an enquiry goes to the
    cluster's senior lead, a later one, or one where there is no senior lead, to UKTI. The investor is told
    once that the answer is late.
    Raises StaleReferral when it was answered after all.
    """
    enquiry = Enquiry.objects.select_for_update().get(pk=referral.enquiry_id)
    offered = (Referral.Status.OFFERED,)
    end_referral(referral=referral, status=Referral.Status.LAPSED, expected=offered, now=now)
    detail = describe_referral(referral)
    event = record_event(enquiry=enquiry, kind=Kind.LAPSED, actor=Actor.system(), now=now, detail=detail)
    if referral.role == Referral.Role.CONTRIBUTOR:
        tell_owner(template="contribution-declined", enquiry=enquiry, event=event, now=now)
        return
    lapses = enquiry.referrals.filter(status=Referral.Status.LAPSED).count()
    senior = find_senior_lead(referral.contact, now) if lapses == 1 else None
    _escalate(enquiry, referral, senior, now)
    tell_investor(template="enquiry-delayed", enquiry=enquiry, cause=str(enquiry.pk), now=now)
    request_routing(enquiry=enquiry, now=now)


def _escalate(enquiry: Enquiry, referral: Referral, senior: Contact | None, now: datetime.datetime) -> None:
    told = senior.name if senior else _("UKTI triage")
    event = record_event(
        enquiry=enquiry,
        kind=Kind.ESCALATED,
        actor=Actor.system(),
        now=now,
        text=_("%(contact)s did not answer in time; %(told)s was told.")
        % {"contact": referral.contact.name, "told": told},
        detail=describe_referral(referral),
    )
    if senior is None:
        tell_triage(template="referral-lapsed", event=event, now=now, referral=referral)
        return
    queue_notice(
        template="referral-lapsed",
        enquiry=enquiry,
        to_email=senior.email,
        to_name=senior.name,
        cause=str(event.pk),
        now=now,
        referral=referral,
    )
