"""What holds for any enquiry and any cover."""

import datetime

from hypothesis import given
from hypothesis import strategies as st

from investors.models.choices import Jobs, Spend
from investors.ranking import ROLES, ContactFacts, Need, SectorFacts
from investors.routing import (
    RULES,
    Cover,
    Decision,
    EnquiryFacts,
    NamedBusiness,
    NamedPlace,
    OpenTwin,
    Relationship,
    choose_contact,
)
from investors.routing_facts import list_parts
from investors.routing_rules import JOBS, SPEND, STEPS, Assignment, Rules, read_rules, write_rules
from tests.investors.routing_cases import AREAS, DAY, make_cover

OUTSIDE = NamedPlace(typed="SW1A 1AA", is_known=True, label="SW1A")
LEEDS_PLACE = NamedPlace(typed="ls1 4ap", is_known=True, label="LS1", cluster="leeds")
GAMES = SectorFacts("games", "Games")

SLUGS = st.sampled_from([area.slug for area in AREAS])
SECTORS = st.sampled_from(
    [GAMES, SectorFacts("saas", "SaaS", "software"), SectorFacts("software", "Software")]
)
CODES = st.sampled_from(["games", "saas", "software"])
LANGUAGES = st.sampled_from(["en", "fr", "ja"])
DAYS = st.dates(DAY - datetime.timedelta(3), DAY + datetime.timedelta(3))
MOMENTS = st.datetimes(
    datetime.datetime(2026, 1, 1), datetime.datetime(2026, 6, 1), timezones=st.just(datetime.UTC)
)


@st.composite
def draw_contact(draw: st.DrawFn, id: int) -> ContactFacts:
    absences = [tuple(sorted([draw(DAYS), draw(DAYS)])) for _ in range(draw(st.integers(0, 2)))]
    return ContactFacts(
        id=id,
        name=f"Contact {id}",
        role=draw(st.sampled_from(["contact", "deputy", "duty_inbox", "senior_lead"])),
        cluster=draw(SLUGS),
        sectors=draw(st.frozensets(CODES)),
        languages=draw(st.frozensets(LANGUAGES)),
        capacity=draw(st.integers(1, 3)),
        load=draw(st.integers(0, 4)),
        last_asked_at=draw(st.none() | MOMENTS),
        is_active=draw(st.booleans()),
        absences=tuple(absences),
    )


@st.composite
def draw_cover(draw: st.DrawFn) -> Cover:
    return make_cover(*[draw(draw_contact(id)) for id in range(1, draw(st.integers(0, 6)) + 1)])


@st.composite
def draw_facts(draw: st.DrawFn) -> EnquiryFacts:
    language = draw(LANGUAGES)
    need = Need(
        areas=(),
        day=DAY,
        sectors=tuple(draw(st.lists(SECTORS, unique=True, max_size=2))),
        language=language,
        language_name=language,
        refused=draw(st.frozensets(st.integers(1, 6))),
    )
    nearest = NamedPlace("Hull", is_known=True, label="Hull", cluster="leeds", is_nearest=True)
    places = st.sampled_from([None, OUTSIDE, LEEDS_PLACE, nearest, NamedPlace("Atlantis", is_known=False)])
    twin = OpenTwin("TN-AAAA-AAAA")
    known = st.builds(Relationship, st.integers(1, 7), st.just("TN-BBBB-BBBB"), st.just("Sample (test)"))
    return EnquiryFacts(
        need=need,
        fdi_type=draw(st.sampled_from(["new_site", "expansion", "not_sure"])),
        country=draw(st.sampled_from(["JP", "GB"])),
        spam_signs=draw(st.sampled_from([(), ("A sign.",)])),
        is_vetted=draw(st.booleans()),
        open_twin=draw(st.sampled_from([None, None, None, twin])),
        relationship=draw(st.none() | known),
        business=draw(st.none() | st.builds(NamedBusiness, st.just("Sample Ltd (test)"), SLUGS)),
        place=draw(places),
        clusters=tuple(draw(st.lists(SLUGS, unique=True, max_size=3))),
        fit=draw(st.dictionaries(SLUGS, st.floats(0, 9))),
        jobs=draw(st.sampled_from(["", *Jobs.values])),
        spend=draw(st.sampled_from(["", *Spend.values])),
        contributors=draw(st.frozensets(st.integers(1, 6), max_size=2)),
    )


