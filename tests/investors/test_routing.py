import pytest

from investors.ranking import SectorFacts
from investors.routing import Contributor, Cover, NamedBusiness, NamedPlace, choose_contact
from tests.investors.routing_cases import make_contact, make_cover, make_facts

OUTSIDE = NamedPlace(typed="SW1A 1AA", is_known=True, label="SW1A")
LEEDS_PLACE = NamedPlace(typed="ls1 4ap", is_known=True, label="LS1", cluster="leeds")
GAMES = SectorFacts("games", "Games")
ALL = make_cover(
    make_contact(1, "leeds"),
    make_contact(2, "sheffield"),
    make_contact(3, "newcastle"),
    make_contact(4, "sunderland"),
    make_contact(5, "north-east"),
)


def test_routing_quarantines_suspected_spam_with_the_signs():
    decision = choose_contact(make_facts(spam_signs=("A name holds a web address.",)), ALL)

    assert (decision.outcome, decision.rule) == ("quarantine", "spam")
    assert decision.lines == ("Suspected spam: A name holds a web address.",)


def test_routing_passes_over_signs_that_a_person_has_seen():
    facts = make_facts(spam_signs=("A sign.",), is_vetted=True, clusters=("leeds",))

    decision = choose_contact(facts, ALL)

    assert (decision.outcome, decision.contact_id) == ("refer", 1)
    assert decision.lines[0] == "Signs of spam were found before and passed over."


def test_routing_puts_a_place_outside_the_north_before_ukti():
    decision = choose_contact(make_facts(place=OUTSIDE), ALL)

    assert (decision.outcome, decision.rule, decision.contact_id) == ("triage", "outside-north", None)
    assert decision.lines == (
        "Outside the North: SW1A is not in the North, and no northern cluster is named, so UKTI decides.",
    )


@pytest.mark.parametrize(
    "named", [{"clusters": ("leeds",)}, {"business": NamedBusiness("Sample Ltd (test)", "leeds")}]
)
def test_routing_follows_a_northern_cluster_or_business_named_beside_a_place_outside(named):
    decision = choose_contact(make_facts(place=OUTSIDE, **named), ALL)

    assert (decision.outcome, decision.contact_id) == ("refer", 1)


@pytest.mark.parametrize(
    ("fdi_type", "rule"),
    [
        ("new_site", "not-inward-investment"),
        ("capital_only", "not-inward-investment"),
        ("expansion", "chosen-cluster"),
        ("retention", "chosen-cluster"),
    ],
)
def test_routing_lets_ukti_judge_something_new_from_the_united_kingdom(fdi_type, rule):
    facts = make_facts(country="GB", fdi_type=fdi_type, clusters=("leeds",))

    assert choose_contact(facts, ALL).rule == rule


@pytest.mark.parametrize(
    ("facts", "rule", "contact_id", "line"),
    [
        (
            {"business": NamedBusiness("Sample Ltd (test)", "sheffield"), "place": LEEDS_PLACE},
            "named-business",
            2,
            "Named business: Sample Ltd (test) is in Sheffield.",
        ),
        (
            {"place": LEEDS_PLACE, "clusters": ("sheffield",)},
            "named-place",
            1,
            "Named place: LS1 belongs to Leeds.",
        ),
        (
            {"place": NamedPlace("Hull", is_known=True, label="Hull", cluster="leeds", is_nearest=True)},
            "named-place",
            1,
            "Named place: Hull is in no cluster's official area; the nearest is Leeds.",
        ),
        (
            {"clusters": ("sheffield",)},
            "chosen-cluster",
            2,
            "Chosen cluster: the investor chose Sheffield.",
        ),
        (
            {"clusters": ("leeds", "sheffield"), "need": {"sectors": (GAMES,)}, "fit": {"sheffield": 1.84}},
            "chosen-clusters",
            2,
            "Several clusters chosen: the investor chose Leeds and Sheffield. By sector fit to Sheffield,"
            " where the share of listed businesses in Games is 1.8 times that of the whole North."
            " The others contribute.",
        ),
        (
            {"need": {"sectors": (GAMES,)}, "fit": {"sunderland": 2.0, "leeds": 1.1}},
            "no-preference",
            4,
            "No place preferred: the investor named no place that settles it. By sector fit to Sunderland,"
            " where the share of listed businesses in Games is 2.0 times that of the whole North.",
        ),
        (
            {},
            "no-preference",
            1,
            "No place preferred: the investor named no place that settles it."
            " No cluster fits the sector best; in Leeds the contacts have most room.",
        ),
    ],
)
def test_routing_follows_the_first_rule_that_names_a_cluster(facts, rule, contact_id, line):
    decision = choose_contact(make_facts(**facts), ALL)

    assert (decision.outcome, decision.rule, decision.contact_id) == ("refer", rule, contact_id)
    assert decision.lines[0] == line
    assert decision.lines[-1].startswith(f"Asked: Contact {contact_id} (regional contact, ")


