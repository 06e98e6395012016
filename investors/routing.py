"""Where an enquiry goes, decided purely: no query, nothing sent, and the reasons in words.

The rules are those of design.md section 5 that an enquiry alone can settle. Joining
duplicates, existing relationships and scale need facts that are not gathered yet.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from investors.models.choices import DecisionOutcome, FdiType
from investors.ranking import Candidate, ContactFacts, Need, Ranking, rank_contacts

# The rules in their order; each decision's explanation begins the settling line with the name.
RULES: dict[str, str | Promise] = {
    "spam": gettext_lazy("Suspected spam"),
    "outside-north": gettext_lazy("Outside the North"),
    "not-inward-investment": gettext_lazy("Perhaps not inward investment"),
    "named-business": gettext_lazy("Named business"),
    "named-place": gettext_lazy("Named place"),
    "chosen-cluster": gettext_lazy("Chosen cluster"),
    "chosen-clusters": gettext_lazy("Several clusters chosen"),
    "no-preference": gettext_lazy("No place preferred"),
    "nobody-left": gettext_lazy("Nobody left to ask"),
}

# An owner already here asks from the United Kingdom; anyone else there may not be foreign.
_ASKED_FROM_HERE = {FdiType.EXPANSION, FdiType.RETENTION}


@dataclasses.dataclass(frozen=True)
class Area:
    """A cluster, or with a ``parent`` a sub-cluster."""

    slug: str
    name: str
    parent: str = ""


@dataclasses.dataclass(frozen=True)
class Cover:
    """Who could be asked: every cluster, in the order of the map, and every contact."""

    areas: tuple[Area, ...]
    contacts: tuple[ContactFacts, ...]


@dataclasses.dataclass(frozen=True)
class NamedBusiness:
    """The business that the enquiry names, and its finest cluster."""

    name: str
    cluster: str


@dataclasses.dataclass(frozen=True)
class NamedPlace:
    """The place as ``typed``. Not ``is_known``: nothing found; no ``cluster``: outside the North.

    ``is_nearest``: in no cluster's official area, so the nearest cluster counts.
    """

    typed: str
    is_known: bool
    label: str = ""
    cluster: str = ""
    is_nearest: bool = False


@dataclasses.dataclass(frozen=True)
class EnquiryFacts:
    """All that the rules look at. ``need`` has the day, sectors, language and who refused.

    ``is_vetted``: a person or an earlier decision passed over the signs of spam.
    ``fit``: for finest clusters, how strong the enquiry's sectors are there; 1 is average.
    """

    need: Need
    fdi_type: str
    country: str
    spam_signs: tuple[str, ...] = ()
    is_vetted: bool = False
    business: NamedBusiness | None = None
    place: NamedPlace | None = None
    clusters: tuple[str, ...] = ()
    fit: Mapping[str, float] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True)
class Decision:
    """What was decided, by which rule, and why: ``lines`` are sentences in the order of the rules."""

    outcome: str
    rule: str
    lines: tuple[str, ...]
    cluster: str = ""
    contact_id: int | None = None
    candidates: tuple[Candidate, ...] = ()


@dataclasses.dataclass(frozen=True)
class _Destination:
    """The clusters to try, in order, with the rule that named them and its sentence."""

    rule: str
    slugs: tuple[str, ...]
    line: str


def choose_contact(facts: EnquiryFacts, cover: Cover) -> Decision:
    """Decide who is asked first to answer the enquiry, or that UKTI decides, or quarantine.

    Total and deterministic: the same facts give the same decision, and every enquiry gets
    one. Never chooses a contact who is inactive, away, or has refused.
    """
    lines: list[str] = []
    if facts.spam_signs and not facts.is_vetted:
        return Decision(DecisionOutcome.QUARANTINE, "spam", (_name_rule("spam", " ".join(facts.spam_signs)),))
    if facts.spam_signs:
        lines.append(_("Signs of spam were found before and passed over."))
    for rule, reason in (
        ("outside-north", _find_outside_north(facts)),
        ("not-inward-investment", _find_not_inward(facts)),
    ):
        if reason:
            return Decision(DecisionOutcome.TRIAGE, rule, (*lines, _name_rule(rule, reason)))
    if facts.place and not facts.place.is_known:
        lines.append(_("The place “%(place)s” is not one we know.") % {"place": facts.place.typed})
    destination = _find_destination(facts, cover)
    return _ask_in_order(facts, cover, destination, [*lines, destination.line])


def _ask_in_order(facts: EnquiryFacts, cover: Cover, destination: _Destination, lines: list[str]) -> Decision:
    """Take the first cluster of ``destination`` where somebody can be asked."""
    candidates: list[Candidate] = []
    for slug in destination.slugs:
        ranking = _rank_in(slug, facts, cover)
        candidates += [candidate for candidate in ranking.candidates if candidate not in candidates]
        lines += _describe_ranking(slug, ranking, cover)
        if ranking.chosen:
            return Decision(
                DecisionOutcome.REFER,
                destination.rule,
                tuple(lines),
                slug,
                ranking.chosen.id,
                tuple(candidates),
            )
    tried = _list_names(destination.slugs, cover)
    nobody = _("nobody in %(clusters)s can be asked, so UKTI decides.") % {"clusters": tried}
    lines.append(_name_rule("nobody-left", nobody))
    cluster = destination.slugs[0] if destination.slugs else ""
    return Decision(DecisionOutcome.TRIAGE, "nobody-left", tuple(lines), cluster, None, tuple(candidates))


def _find_outside_north(facts: EnquiryFacts) -> str:
    place = facts.place
    if not place or not place.is_known or place.cluster or facts.business or facts.clusters:
        return ""
    return _("%(place)s is not in the North, and no northern cluster is named, so UKTI decides.") % {
        "place": place.label
    }


def _find_not_inward(facts: EnquiryFacts) -> str:
    if facts.country != "GB" or facts.fdi_type in _ASKED_FROM_HERE:
        return ""
    return _("the investor writes from the United Kingdom about something new, so UKTI decides.")


def _find_destination(facts: EnquiryFacts, cover: Cover) -> _Destination:
    if facts.business:
        slug = facts.business.cluster
        words = {"name": facts.business.name, "cluster": _list_names([slug], cover)}
        line = _("%(name)s is in %(cluster)s.") % words
        return _Destination("named-business", (slug,), _name_rule("named-business", line))
    if facts.place and facts.place.cluster:
        slug = facts.place.cluster
        words = {"place": facts.place.label, "cluster": _list_names([slug], cover)}
        line = _("%(place)s belongs to %(cluster)s.") % words
        if facts.place.is_nearest:
            line = _("%(place)s is in no cluster's official area; the nearest is %(cluster)s.") % words
        return _Destination("named-place", (slug,), _name_rule("named-place", line))
    if len(facts.clusters) == 1:
        line = _("the investor chose %(cluster)s.") % {"cluster": _list_names(facts.clusters, cover)}
        return _Destination("chosen-cluster", facts.clusters, _name_rule("chosen-cluster", line))
    if facts.clusters:
        slugs, why = _order_by_fit(facts.clusters, facts, cover)
        line = _("the investor chose %(clusters)s. %(why)s The lead can bring in the others.") % {
            "clusters": _list_names(facts.clusters, cover),
            "why": why,
        }
        return _Destination("chosen-clusters", slugs, _name_rule("chosen-clusters", line))
    parents = {area.parent for area in cover.areas}
    finest = [area.slug for area in cover.areas if area.slug not in parents]
    slugs, why = _order_by_fit(finest, facts, cover)
    line = _("the investor named no place that settles it. %(why)s") % {"why": why}
    return _Destination("no-preference", slugs, _name_rule("no-preference", line))


def _order_by_fit(slugs: Sequence[str], facts: EnquiryFacts, cover: Cover) -> tuple[tuple[str, ...], str]:
    """Order ``slugs`` by sector fit, then by the room their contacts have, then by the map."""
    fit = {slug: max(facts.fit.get(part, 0.0) for part in (slug, *_parts_of(slug, cover))) for slug in slugs}
    room = {slug: _measure_load(slug, cover) for slug in slugs}
    place = {area.slug: position for position, area in enumerate(cover.areas)}
    ordered = sorted(slugs, key=lambda slug: (-fit[slug], room[slug], place[slug]))
    best = fit[ordered[0]] if ordered else 0.0
    ties = [slug for slug in ordered if fit[slug] == best]
    words = {"cluster": _list_names(ordered[:1], cover)}
    if len(ties) > 1 or not best:
        line = _("No cluster fits the sector best; in %(cluster)s the contacts have most room.") % words
        return tuple(ordered), line
    sectors = get_text_list([sector.name for sector in facts.need.sectors], _("and"))
    line = _(
        "By sector fit to %(cluster)s, where the share of listed businesses in %(sectors)s is"
        " %(times).1f times that of the whole North."
    ) % {**words, "sectors": sectors, "times": best}
    return tuple(ordered), line


def _measure_load(slug: str, cover: Cover) -> Fraction:
    """Return how full the active contacts of ``slug`` are; nobody there counts as quite full."""
    areas = _areas_for(slug, cover)
    there = [contact for contact in cover.contacts if contact.is_active and contact.cluster in areas]
    if not there:
        return Fraction(1)
    return Fraction(sum(c.load for c in there), sum(c.capacity for c in there))


def _rank_in(slug: str, facts: EnquiryFacts, cover: Cover) -> Ranking:
    return rank_contacts(dataclasses.replace(facts.need, areas=_areas_for(slug, cover)), cover.contacts)


def _areas_for(slug: str, cover: Cover) -> tuple[str, ...]:
    """Return whose contacts may answer for ``slug``: its own, then its cluster's or its sub-clusters'."""
    own = [area for area in cover.areas if area.slug == slug]
    parents = [area.parent for area in own if area.parent]
    return (slug, *parents, *_parts_of(slug, cover))


def _parts_of(slug: str, cover: Cover) -> list[str]:
    return [area.slug for area in cover.areas if area.parent == slug]


def _describe_ranking(slug: str, ranking: Ranking, cover: Cover) -> list[str]:
    """Say who is asked and why. The line is shown to who is asked: of others it has no more than a number."""
    words: dict[str, object] = {"cluster": _list_names([slug], cover)}
    if not ranking.candidates:
        return [_("%(cluster)s has no contact.") % words]
    out = sum(candidate.result == "out" for candidate in ranking.candidates)
    lines = []
    if out:
        line = ngettext(
            "%(out)s contact for %(cluster)s cannot be asked.",
            "%(out)s contacts for %(cluster)s cannot be asked.",
            out,
        )
        lines.append(line % {**words, "out": out})
    if ranking.chosen:
        chosen = ranking.candidates[0]
        words = {"name": chosen.name, "role": chosen.role.lower(), "reason": ranking.reason}
        words["cluster"] = _list_names([chosen.cluster], cover)
        lines.append(_("Asked: %(name)s (%(role)s, %(cluster)s). Reason: %(reason)s.") % words)
    return lines


def _list_names(slugs: Sequence[str], cover: Cover) -> str:
    names = {area.slug: area.name for area in cover.areas}
    return get_text_list([names.get(slug, slug) for slug in slugs], _("and"))


def _name_rule(rule: str, line: str) -> str:
    return _("%(rule)s: %(line)s") % {"rule": RULES[rule], "line": line}
