"""Where an enquiry goes, decided purely: no query, nothing sent, and the reasons in words.

The rules of design.md section 5, as ``routing_rules.Rules`` has them: which are on, in which order.
"""

import dataclasses

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from investors.models.choices import ContactRole, DecisionOutcome, Jobs, Spend
from investors.ranking import Candidate, ContactFacts, Ranking, find_absence, rank_contacts
from investors.routing_facts import (
    Area,
    Contributor,
    Cover,
    Decision,
    EnquiryFacts,
    NamedBusiness,
    NamedOpportunity,
    NamedPlace,
    OpenTwin,
    Relationship,
    Scale,
    list_areas_for,
)
from investors.routing_rules import BUILT_IN, JOBS, SPEND, Rules
from investors.routing_steps import (
    FUNCTIONS,
    RULES,
    ToClusters,
    ToContact,
    ToUkti,
    Way,
    follow_fit,
    list_names,
    name_rule,
)

__all__ = [
    "RULES",
    "Area",
    "Contributor",
    "Cover",
    "Decision",
    "EnquiryFacts",
    "NamedBusiness",
    "NamedOpportunity",
    "NamedPlace",
    "OpenTwin",
    "Relationship",
    "Scale",
    "choose_contact",
]


def choose_contact(facts: EnquiryFacts, cover: Cover, rules: Rules = BUILT_IN) -> Decision:
    """Decide who is asked first to answer the enquiry, or that UKTI decides, or quarantine.

    Total and deterministic: the same facts, cover and rules give the same decision, and every
    enquiry gets one. Never chooses a contact who is inactive, away, or has refused; nor one
    beyond capacity while another whom the rules lead to has room.
    """
    if facts.spam_signs and not facts.is_vetted:
        return Decision(DecisionOutcome.QUARANTINE, "spam", (name_rule("spam", " ".join(facts.spam_signs)),))
    if facts.open_twin:
        return _join(facts.open_twin)
    decision = _Search(facts, cover).settle(rules)
    return _note_scale(decision, facts, cover, rules)


def _join(twin: OpenTwin) -> Decision:
    """Rule 2: what repeats or answers an open enquiry is put together with it, whoever has that one."""
    line = _("it belongs to %(reference)s, so who has that one answers both.") % {"reference": twin.reference}
    lines = (name_rule("open-twin", line),)
    return Decision(DecisionOutcome.JOIN, "open-twin", lines, joins=twin.reference)


