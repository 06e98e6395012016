"""The rules that can settle where an enquiry goes, one function each; ``routing`` asks them in order."""

import dataclasses
from collections.abc import Callable, Sequence
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from investors.models.choices import FdiType
from investors.routing_facts import Cover, EnquiryFacts, list_areas_for, list_finest, list_parts
from investors.routing_rules import Assignment, AssignmentKind, Rules

# Each rule that can settle an enquiry; the explanation begins the settling line with the name.
RULES: dict[str, str | Promise] = {
    "spam": gettext_lazy("Suspected spam"),
    "open-twin": gettext_lazy("Repeats an open enquiry"),
    "relationship": gettext_lazy("Existing relationship"),
    "outside-north": gettext_lazy("Outside the North"),
    "not-inward-investment": gettext_lazy("Perhaps not inward investment"),
    "assignments": gettext_lazy("Assigned"),
    "named-business": gettext_lazy("Named business"),
    "named-opportunity": gettext_lazy("Named opportunity"),
    "named-place": gettext_lazy("Named place"),
    "chosen-cluster": gettext_lazy("Chosen cluster"),
    "chosen-clusters": gettext_lazy("Several clusters chosen"),
    "no-preference": gettext_lazy("No place preferred"),
    "nobody-left": gettext_lazy("Nobody left to ask"),
}

# An owner already here asks from the United Kingdom; anyone else there may not be foreign.
_ASKED_FROM_HERE = {FdiType.EXPANSION, FdiType.RETENTION}


@dataclasses.dataclass(frozen=True)
class ToUkti:
    """UKTI decides, for the reason in ``line``."""

    rule: str
    line: str


@dataclasses.dataclass(frozen=True)
class ToContact:
    """One contact by name; ``passed_over`` and ``full`` are said where they are not asked, or not first."""

    rule: str
    contact_id: int
    line: str
    passed_over: str
    full: str


@dataclasses.dataclass(frozen=True)
class ToClusters:
    """The clusters to try, in order; with ``all_take_part`` the others contribute to what the first leads."""

    rule: str
    slugs: tuple[str, ...]
    line: str
    all_take_part: bool = False


Way = ToUkti | ToContact | ToClusters
Step = Callable[[EnquiryFacts, Cover, Rules], Way | None]


def follow_relationship(facts: EnquiryFacts, cover: Cover, rules: Rules) -> Way | None:
    """Rule 3: who took on an earlier enquiry of the same organisation knows them."""
    known = facts.relationship
    if known is None:
        return None
    words = {"reference": known.reference, "organisation": known.organisation}
    return ToContact(
        "relationship",
        known.contact_id,
        _("the contact took on %(reference)s from %(organisation)s.") % words,
        _("The contact who knows %(organisation)s cannot be asked.") % words,
        _("The contact who knows %(organisation)s is full, so one with room is looked for.") % words,
    )


def find_outside_north(facts: EnquiryFacts, cover: Cover, rules: Rules) -> Way | None:
    """Rule 4: a place outside the North, and nothing northern beside it."""
    place = facts.place
    if not place or not place.is_known or place.cluster or _names_northern(facts):
        return None
    line = _("%(place)s is not in the North, and no northern cluster is named, so UKTI decides.")
    return ToUkti("outside-north", line % {"place": place.label})


def find_not_inward(facts: EnquiryFacts, cover: Cover, rules: Rules) -> Way | None:
    """Rule 4: who writes from the United Kingdom about something new may be no foreign investor."""
    if facts.country != "GB" or facts.fdi_type in _ASKED_FROM_HERE:
        return None
    line = _("the investor writes from the United Kingdom about something new, so UKTI decides.")
    return ToUkti("not-inward-investment", line)


def follow_assignment(facts: EnquiryFacts, cover: Cover, rules: Rules) -> Way | None:
    """What managers assigned: the first assignment that fits."""
    found = next((each for each in rules.assignments if _fits(each, facts)), None)
    if found is None:
        return None
    words = {"what": _name_assigned(found, facts, cover)}
    if found.contact_id is None:
        return ToUkti("assignments", _("%(what)s goes to UKTI, so UKTI decides.") % words)
    return ToContact(
        "assignments",
        found.contact_id,
        _("%(what)s goes to this contact.") % words,
        _("The contact to whom %(what)s is assigned cannot be asked.") % words,
        _("The contact to whom %(what)s is assigned is full, so one with room is looked for.") % words,
    )


def follow_business(facts: EnquiryFacts, cover: Cover, rules: Rules) -> Way | None:
    """Rule 5: a named business or opportunity leads to its cluster."""
    if facts.business is None:
        return _follow_opportunities(facts, cover)
    slug = facts.business.cluster
    words = {"name": facts.business.name, "cluster": list_names([slug], cover)}
    return ToClusters("named-business", (slug,), _("%(name)s is in %(cluster)s.") % words)


def _follow_opportunities(facts: EnquiryFacts, cover: Cover) -> Way | None:
    """Go to the cluster of the opportunity that is named first; those of the others contribute."""
    if not facts.opportunities:
        return None
    slugs = tuple(dict.fromkeys(each.cluster for each in facts.opportunities))
    titles = [_("“%(title)s”") % {"title": each.title} for each in facts.opportunities]
    words = {"titles": get_text_list(titles, _("and")), "cluster": list_names(slugs[:1], cover)}
    if len(slugs) == 1:
        line = ngettext(
            "%(titles)s is in %(cluster)s.", "%(titles)s are in %(cluster)s.", len(facts.opportunities)
        )
        return ToClusters("named-opportunity", slugs, line % words)
    line = _("the investor names %(titles)s. The first is in %(cluster)s. Asked to contribute: %(others)s.")
    words["others"] = list_names(slugs[1:], cover)
    return ToClusters("named-opportunity", slugs, line % words, all_take_part=True)


