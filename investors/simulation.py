"""Who would get an enquiry, and why: for one that is stored, or for answers that somebody types."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from directory.models import Cluster, Sector
from directory.strengths import sector_strength
from investors import clock
from investors.facts import build_facts, describe_place
from investors.models import Enquiry
from investors.routing import choose_contact
from investors.routing_facts import Cover, Decision, EnquiryFacts
from investors.routing_rules import Rules
from investors.services.spam import check_message
from investors.spam import UNSEEN, Wording
from investors.surroundings import describe_sectors, read_surroundings

# What the simulator asks for, of an enquiry's own fields.
FIELDS = ("organisation", "country", "language", "fdi_type", "jobs", "spend", "place", "plan")


@dataclass(frozen=True)
class Verdict:
    """What a version says. ``contact`` is the name of who would be asked, or empty."""

    title: str
    decision: Decision
    contact: str
    candidates: list[dict[str, Any]]


def gather_typed_facts(answers: Mapping[str, Any], now: datetime.datetime) -> EnquiryFacts:
    """Return the facts of an enquiry with these ``answers``, as if it came in ``now``; writes nothing."""
    enquiry = Enquiry(**{name: answers.get(name, "") for name in FIELDS})
    wording = Wording(name="", organisation=enquiry.organisation, plan=enquiry.plan)
    verdict = check_message(wording=wording, sending=UNSEEN, email="", now=now).verdict
    enquiry.spam_reasons = verdict.reasons if verdict.is_suspect else []
    sectors = describe_sectors(Sector.objects.filter(pk__in=answers["sectors"]).order_by("position", "pk"))
    chosen = Cluster.objects.filter(pk__in=answers["clusters"]).order_by("position", "pk")
    return build_facts(
        enquiry,
        day=clock.start_clock(now).date(),
        sectors=sectors,
        clusters=tuple(chosen.values_list("slug", flat=True)),
        place=describe_place(enquiry.place),
        fit=sector_strength([sector.code for sector in sectors]) if sectors else {},
        relationship=read_surroundings([enquiry])[0].relationship,
    )


def list_answers(enquiry: Enquiry) -> dict[str, Any]:
    """Return what the simulator's form shows of a stored enquiry; two queries."""
    return {
        **{name: getattr(enquiry, name) for name in FIELDS},
        "country": str(enquiry.country),
        "clusters": list(enquiry.clusters.values_list("pk", flat=True)),
        "sectors": list(enquiry.sectors.values_list("pk", flat=True)),
    }


def judge(title: str, facts: EnquiryFacts, rules: Rules, cover: Cover) -> Verdict:
    """Decide by ``rules``, and put the decision as the page shows it."""
    decision = choose_contact(facts, cover, rules)
    areas = {area.slug: area.name for area in cover.areas}
    chosen = next((each for each in cover.contacts if each.id == decision.contact_id), None)
    candidates = [
        {"candidate": candidate, "cluster_name": areas.get(candidate.cluster, candidate.cluster)}
        for candidate in decision.candidates
    ]
    return Verdict(title, decision, chosen.name if chosen else "", candidates)