ASSIGNED = st.sampled_from(
    [
        ("country", "JP"),
        ("country", "GB"),
        ("sector", "software"),
        ("cluster", "leeds"),
        ("cluster", "newcastle"),
    ]
)


@st.composite
def draw_rules(draw: st.DrawFn) -> Rules:
    return Rules(
        order=tuple(draw(st.lists(st.sampled_from(sorted(STEPS)), unique=True))),
        nearest_counts=draw(st.booleans()),
        scale_jobs=draw(st.sampled_from(["", *JOBS])),
        scale_spend=draw(st.sampled_from(["", *SPEND])),
        assignments=tuple(
            Assignment(kind, value, draw(st.none() | st.integers(1, 7)))
            for kind, value in draw(st.lists(ASSIGNED, unique=True, max_size=3))
        ),
    )


def find_asked(decision: Decision, cover: Cover) -> ContactFacts | None:
    return next((each for each in cover.contacts if each.id == decision.contact_id), None)


def is_there(contact: ContactFacts, facts: EnquiryFacts) -> bool:
    """Whether nothing but sector and load could speak against asking ``contact``."""
    away = any(first <= DAY <= last for first, last in contact.absences)
    refused = contact.id in facts.need.refused
    return contact.is_active and not away and not refused and contact.role in ROLES


def measure_cover(decision: Decision, facts: EnquiryFacts, cover: Cover) -> tuple[bool, bool]:
    """Return how well the enquiry is covered: by somebody, and by somebody with room."""
    asked = find_asked(decision, cover)
    return asked is not None, asked is not None and not asked.is_full


@given(draw_facts(), draw_cover(), draw_rules())
def test_routing_ends_every_enquiry_with_an_owner_or_before_ukti(facts, cover, rules):
    decision = choose_contact(facts, cover, rules)

    owner = find_asked(decision, cover)
    assert decision.outcome in {"refer", "triage", "quarantine", "join"}
    assert (decision.outcome == "join") == bool(decision.joins)
    assert (owner is not None) == (decision.contact_id is not None) == (decision.outcome == "refer")
    if decision.outcome == "quarantine":
        assert facts.spam_signs
        assert not facts.is_vetted


@given(draw_facts(), draw_cover(), draw_rules())
def test_routing_names_the_rule_that_decided(facts, cover, rules):
    decision = choose_contact(facts, cover, rules)

    settling = [line for line in decision.lines if line.startswith(f"{RULES[decision.rule]}: ")]
    assert len(settling) == 1
    if decision.outcome == "refer":
        asked = find_asked(decision, cover)
        assert decision.lines[-1].startswith(f"Asked: {asked.name} (")
    else:
        assert decision.lines[-1] == settling[0]


@given(draw_facts(), draw_cover(), draw_rules())
def test_routing_names_no_rule_that_is_off(facts, cover, rules):
    decision = choose_contact(facts, cover, rules)

    step = "chosen-clusters" if decision.rule == "chosen-cluster" else decision.rule
    assert step in {*rules.order, "spam", "open-twin", "no-preference", "nobody-left"}


@given(draw_facts(), draw_cover(), draw_rules(), st.randoms(use_true_random=False))
def test_routing_decides_the_same_whatever_the_order_of_the_contacts(facts, cover, rules, random):
    shuffled = list(cover.contacts)
    random.shuffle(shuffled)

    first = choose_contact(facts, cover, rules)

    assert choose_contact(facts, cover, rules) == first
    assert choose_contact(facts, Cover(cover.areas, tuple(shuffled)), rules) == first


@given(draw_facts(), draw_cover(), draw_rules())
def test_routing_never_asks_who_refused_is_inactive_or_away(facts, cover, rules):
    asked = find_asked(choose_contact(facts, cover, rules), cover)

    assert asked is None or is_there(asked, facts)