def follow_place(facts: EnquiryFacts, cover: Cover, rules: Rules) -> Way | None:
    """Rule 6: a named place or postcode leads to its cluster."""
    place = facts.place
    if place is None or not place.cluster or (place.is_nearest and not rules.nearest_counts):
        return None
    words = {"place": place.label, "cluster": list_names([place.cluster], cover)}
    line = _("%(place)s belongs to %(cluster)s.") % words
    if place.is_nearest:
        line = _("%(place)s is in no cluster's official area; the nearest is %(cluster)s.") % words
    return ToClusters("named-place", (place.cluster,), line)


def follow_choice(facts: EnquiryFacts, cover: Cover, rules: Rules) -> Way | None:
    """Rule 7: one chosen cluster, or of several the best fit."""
    if not facts.clusters:
        return None
    if len(facts.clusters) == 1:
        line = _("the investor chose %(cluster)s.") % {"cluster": list_names(facts.clusters, cover)}
        return ToClusters("chosen-cluster", facts.clusters, line)
    slugs, why = order_by_fit(facts.clusters, facts, cover)
    line = _("the investor chose %(clusters)s. %(why)s The others contribute.") % {
        "clusters": list_names(facts.clusters, cover),
        "why": why,
    }
    return ToClusters("chosen-clusters", slugs, line, all_take_part=True)


def follow_fit(facts: EnquiryFacts, cover: Cover, rules: Rules) -> ToClusters:
    """Rule 8: the best fit of all; it always leads somewhere."""
    slugs, why = order_by_fit(list_finest(cover), facts, cover)
    line = _("the investor named no place that settles it. %(why)s") % {"why": why}
    return ToClusters("no-preference", slugs, line)


# The functions of ``routing_rules.STEPS``.
FUNCTIONS: dict[str, Step] = {
    "relationship": follow_relationship,
    "outside-north": find_outside_north,
    "not-inward-investment": find_not_inward,
    "assignments": follow_assignment,
    "named-business": follow_business,
    "named-place": follow_place,
    "chosen-clusters": follow_choice,
}


def order_by_fit(slugs: Sequence[str], facts: EnquiryFacts, cover: Cover) -> tuple[tuple[str, ...], str]:
    """Order ``slugs`` by sector fit, then by the room their contacts have, then by the map; say why."""
    fit = {slug: max(facts.fit.get(part, 0.0) for part in (slug, *list_parts(slug, cover))) for slug in slugs}
    room = {slug: _measure_load(slug, cover) for slug in slugs}
    place = {area.slug: position for position, area in enumerate(cover.areas)}
    ordered = sorted(slugs, key=lambda slug: (-fit[slug], room[slug], place[slug]))
    best = fit[ordered[0]] if ordered else 0.0
    ties = [slug for slug in ordered if fit[slug] == best]
    words = {"cluster": list_names(ordered[:1], cover)}
    if len(ties) > 1 or not best:
        line = _("No cluster fits the sector best; in %(cluster)s the contacts have most room.") % words
        return tuple(ordered), line
    sectors = get_text_list([sector.name for sector in facts.need.sectors], _("and"))
    line = _(
        "By sector fit to %(cluster)s, where the share of listed businesses in %(sectors)s is"
        " %(times).1f times that of the whole North."
    ) % {**words, "sectors": sectors, "times": best}
    return tuple(ordered), line


def list_names(slugs: Sequence[str], cover: Cover) -> str:
    """Return the names of the clusters ``slugs`` as a sentence has them."""
    names = {area.slug: area.name for area in cover.areas}
    return get_text_list([names.get(slug, slug) for slug in slugs], _("and"))


def name_rule(rule: str, line: str) -> str:
    """Begin ``line`` with the name of the rule that it is about."""
    return _("%(rule)s: %(line)s") % {"rule": RULES[rule], "line": line}


def _measure_load(slug: str, cover: Cover) -> Fraction:
    """Return how full the active contacts of ``slug`` are; nobody there counts as quite full."""
    areas = list_areas_for(slug, cover)
    there = [contact for contact in cover.contacts if contact.is_active and contact.cluster in areas]
    if not there:
        return Fraction(1)
    return Fraction(sum(c.load for c in there), sum(c.capacity for c in there))


def _names_northern(facts: EnquiryFacts) -> bool:
    """Whether the enquiry names a business, an opportunity or a cluster, which are all in the North."""
    return bool(facts.business or facts.opportunities or facts.clusters)


def _fits(assignment: Assignment, facts: EnquiryFacts) -> bool:
    if assignment.kind == AssignmentKind.COUNTRY:
        return facts.country == assignment.value
    if assignment.kind == AssignmentKind.SECTOR:
        return any(assignment.value in (sector.code, sector.parent) for sector in facts.need.sectors)
    return assignment.value in facts.clusters


def _name_assigned(assignment: Assignment, facts: EnquiryFacts, cover: Cover) -> str:
    """Say what the assignment goes by, for the middle of a sentence or its beginning."""
    if assignment.kind == AssignmentKind.COUNTRY:
        return _("what comes from %(country)s") % {"country": facts.country_name or assignment.value}
    if assignment.kind == AssignmentKind.SECTOR:
        sectors = [s.name for s in facts.need.sectors if assignment.value in (s.code, s.parent)]
        return _("what is about %(sectors)s") % {"sectors": get_text_list(sectors, _("and"))}
    return _("what is for %(cluster)s") % {"cluster": list_names([assignment.value], cover)}
