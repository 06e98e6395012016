"""Routing: who is asked first. What is due is decided together, under one lock."""

import dataclasses
import datetime
import logging
from collections.abc import Collection, Sequence

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from directory.models import Cluster
from investors import routing
from investors.facts import gather_cover, gather_facts, gather_rules
from investors.models import Contact, Decision, Enquiry, EnquiryEvent, RoutingVersion
from investors.notices import tell_triage
from investors.routing_facts import count_asked
from investors.services.contributions import invite_contributor
from investors.services.joining import join_enquiry, lock_repeated
from investors.services.offers import Offer, offer_referrals
from investors.services.scale import tell_scale
from investors.surroundings import Surroundings, read_surroundings
from investors.workflow import (
    Actor,
    Entry,
    Kind,
    Status,
    change_enquiry,
    move_enquiry,
    record_event,
    record_events,
)

logger = logging.getLogger(__name__)

ROUTING_LOCK = 0x7EC4  # any number that no other advisory lock of this database uses
MOST_TOGETHER = 50  # so that nobody who acts on one of them waits for long


@dataclasses.dataclass(frozen=True)
class Batch:
    """The keys of the enquiries that were taken, and of those among them that are still to be routed."""

    taken: tuple[int, ...]
    left: tuple[int, ...]


def route_due(*, now: datetime.datetime, among: Collection[int] | None = None) -> Batch:
    """Route what is due in one transaction, the longest due first, ``among`` these keys where given.

    What somebody else is acting on is passed over. What may repeat another enquiry is left for
    ``route_enquiry``, since it locks the other one, too; and so is everything where anything fails, so that
    one that cannot be routed holds up no other.
    """
    due = _lock_due(now).order_by("due_at", "pk")
    if among is not None:
        due = due.filter(pk__in=among)
    taken: list[Enquiry] = []
    left: list[Enquiry] = []
    try:
        with transaction.atomic():
            taken = list(due[:MOST_TOGETHER])
            around = dict(zip(taken, read_surroundings(taken), strict=True)) if taken else {}
            left = [each for each in taken if around[each].may_repeat]
            _route({each: its for each, its in around.items() if not its.may_repeat}, now)
    except Exception as error:
        logger.warning("%s enquiries could not be routed together: %s", len(taken), type(error).__name__)
        left = taken
    return Batch(tuple(each.pk for each in taken), tuple(each.pk for each in left))


@transaction.atomic
def route_enquiry(*, enquiry_id: int, now: datetime.datetime) -> Decision | None:
    """Decide who is asked, and ask: decision, referral, event, link and mail in one transaction.

    Acts only on an enquiry whose routing is due, and returns the stored decision; else None,
    also while somebody else is acting on it, so it may be called any number of times.
    """
    enquiry = _lock_due(now).filter(pk=enquiry_id).first()
    if enquiry is None:
        return None
    [around] = read_surroundings([enquiry])
    twin = lock_repeated(enquiry) if around.may_repeat else None
    [decision] = _route({enquiry: around}, now, twin=twin)
    return decision


def _lock_due(now: datetime.datetime) -> QuerySet[Enquiry]:
    rows = Enquiry.objects.select_for_update(skip_locked=True).filter(due_at__lte=now)
    return rows.prefetch_related("business")  # most name none, and a join is planned for every one


def _route(
    waiting: dict[Enquiry, Surroundings], now: datetime.datetime, *, twin: Enquiry | None = None
) -> list[Decision]:
    """Decide each of ``waiting``, whose rows are locked, and carry it out; return the stored decisions.

    One routing at a time, and each decision counts the load that those before it made. ``twin``: the
    enquiry that the only one repeats.
    """
    if not waiting:
        return []
    known_twin = routing.OpenTwin(twin.reference) if twin else None
    facts = [gather_facts(each, now, around=around, twin=known_twin) for each, around in waiting.items()]
    version, rules = gather_rules(now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ROUTING_LOCK])
    cover, chosen = gather_cover(), []
    for each in facts:
        chosen.append(routing.choose_contact(each, cover, rules))
        cover = count_asked(cover, chosen[-1], now)
    decisions = _store_decisions(list(waiting), chosen, version, now)
    _ask_contacts(decisions, chosen, now)
    for stored, decision in zip(decisions, chosen, strict=True):
        if decision.contact_id is None:
            _put_elsewhere(stored.enquiry, decision, twin, now)
    return decisions