class _Search:
    """One walk through the rules: what was said, who was considered, and who was passed over as full."""

    def __init__(self, facts: EnquiryFacts, cover: Cover) -> None:
        self.facts = facts
        self.cover = cover
        self.lines: list[str] = []
        self.candidates: list[Candidate] = []
        self.full: list[tuple[ToContact, Ranking]] = []

    def settle(self, rules: Rules) -> Decision:
        """Ask each rule in turn until one settles it; the last one always does."""
        if self.facts.spam_signs:
            self.lines.append(_("Signs of spam were found before and passed over."))
        self.note_place(rules)
        for step in (FUNCTIONS[name] for name in rules.order):
            way = step(self.facts, self.cover, rules)
            decision = self.take(way) if way else None
            if decision:
                return decision
        return self.try_clusters(follow_fit(self.facts, self.cover, rules))

    def note_place(self, rules: Rules) -> None:
        """Say of a place that leads nowhere why it does not."""
        place = self.facts.place
        if place and not place.is_known:
            self.lines.append(_("The place “%(place)s” is not one we know.") % {"place": place.typed})
        elif place and place.is_nearest and not rules.nearest_counts:
            line = _("%(place)s is in no cluster's official area, and the nearest does not count.")
            self.lines.append(line % {"place": place.label})

    def take(self, way: Way) -> Decision | None:
        """Go ``way``; None where its contact cannot be asked, or not yet."""
        if isinstance(way, ToContact):
            return self.try_contact(way)
        if isinstance(way, ToClusters):
            return self.try_clusters(way)
        return self.ask_full() or self.ask_ukti(way)

    def ask_ukti(self, way: ToUkti, cluster: str = "") -> Decision:
        """Put it before UKTI."""
        lines = (*self.lines, name_rule(way.rule, way.line))
        return Decision(DecisionOutcome.TRIAGE, way.rule, lines, cluster, None, tuple(self.candidates))

    def try_contact(self, way: ToContact) -> Decision | None:
        """Ask the one contact, unless they cannot be asked or are full; then the rules go on."""
        contact = next((each for each in self.cover.contacts if each.id == way.contact_id), None)
        if contact is None:
            self.lines.append(way.passed_over)
            return None
        ranking = self.rank_one(contact)
        self.consider(ranking)
        if ranking.chosen is None:
            self.lines.append(way.passed_over)
        elif contact.is_full:
            self.full.append((way, ranking))
            self.lines.append(way.full)
        else:
            return self.refer(way.rule, way.line, contact.cluster, ranking)
        return None

    def try_clusters(self, way: ToClusters) -> Decision:
        """Ask in the first cluster with room; else who was passed over as full; else who is full there."""
        rankings: dict[str, Ranking] = {}
        for slug in way.slugs:
            rankings[slug] = self.rank_in(slug)
            if rankings[slug].has_room:
                break
        able = [slug for slug, ranking in rankings.items() if ranking.chosen]
        roomy = [slug for slug in able if rankings[slug].has_room]
        chosen = (roomy or able or [""])[0]
        tried = way.slugs[: way.slugs.index(chosen) + 1] if chosen else way.slugs
        for slug in tried:
            self.consider(rankings[slug])
        if not roomy and (decision := self.ask_full()):
            return decision
        self.lines.append(name_rule(way.rule, way.line))
        for slug in tried:
            self.lines += _describe_ranking(slug, rankings[slug], self.cover, is_passed=slug != chosen)
        if chosen:
            decision = self.refer(way.rule, "", chosen, rankings[chosen])
            return self.add_contributors(decision, way.slugs) if way.all_take_part else decision
        names = list_names(way.slugs, self.cover)
        nobody = _("nobody in %(clusters)s can be asked, so UKTI decides.") % {"clusters": names}
        return self.ask_ukti(ToUkti("nobody-left", nobody), way.slugs[0] if way.slugs else "")

    def ask_full(self) -> Decision | None:
        """Ask the first contact who was passed over as full, since nobody has room."""
        if not self.full:
            return None
        way, ranking = self.full[0]
        return self.refer(way.rule, way.line, ranking.candidates[0].cluster, ranking)

    def refer(self, rule: str, line: str, cluster: str, ranking: Ranking) -> Decision:
        """Refer to who leads the ``ranking``; ``line`` is what is still to say of the rule."""
        if line:
            self.lines += [name_rule(rule, line), *_describe_ranking(cluster, ranking, self.cover)]
        chosen = ranking.candidates[0]
        candidates = tuple(chosen if c.contact_id == chosen.contact_id else c for c in self.candidates)
        lines = tuple(self.lines)
        return Decision(DecisionOutcome.REFER, rule, lines, cluster, chosen.contact_id, candidates)

    def add_contributors(self, decision: Decision, slugs: tuple[str, ...]) -> Decision:
        """Let each cluster of ``slugs`` take part in which somebody with room can be asked, once each."""
        taking_part = {decision.contact_id, *self.facts.contributors}
        lines, found = list(decision.lines), []
        for slug in slugs:
            areas = list_areas_for(slug, self.cover)
            if any(each.cluster in areas and each.id in taking_part for each in self.cover.contacts):
                continue
            ranking = self.rank_in(slug)
            self.consider(ranking)
            words = {"cluster": list_names([slug], self.cover)}
            line = _("Nobody in %(cluster)s can contribute now.")
            if ranking.chosen is not None and ranking.has_room:
                taking_part.add(ranking.chosen.id)
                found.append(Contributor(ranking.chosen.id, slug))
                words["name"] = ranking.chosen.name
                line = _("Asked to contribute: %(name)s (%(cluster)s).")
            lines.insert(-1, line % words)
        contributes = {each.contact_id for each in found}
        candidates = tuple(
            dataclasses.replace(each, reason=_("asked to contribute"))
            if each.contact_id in contributes
            else each
            for each in (*decision.candidates, *self.candidates[len(decision.candidates) :])
        )
        return dataclasses.replace(
            decision, lines=tuple(lines), candidates=candidates, contributors=tuple(found)
        )

    def consider(self, ranking: Ranking) -> None:
        """Remember who was considered, each once and as first judged; nobody is chosen yet."""
        known = {candidate.contact_id for candidate in self.candidates}
        for candidate in ranking.candidates:
            if candidate.contact_id not in known:
                self.candidates.append(_unchoose(candidate, ranking))

    def rank_in(self, slug: str) -> Ranking:
        """Rank the contacts who may answer for the cluster ``slug``."""
        need = dataclasses.replace(self.facts.need, areas=list_areas_for(slug, self.cover))
        return rank_contacts(need, self.cover.contacts)

    def rank_one(self, contact: ContactFacts) -> Ranking:
        """Judge ``contact`` alone. Who is named by a rule need not cover the sector."""
        need = dataclasses.replace(self.facts.need, areas=(contact.cluster,), sectors=())
        ranking = rank_contacts(need, [contact])
        if ranking.chosen is None:
            return ranking
        reason = _("the rule names them")
        chosen = dataclasses.replace(ranking.candidates[0], reason=reason)
        return Ranking(contact, reason, (chosen,))


