"""Who has an enquiry: routing it, referring it, and the contact's answers.

Each function is one transaction that locks the enquiry first.
"""

import dataclasses
import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from directory.models import Cluster
from investors import routing
from investors.facts import gather_cover, gather_facts
from investors.models import Contact, Decision, Enquiry, EnquiryEvent, Referral
from investors.notices import tell_investor, tell_triage
from investors.services.offers import (
    StaleReferral,
    describe_referral,
    end_referral,
    lock_enquiry,
    offer_referral,
    withdraw_lead,
)
from investors.workflow import Actor, Kind, Status, change_enquiry, move_enquiry, record_event
from technorth.queueing import enqueue

__all__ = [
    "StaleReferral",
    "accept_referral",
    "ask_ukti",
    "decline_referral",
    "refer_enquiry",
    "route_enquiry",
    "triage_failed_routing",
]

ROUTING_LOCK = 0x7EC4  # any number that no other advisory lock of this database uses


@transaction.atomic
def route_enquiry(*, enquiry_id: int, now: datetime.datetime) -> Decision | None:
    """Decide who is asked, and ask: decision, referral, event, link and mail in one transaction.

    Acts only on an enquiry whose routing is due, and returns the stored decision; else None,
    also while somebody else is acting on it, so it may be called any number of times. One
    enquiry is decided at a time, so that each decision sees the load that the last one made.
    """
    due = Enquiry.objects.select_for_update(skip_locked=True, of=("self",))
    enquiry = due.filter(pk=enquiry_id, due_at__lte=now).first()
    if enquiry is None:
        return None
    facts = gather_facts(enquiry, now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ROUTING_LOCK])
    chosen = routing.choose_contact(facts, gather_cover())
    decision = _store_decision(enquiry, chosen, now)
    actor = Actor.system()
    if chosen.contact_id is not None:
        offer_referral(
            enquiry=enquiry,
            contact=Contact.objects.get(pk=chosen.contact_id),
            decision=decision,
            by=actor,
            now=now,
            text=chosen.lines[-1],
            why=_find_rule_line(chosen),
        )
    elif chosen.outcome == Decision.Outcome.QUARANTINE:
        move_enquiry(
            enquiry=enquiry,
            to=Status.QUARANTINED,
            kind=Kind.MOVED,
            actor=actor,
            now=now,
            text=chosen.lines[-1],
            spam_reasons=list(facts.spam_signs),
        )
    else:
        event = _send_to_triage(enquiry, chosen.lines[-1], now)
        tell_triage(template="triage-enquiry", event=event, now=now, reason=chosen.lines[-1])
    return decision


@transaction.atomic
def triage_failed_routing(*, enquiry_id: int, error: str, now: datetime.datetime) -> None:
    """Put an enquiry whose routing raised ``error`` (the exception's name) before UKTI.

    Sends no mail, since a mail may be what failed. Does nothing when routing is no longer due.
    """
    enquiry = Enquiry.objects.select_for_update().filter(pk=enquiry_id, due_at__lte=now).first()
    if enquiry is not None:
        reason = _("Routing failed (%(error)s). Please refer it by hand.") % {"error": error}
        _send_to_triage(enquiry, reason, now)


@transaction.atomic
def refer_enquiry(
    *, enquiry: Enquiry, contact: Contact, reason: str, by: Actor, now: datetime.datetime
) -> Referral:
    """Put ``enquiry`` before ``contact`` because a member of staff says so. Returns the referral.

    Whoever had it is told that it went elsewhere, and their link closes. Raises StaleEnquiry
    when it moved since the caller read it, IllegalMove where its status allows no referral.
    """
    lock_enquiry(enquiry)
    withdraw_lead(enquiry=enquiry, reason=_("UKTI has referred it to somebody else."), now=now)
    return offer_referral(
        enquiry=enquiry, contact=contact, decision=None, by=by, now=now, text=reason, why=reason
    )