def _store_decisions(
    enquiries: Sequence[Enquiry],
    chosen: Sequence[routing.Decision],
    version: RoutingVersion | None,
    now: datetime.datetime,
) -> list[Decision]:
    decisions = Decision.objects.bulk_create(
        Decision(
            enquiry=enquiry,
            outcome=each.outcome,
            rule=each.rule,
            cluster_id=each.cluster or None,
            contact_id=each.contact_id,
            routing_version=version,
            lines=list(each.lines),
            candidates=[dataclasses.asdict(candidate) for candidate in each.candidates],
            decided_at=now,
        )
        for enquiry, each in zip(enquiries, chosen, strict=True)
    )
    record_events(
        entries=[
            Entry(each.enquiry, str(routing.RULES[each.rule]), {"decision": each.pk}) for each in decisions
        ],
        kind=Kind.DECIDED,
        actor=Actor.system(),
        now=now,
    )
    return decisions


def _ask_contacts(
    decisions: Sequence[Decision], chosen: Sequence[routing.Decision], now: datetime.datetime
) -> None:
    """Put each enquiry before the contact that was chosen, if any, and tell who else is to know of it."""
    asked = [pair for pair in zip(decisions, chosen, strict=True) if pair[1].contact_id is not None]
    contacts = Contact.objects.in_bulk({each.contact_id for _decision, each in asked})
    offers = [
        Offer(
            enquiry=decision.enquiry,
            contact=contacts[decision.contact_id],
            text=each.lines[-1],
            why=_find_rule_line(each),
            decision=decision,
        )
        for decision, each in asked
    ]
    referrals = offer_referrals(offers=offers, by=Actor.system(), now=now)
    for referral, (_decision, each) in zip(referrals, asked, strict=True):
        if each.scale:
            tell_scale(referral=referral, scale=each.scale, now=now)
        if each.contributors:
            _ask_contributors(referral.enquiry, each, now)


def _ask_contributors(enquiry: Enquiry, chosen: routing.Decision, now: datetime.datetime) -> None:
    """Ask a contact of each other cluster that the investor chose to add to the lead's one reply."""
    contacts = Contact.objects.in_bulk([each.contact_id for each in chosen.contributors])
    names = dict(Cluster.objects.values_list("slug", "name"))
    for each in chosen.contributors:
        question = _(
            "The investor chose %(cluster)s as well. What should they know of it? Add it here: whoever leads"
            " the case gives one reply for all."
        ) % {"cluster": names[each.cluster]}
        invite_contributor(
            enquiry=enquiry, contact=contacts[each.contact_id], question=question, by=Actor.system(), now=now
        )


def _put_elsewhere(
    enquiry: Enquiry, chosen: routing.Decision, twin: Enquiry | None, now: datetime.datetime
) -> None:
    """Put ``enquiry`` together with its ``twin``, into quarantine or before UKTI, as was decided."""
    reason = chosen.lines[-1]
    if twin is not None and chosen.joins:
        join_enquiry(enquiry=enquiry, to=twin, reason=reason, by=Actor.system(), now=now)
    elif chosen.outcome == Decision.Outcome.QUARANTINE:
        move_enquiry(
            enquiry=enquiry,
            to=Status.QUARANTINED,
            kind=Kind.MOVED,
            actor=Actor.system(),
            now=now,
            text=reason,
            spam_reasons=list(enquiry.spam_reasons),
        )
    else:
        event = _send_to_triage(enquiry, reason, now)
        tell_triage(template="triage-enquiry", event=event, now=now, reason=reason)


@transaction.atomic
def triage_failed_routing(*, enquiry_id: int, error: str, now: datetime.datetime) -> None:
    """Put an enquiry whose routing raised ``error`` (the exception's name) before UKTI.

    Sends no mail, since a mail may be what failed. Does nothing when routing is no longer due.
    """
    enquiry = Enquiry.objects.select_for_update().filter(pk=enquiry_id, due_at__lte=now).first()
    if enquiry is not None:
        reason = _("Routing failed (%(error)s). Please refer it by hand.") % {"error": error}
        _send_to_triage(enquiry, reason, now)


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
