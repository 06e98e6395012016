"""What holds for any enquiry and any cover."""

import datetime

from hypothesis import given
from hypothesis import strategies as st

from investors.ranking import ContactFacts, Need, SectorFacts
from investors.routing import RULES, Cover, EnquiryFacts, NamedBusiness, NamedPlace, choose_contact
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
    places = st.sampled_from([None, OUTSIDE, LEEDS_PLACE, NamedPlace("Atlantis", is_known=False)])
    return EnquiryFacts(
        need=need,
        fdi_type=draw(st.sampled_from(["new_site", "expansion", "not_sure"])),
        country=draw(st.sampled_from(["JP", "GB"])),
        spam_signs=draw(st.sampled_from([(), ("A sign.",)])),
        is_vetted=draw(st.booleans()),
        business=draw(st.none() | st.builds(NamedBusiness, st.just("Sample Ltd (test)"), SLUGS)),
        place=draw(places),
        clusters=tuple(draw(st.lists(SLUGS, unique=True, max_size=3))),
        fit=draw(st.dictionaries(SLUGS, st.floats(0, 9))),
    )


@given(draw_facts(), draw_cover())
def test_routing_always_ends_and_the_explanation_names_the_rule(facts, cover):
    decision = choose_contact(facts, cover)

    assert decision.outcome in {"refer", "triage", "quarantine"}
    assert (decision.contact_id is not None) == (decision.outcome == "refer")
    assert any(line.startswith(f"{RULES[decision.rule]}: ") for line in decision.lines)


@given(draw_facts(), draw_cover())
def test_routing_never_asks_who_refused_is_inactive_or_away(facts, cover):
    decision = choose_contact(facts, cover)

    for contact in cover.contacts:
        if contact.id == decision.contact_id:
            assert contact.is_active
            assert contact.id not in facts.need.refused
            assert not any(first <= DAY <= last for first, last in contact.absences)
            assert contact.role != "senior_lead"


@given(draw_facts(), draw_cover(), draw_contact(7))
def test_routing_with_one_contact_more_never_goes_to_ukti_instead_of_a_contact(facts, cover, more):
    before = choose_contact(facts, cover)
    after = choose_contact(facts, Cover(cover.areas, (*cover.contacts, more)))

    assert (before.outcome, after.outcome) != ("refer", "triage")


@given(draw_facts(), draw_cover(), st.randoms(use_true_random=False))
def test_routing_decides_the_same_whatever_the_order_of_the_contacts(facts, cover, random):
    shuffled = list(cover.contacts)
    random.shuffle(shuffled)

    assert choose_contact(facts, Cover(cover.areas, tuple(shuffled))) == choose_contact(facts, cover)
