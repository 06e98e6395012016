"""Who is told of a large enquiry, beside the contact who is asked."""

import datetime

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from investors.models import Contact, Referral
from investors.notices import queue_notice, tell_triage
from investors.routing_facts import Scale
from investors.services.offers import describe_referral
from investors.workflow import Actor, Kind, record_event


def tell_scale(*, referral: Referral, scale: Scale, now: datetime.datetime) -> None:
    """Tell the senior lead and UKTI triage that ``referral`` is of a large enquiry, with the event.

    Inside the transaction that offers it. Of one enquiry each is told once: when it is offered
    again, only a senior lead who does not know of it yet is told.
    """
    enquiry = referral.enquiry
    told = enquiry.events.filter(kind=Kind.ESCALATED, detail__has_key="scale")
    knowing = set(told.values_list("detail__senior_lead", flat=True))
    if knowing and scale.senior_lead_id in {None, *knowing}:
        return
    lead = Contact.objects.filter(pk=scale.senior_lead_id).first() if scale.senior_lead_id else None
    names = [lead.name] if lead else []
    if not knowing:
        names.append(_("UKTI triage"))
    words = {"reason": scale.reason, "told": get_text_list(names, _("and"))}
    event = record_event(
        enquiry=enquiry,
        kind=Kind.ESCALATED,
        actor=Actor.system(),
        now=now,
        text=_("Large enquiry (%(reason)s). Told as well: %(told)s.") % words,
        detail={**describe_referral(referral), "scale": scale.reason, "senior_lead": scale.senior_lead_id},
    )
    if lead:
        queue_notice(
            template="large-enquiry",
            enquiry=enquiry,
            to_email=lead.email,
            to_name=lead.name,
            cause=f"{event.pk}:{lead.pk}",
            now=now,
            referral=referral,
            reason=scale.reason,
        )
    if not knowing:
        tell_triage(template="large-enquiry", event=event, now=now, referral=referral, reason=scale.reason)