@transaction.atomic
def accept_referral(*, referral: Referral, by: Actor, now: datetime.datetime) -> None:
    """Let the contact of ``referral`` take the enquiry on, and tell the investor who has it.

    Raises StaleReferral unless it is still offered.
    """
    enquiry = Enquiry.objects.select_for_update().get(pk=referral.enquiry_id)
    claimed = Referral.objects.filter(pk=referral.pk, status=Referral.Status.OFFERED).update(
        status=Referral.Status.ACCEPTED, accepted_at=now
    )
    if not claimed:
        raise StaleReferral(referral.pk)
    referral.status, referral.accepted_at = Referral.Status.ACCEPTED, now
    move_enquiry(
        enquiry=enquiry,
        to=Status.IN_PROGRESS,
        kind=Kind.ACCEPTED,
        actor=by,
        now=now,
        detail=describe_referral(referral),
    )
    tell_investor(
        template="enquiry-accepted",
        enquiry=enquiry,
        cause=str(referral.pk),
        now=now,
        contact=referral.contact,
    )


@transaction.atomic
def decline_referral(*, referral: Referral, reason: str, by: Actor, now: datetime.datetime) -> None:
    """Let the contact pass the enquiry on, with the ``reason``; it is routed again, never back.

    Raises StaleReferral unless it is still offered.
    """
    enquiry = Enquiry.objects.select_for_update().get(pk=referral.enquiry_id)
    offered = (Referral.Status.OFFERED,)
    end_referral(referral=referral, status=Referral.Status.DECLINED, expected=offered, now=now, reason=reason)
    record_event(
        enquiry=enquiry,
        kind=Kind.DECLINED,
        actor=by,
        now=now,
        text=reason,
        detail=describe_referral(referral),
    )
    request_routing(enquiry=enquiry, now=now)


@transaction.atomic
def ask_ukti(*, referral: Referral, question: str, by: Actor, now: datetime.datetime) -> EnquiryEvent:
    """Put the contact's ``question`` before UKTI triage; the contact keeps the referral and its clock.

    Raises StaleReferral unless the contact still has it, offered or accepted.
    """
    enquiry = Enquiry.objects.select_for_update().get(pk=referral.enquiry_id)
    if not Referral.objects.live().filter(pk=referral.pk).exists():
        raise StaleReferral(referral.pk)
    event = record_event(
        enquiry=enquiry,
        kind=Kind.ASKED_UKTI,
        actor=by,
        now=now,
        text=question,
        detail=describe_referral(referral),
    )
    tell_triage(template="triage-question", event=event, now=now, question=question, contact=referral.contact)
    return event


def request_routing(*, enquiry: Enquiry, now: datetime.datetime) -> None:
    """Make the routing of ``enquiry`` due; inside the transaction that holds its lock."""
    change_enquiry(enquiry=enquiry, due_at=now)
    enqueue("investors.tasks.route_enquiry", enquiry_id=enquiry.pk)


def _store_decision(enquiry: Enquiry, chosen: routing.Decision, now: datetime.datetime) -> Decision:
    cluster = Cluster.objects.filter(pk=chosen.cluster).first()
    decision = Decision.objects.create(
        enquiry=enquiry,
        outcome=chosen.outcome,
        rule=chosen.rule,
        cluster=cluster,
        contact_id=chosen.contact_id,
        lines=list(chosen.lines),
        candidates=[dataclasses.asdict(candidate) for candidate in chosen.candidates],
        decided_at=now,
    )
    record_event(
        enquiry=enquiry,
        kind=Kind.DECIDED,
        actor=Actor.system(),
        now=now,
        text=str(routing.RULES[chosen.rule]),
        detail={"decision": decision.pk},
    )
    return decision


def _find_rule_line(chosen: routing.Decision) -> str:
    name = str(routing.RULES[chosen.rule])
    return next(line for line in chosen.lines if line.startswith(name))


def _send_to_triage(enquiry: Enquiry, reason: str, now: datetime.datetime) -> EnquiryEvent:
    """Put ``enquiry`` before UKTI with the ``reason``, or say there that it stays."""
    actor, reason = Actor.system(), reason[:300]
    if enquiry.status != Status.TRIAGE:
        return move_enquiry(
            enquiry=enquiry,
            to=Status.TRIAGE,
            kind=Kind.MOVED,
            actor=actor,
            now=now,
            text=reason,
            triage_reason=reason,
        )
    change_enquiry(enquiry=enquiry, due_at=None, triage_reason=reason)
    return record_event(enquiry=enquiry, kind=Kind.MOVED, actor=actor, now=now, text=reason)