def test_routing_says_that_a_place_is_unknown_and_goes_on():
    place = NamedPlace(typed="Atlantis", is_known=False)

    decision = choose_contact(make_facts(place=place, clusters=("leeds",)), ALL)

    assert decision.contact_id == 1
    assert decision.lines[0] == "The place “Atlantis” is not one we know."


def test_routing_asks_a_sub_clusters_contacts_before_those_of_its_cluster():
    facts = make_facts(clusters=("newcastle",))

    assert choose_contact(facts, ALL).contact_id == 3
    assert (
        choose_contact(
            facts, make_cover(make_contact(4, "sunderland"), make_contact(5, "north-east"))
        ).contact_id
        == 5
    )


def test_routing_asks_a_divided_clusters_own_contacts_before_those_of_its_parts():
    facts = make_facts(clusters=("north-east",))

    assert choose_contact(facts, ALL).contact_id == 5
    assert choose_contact(facts, make_cover(make_contact(4, "sunderland"))).contact_id == 4


def test_routing_takes_the_sector_fit_of_a_divided_cluster_from_its_best_part():
    facts = make_facts(
        clusters=("leeds", "north-east"), need={"sectors": (GAMES,)}, fit={"leeds": 1.2, "newcastle": 1.5}
    )

    assert choose_contact(facts, ALL).cluster == "north-east"


def test_routing_goes_to_the_cluster_with_most_room_when_fit_says_nothing():
    cover = make_cover(
        make_contact(1, "leeds", load=3),
        make_contact(2, "sheffield", load=2),
        make_contact(3, "newcastle", load=9),
        make_contact(4, "sunderland", load=9),
    )

    assert choose_contact(make_facts(), cover).contact_id == 2


def test_routing_tries_the_next_chosen_cluster_where_nobody_is_left():
    facts = make_facts(clusters=("leeds", "sheffield"), need={"refused": frozenset({1})}, fit={"leeds": 2.0})

    decision = choose_contact(facts, make_cover(make_contact(1, "leeds"), make_contact(2, "sheffield")))

    assert decision.contact_id == 2
    assert decision.lines[1:] == (
        "1 contact for Leeds cannot be asked.",
        "Nobody in Leeds can contribute now.",
        "Asked: Contact 2 (regional contact, Sheffield). Reason: the only one who can be asked.",
    )
    assert decision.candidates[0].reason == "passed this enquiry on, or did not answer in time"


def test_routing_goes_from_contact_to_deputy_to_duty_inbox_to_ukti():
    cover = make_cover(
        make_contact(3, role="duty_inbox"),
        make_contact(2, role="deputy"),
        make_contact(1),
        make_contact(9, "sheffield"),
    )
    refused: set[int] = set()
    asked = []
    for _ in range(4):
        facts = make_facts(clusters=("leeds",), need={"refused": frozenset(refused)})
        decision = choose_contact(facts, cover)
        asked.append((decision.outcome, decision.rule, decision.contact_id))
        refused.add(decision.contact_id or 0)

    assert asked == [
        ("refer", "chosen-cluster", 1),
        ("refer", "chosen-cluster", 2),
        ("refer", "chosen-cluster", 3),
        ("triage", "nobody-left", None),
    ]
    assert decision.lines[-1] == "Nobody left to ask: nobody in Leeds can be asked, so UKTI decides."


@pytest.mark.parametrize("cover", [make_cover(), Cover((), ())])
def test_routing_without_any_contact_or_cluster_goes_to_ukti(cover):
    assert choose_contact(make_facts(), cover).rule == "nobody-left"


def test_routing_asks_one_of_each_other_chosen_cluster_to_contribute():
    facts = make_facts(clusters=("leeds", "sheffield", "newcastle"), fit={"sheffield": 2.0})
    cover = make_cover(
        make_contact(1, "leeds"),
        make_contact(2, "sheffield"),
        make_contact(3, "newcastle", load=10),
        make_contact(4, "leeds", load=5),
    )

    decision = choose_contact(facts, cover)

    assert (decision.contact_id, decision.contributors) == (2, (Contributor(1, "leeds"),))
    assert {c.contact_id: c.reason for c in decision.candidates}[1] == "asked to contribute"
    assert decision.lines[1:] == (
        "Asked to contribute: Contact 1 (Leeds).",
        "Nobody in Newcastle can contribute now.",
        "Asked: Contact 2 (regional contact, Sheffield). Reason: the only one who can be asked.",
    )


def test_routing_asks_no_cluster_twice_that_contributes_or_leads_already():
    clusters, fit = ("north-east", "newcastle", "leeds"), {"newcastle": 2.0}
    facts = make_facts(clusters=clusters, fit=fit, contributors=frozenset({2}))
    cover = make_cover(make_contact(1, "newcastle"), make_contact(2, "leeds"), make_contact(3, "leeds"))

    decision = choose_contact(facts, cover)

    assert decision.contributors == ()
