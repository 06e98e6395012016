"""Who has an enquiry: routing it, referring it, and the contact's answers.

Each function is one transaction that locks the enquiry first.
"""

import dataclasses
import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from directory.models import Cluster
from investors import routing
from investors.case_clock import plan_check, plan_reply
from investors.facts import gather_cover, gather_facts, gather_rules
from investors.models import Contact, Decision, Enquiry, EnquiryEvent, Referral, RoutingVersion
from investors.notices import tell_investor, tell_triage
from investors.services.contributions import invite_contributor
from investors.services.holders import tell_owner
from investors.services.joining import join_enquiry, lock_repeated
from investors.services.offers import (
    StaleReferral,
    describe_referral,
    end_referral,
    lock_enquiry,
    offer_referral,
    withdraw_lead,
)
from investors.services.scale import tell_scale
from investors.services.spam import teach_genuine
from investors.workflow import Actor, Kind, Status, change_enquiry, move_enquiry, record_event
from outbox.links import revoke_links
from outbox.models import SecretLink
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
    twin = lock_repeated(enquiry)
    facts = gather_facts(enquiry, now, twin=routing.OpenTwin(twin.reference) if twin else None)
    version, rules = gather_rules(now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ROUTING_LOCK])
    chosen = routing.choose_contact(facts, gather_cover(), rules)
    decision = _store_decision(enquiry, chosen, version, now)
    actor = Actor.system()
    if twin is not None and chosen.joins:
        join_enquiry(enquiry=enquiry, to=twin, reason=chosen.lines[-1], by=actor, now=now)
    elif chosen.contact_id is not None:
        referral = offer_referral(
            enquiry=enquiry,
            contact=Contact.objects.get(pk=chosen.contact_id),
            decision=decision,
            by=actor,
            now=now,
            text=chosen.lines[-1],
            why=_find_rule_line(chosen),
        )
        if chosen.scale:
            tell_scale(referral=referral, scale=chosen.scale, now=now)
        _ask_contributors(enquiry, chosen, now)
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


def _ask_contributors(enquiry: Enquiry, chosen: routing.Decision, now: datetime.datetime) -> None:
    """Ask a contact of each other cluster that the investor chose to add to the lead's one reply."""
    contacts = Contact.objects.in_bulk([each.contact_id for each in chosen.contributors])
    names = dict(Cluster.objects.values_list("slug", "name")) if contacts else {}
    for each in chosen.contributors:
        question = _(
            "The investor chose %(cluster)s as well. What should they know of it? Add it here: whoever leads"
            " the case gives one reply for all."
        ) % {"cluster": names[each.cluster]}
        invite_contributor(
            enquiry=enquiry, contact=contacts[each.contact_id], question=question, by=Actor.system(), now=now
        )


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
    """Put ``enquiry`` before ``contact`` because staff or a senior lead says so. Returns the referral.

    Whoever had it is told that it went elsewhere, and their link closes. Raises StaleEnquiry
    when it moved since the caller read it, IllegalMove where its status allows no referral.
    """
    lock_enquiry(enquiry)
    reason_to_lead = _("UKTI has referred it to somebody else.")
    if by.kind == EnquiryEvent.ActorKind.CONTACT:
        reason_to_lead = _("The senior lead of your cluster has referred it to somebody else.")
    withdraw_lead(enquiry=enquiry, reason=reason_to_lead, now=now)
    return offer_referral(
        enquiry=enquiry, contact=contact, decision=None, by=by, now=now, text=reason, why=reason
    )