@given(draw_facts(), draw_cover(), draw_rules())
def test_routing_asks_nobody_beyond_capacity_while_another_considered_can(facts, cover, rules):
    decision = choose_contact(facts, cover, rules)

    asked = find_asked(decision, cover)
    if asked and asked.is_full:
        able = {c.contact_id for c in decision.candidates if c.result == "able"}
        assert all(contact.is_full for contact in cover.contacts if contact.id in able)


@given(draw_facts(), draw_cover(), draw_rules())
def test_routing_asks_nobody_beyond_capacity_while_a_cluster_it_may_try_has_room(facts, cover, rules):
    decision = choose_contact(facts, cover, rules)

    asked = find_asked(decision, cover)
    if asked and asked.is_full and decision.rule == "no-preference":
        covers = [c for c in cover.contacts if is_there(c, facts) and not c.sectors]
        assert all(contact.is_full for contact in covers)


@given(draw_facts(), draw_cover(), draw_rules())
def test_routing_lets_only_others_with_room_in_chosen_clusters_contribute_each_once(facts, cover, rules):
    decision = choose_contact(facts, cover, rules)

    asked = [next(c for c in cover.contacts if c.id == each.contact_id) for each in decision.contributors]
    assert all(is_there(contact, facts) and not contact.is_full for contact in asked)
    assert all(each.cluster in facts.clusters for each in decision.contributors)
    taking_part = [decision.contact_id, *(contact.id for contact in asked)]
    assert len(set(taking_part)) == len(taking_part)
    assert not facts.contributors & {contact.id for contact in asked}


@given(draw_facts(), draw_cover(), draw_rules())
def test_routing_says_of_everybody_considered_why(facts, cover, rules):
    decision = choose_contact(facts, cover, rules)

    assert len({c.contact_id for c in decision.candidates}) == len(decision.candidates)
    assert all(candidate.reason and candidate.scores for candidate in decision.candidates)
    chosen = [c.contact_id for c in decision.candidates if c.result == "chosen"]
    assert chosen == ([decision.contact_id] if decision.contact_id else [])


@given(draw_facts(), draw_cover(), draw_rules(), draw_contact(7))
def test_routing_with_one_contact_more_never_covers_an_enquiry_worse(facts, cover, rules, more):
    wider = Cover(cover.areas, (*cover.contacts, more))

    before = choose_contact(facts, cover, rules)
    after = choose_contact(facts, wider, rules)

    assert measure_cover(after, facts, wider) >= measure_cover(before, facts, cover)


@given(draw_facts(), draw_cover(), draw_rules(), draw_contact(7))
def test_routing_with_one_contact_more_never_goes_to_a_cluster_that_fits_worse(facts, cover, rules, more):
    wider = Cover(cover.areas, (*cover.contacts, more))
    by_fit = {"chosen-clusters", "no-preference"}

    before = choose_contact(facts, cover, rules)
    after = choose_contact(facts, wider, rules)

    if before.rule == after.rule and before.rule in by_fit:
        old, new = find_asked(before, cover), find_asked(after, wider)
        if old.is_full == new.is_full:
            assert measure_fit(after, facts, wider) >= measure_fit(before, facts, cover)


def measure_fit(decision: Decision, facts: EnquiryFacts, cover: Cover) -> float:
    parts = (decision.cluster, *list_parts(decision.cluster, cover))
    return max(facts.fit.get(part, 0.0) for part in parts)


@given(draw_facts(), draw_cover(), draw_rules())
def test_routing_tells_senior_lead_and_ukti_of_large_enquiries_only(facts, cover, rules):
    decision = choose_contact(facts, cover, rules)

    if decision.scale:
        assert decision.outcome == "refer"
        assert rules.scale_jobs or rules.scale_spend
        assert decision.lines[-2].startswith("Large: ")
        lead = next((c for c in cover.contacts if c.id == decision.scale.senior_lead_id), None)
        assert lead is None or (lead.role == "senior_lead" and lead.is_active)


@given(draw_rules())
def test_rules_are_read_as_they_were_written(rules):
    assert read_rules(write_rules(rules)) == rules