def _unchoose(candidate: Candidate, ranking: Ranking) -> Candidate:
    if candidate.result != "chosen":
        return candidate
    reason = ranking.reason if ranking.has_room else _("is full, so others were looked for")
    return dataclasses.replace(candidate, result="able", reason=reason)


def _describe_ranking(slug: str, ranking: Ranking, cover: Cover, *, is_passed: bool = False) -> list[str]:
    """Say who is asked and why. The line is shown to who is asked: of others it has no more than a number."""
    words: dict[str, object] = {"cluster": list_names([slug], cover)}
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
    if ranking.chosen and is_passed:
        lines.append(_("Who could be asked in %(cluster)s is full.") % words)
    elif ranking.chosen:
        chosen = ranking.candidates[0]
        words = {"name": chosen.name, "role": chosen.role.lower(), "reason": ranking.reason}
        words["cluster"] = list_names([chosen.cluster], cover)
        lines.append(_("Asked: %(name)s (%(role)s, %(cluster)s). Reason: %(reason)s.") % words)
    return lines


def _note_scale(decision: Decision, facts: EnquiryFacts, cover: Cover, rules: Rules) -> Decision:
    """Rule 9: of a large enquiry that is referred, the senior lead and UKTI are told as well."""
    reason = _measure_scale(facts, rules)
    if not reason or decision.outcome != DecisionOutcome.REFER:
        return decision
    contact = next(each for each in cover.contacts if each.id == decision.contact_id)
    lead = _find_senior_lead(contact, facts, cover)
    words = {"reason": reason, "cluster": list_names([lead.cluster], cover) if lead else ""}
    line = _("Large: %(reason)s. UKTI triage is told as well.") % words
    if lead:
        line = (
            _("Large: %(reason)s. The senior lead for %(cluster)s and UKTI triage are told as well.") % words
        )
    lines = (*decision.lines[:-1], line, decision.lines[-1])
    return dataclasses.replace(decision, lines=lines, scale=Scale(reason, lead.id if lead else None))


def _measure_scale(facts: EnquiryFacts, rules: Rules) -> str:
    """Return what is at or above a threshold, in words; empty when nothing is."""
    reasons = []
    if rules.scale_jobs and facts.jobs in JOBS[JOBS.index(Jobs(rules.scale_jobs)) :]:
        reasons.append(_("jobs: %(jobs)s") % {"jobs": str(Jobs(facts.jobs).label).lower()})
    if rules.scale_spend and facts.spend in SPEND[SPEND.index(Spend(rules.scale_spend)) :]:
        reasons.append(_("spend: %(spend)s") % {"spend": str(Spend(facts.spend).label).lower()})
    return ", ".join(reasons)


def _find_senior_lead(contact: ContactFacts, facts: EnquiryFacts, cover: Cover) -> ContactFacts | None:
    """Return the senior lead nearest to ``contact`` who is there, the sub-cluster's before the cluster's."""
    parent = next((area.parent for area in cover.areas if area.slug == contact.cluster), "")
    leads = [
        each
        for each in cover.contacts
        if each.role == ContactRole.SENIOR_LEAD
        and each.cluster in (contact.cluster, parent)
        and each.is_active
        and each.is_reachable
        and find_absence(each, facts.need.day) is None
    ]
    return min(leads, key=lambda lead: (lead.cluster != contact.cluster, lead.id), default=None)