@transaction.atomic
def accept_referral(*, referral: Referral, by: Actor, now: datetime.datetime) -> None:
    """Let the contact of ``referral`` take the enquiry on, and tell the investor who has it; or contribute.

    Raises StaleReferral unless it is still offered.
    """
    enquiry = Enquiry.objects.select_for_update().get(pk=referral.enquiry_id)
    claimed = Referral.objects.filter(pk=referral.pk, status=Referral.Status.OFFERED).update(
        status=Referral.Status.ACCEPTED, accepted_at=now
    )
    if not claimed:
        raise StaleReferral(referral.pk)
    referral.status, referral.accepted_at = Referral.Status.ACCEPTED, now
    if referral.role == Referral.Role.CONTRIBUTOR:
        detail = describe_referral(referral)
        record_event(enquiry=enquiry, kind=Kind.ACCEPTED, actor=by, now=now, detail=detail)
        return
    move_enquiry(
        enquiry=enquiry,
        to=Status.IN_PROGRESS,
        kind=Kind.ACCEPTED,
        actor=by,
        now=now,
        detail=describe_referral(referral),
        **_owe_first_reply(enquiry, now),
    )
    teach_genuine(enquiry)
    tell_investor(
        template="enquiry-accepted",
        enquiry=enquiry,
        cause=str(referral.pk),
        now=now,
        contact=referral.contact,
    )


def _owe_first_reply(enquiry: Enquiry, now: datetime.datetime) -> dict[str, Any]:
    """Return the clock of the reply that was promised, or of a quiet case where it was given."""
    if enquiry.replied_at is not None:
        return plan_check(now).fields
    due_at = enquiry.reply_due_at
    return plan_reply(received_at=enquiry.received_at, reply_due_at=due_at, now=now).fields


@transaction.atomic
def decline_referral(
    *,
    referral: Referral,
    reason: str,
    by: Actor,
    now: datetime.datetime,
    to: Contact | None = None,
    seen: str = Referral.Status.OFFERED,
) -> None:
    """Let the contact pass the enquiry on, with the ``reason``, also after they took it on.

    It goes to the contact ``to``, else it is routed again, never back. A contributor only steps aside, and
    whoever has the enquiry is told. ``seen`` is how the referral stood when the contact decided; raises
    StaleReferral when it does no longer.
    """
    enquiry = Enquiry.objects.select_for_update().get(pk=referral.enquiry_id)
    declined = Referral.Status.DECLINED
    end_referral(referral=referral, status=declined, expected=(seen,), now=now, reason=reason)
    event = record_event(
        enquiry=enquiry,
        kind=Kind.DECLINED,
        actor=by,
        now=now,
        text=reason,
        detail=describe_referral(referral),
    )
    revoke_links(purpose=SecretLink.Purpose.REFERRAL, subject_id=referral.pk, now=now)
    if referral.role == Referral.Role.CONTRIBUTOR:
        tell_owner(template="contribution-declined", enquiry=enquiry, event=event, now=now)
    elif to is not None:
        _prepare_referring(enquiry, by, now)
        offer_referral(
            enquiry=enquiry, contact=to, decision=None, by=by, now=now, text=reason, why=_explain(by, reason)
        )
    else:
        _prepare_referring(enquiry, by, now)
        if enquiry.status == Status.IN_PROGRESS:
            move_enquiry(enquiry=enquiry, to=Status.REFERRED, kind=Kind.MOVED, actor=by, now=now)
        request_routing(enquiry=enquiry, now=now)


def _prepare_referring(enquiry: Enquiry, by: Actor, now: datetime.datetime) -> None:
    """Bring what awaits the investor, or was put off, to where it can be referred from."""
    if enquiry.status in {Status.AWAITING_INVESTOR, Status.NURTURE}:
        move_enquiry(enquiry=enquiry, to=Status.IN_PROGRESS, kind=Kind.MOVED, actor=by, now=now)


def _explain(by: Actor, reason: str) -> str:
    return _("%(name)s passes it on to you: %(reason)s") % {"name": by.name, "reason": reason}


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


def _store_decision(
    enquiry: Enquiry, chosen: routing.Decision, version: RoutingVersion | None, now: datetime.datetime
) -> Decision:
    decision = Decision.objects.create(
        enquiry=enquiry,
        outcome=chosen.outcome,
        rule=chosen.rule,
        cluster_id=chosen.cluster or None,
        contact_id=chosen.contact_id,
        routing_version=version,
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
