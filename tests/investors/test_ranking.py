import datetime

import pytest

from investors.ranking import SectorFacts, rank_contacts
from tests.investors.routing_cases import DAY, make_contact, make_need

SAAS = SectorFacts("software-products", "SaaS", parent="software")
ASKED = datetime.datetime(2026, 5, 1, 9, tzinfo=datetime.UTC)


def choose(need, *contacts):
    ranking = rank_contacts(need, contacts)
    return ranking.chosen and ranking.chosen.id


@pytest.mark.parametrize(
    ("obstacle", "reason"),
    [
        ({"is_active": False}, "is no longer active"),
        ({"absences": ((DAY, DAY),)}, "is away until 2 June 2026"),
        ({"sectors": frozenset({"games"})}, "does not cover SaaS"),
    ],
)
def test_ranking_leaves_out_who_cannot_be_asked_and_says_why(obstacle, reason):
    need = make_need(sectors=(SAAS,))

    ranking = rank_contacts(need, [make_contact(1, **obstacle), make_contact(2)])

    assert ranking.chosen == make_contact(2)
    assert ranking.reason == "the only one who can be asked"
    assert [(c.contact_id, c.result, c.reason) for c in ranking.candidates] == [
        (2, "chosen", "the only one who can be asked"),
        (1, "out", reason),
    ]


def test_ranking_never_returns_to_who_refused():
    need = make_need(refused=frozenset({1}))

    ranking = rank_contacts(need, [make_contact(1)])

    assert ranking.chosen is None
    assert ranking.candidates[0].reason == "passed this enquiry on, or did not answer in time"


@pytest.mark.parametrize("cover", [set(), {"software"}, {"software-products"}, {"games", "software"}])
def test_ranking_counts_a_sector_as_covered_by_itself_its_parent_or_all(cover):
    need = make_need(sectors=(SAAS,))

    assert choose(need, make_contact(1, sectors=frozenset(cover))) == 1


def test_ranking_counts_a_duty_inbox_as_covering_every_sector():
    inbox = make_contact(1, role="duty_inbox", sectors=frozenset({"games"}))

    assert choose(make_need(sectors=(SAAS,)), inbox) == 1


def test_ranking_counts_both_days_of_an_absence():
    away = make_contact(1, absences=((DAY - datetime.timedelta(3), DAY - datetime.timedelta(1)),))
    back = make_contact(2, absences=((DAY + datetime.timedelta(1), DAY + datetime.timedelta(3)),))

    assert choose(make_need(), away) == 1
    assert choose(make_need(), back) == 2
    assert choose(make_need(), make_contact(3, absences=((DAY, DAY + datetime.timedelta(2)),))) is None


FRENCH = {"language": "fr", "language_name": "French"}


@pytest.mark.parametrize(
    ("need", "first", "second", "reason", "other"),
    [
        (
            {},
            {"load": 9},
            {"load": 1, "capacity": 1},
            "the only one with room: has 9 of 10 open",
            "is full: has 1 of 1 open",
        ),
        (
            {},
            {"load": 5},
            {"role": "deputy"},
            "the only regional contact who can be asked",
            "asked after the regional contacts, as deputy",
        ),
        (
            {},
            {"role": "deputy"},
            {"role": "duty_inbox"},
            "the only deputy who can be asked",
            "asked after the regional contacts, as duty inbox",
        ),
        (
            {"areas": ("newcastle", "north-east")},
            {"cluster": "newcastle", "load": 5},
            {"cluster": "north-east"},
            "the contact for this very area",
            "covers a wider or another area",
        ),
        (
            FRENCH,
            {"languages": frozenset({"fr"}), "load": 5},
            {},
            "speaks French",
            "does not speak French",
        ),
        (
            {},
            {"load": 2, "capacity": 10},
            {"load": 1, "capacity": 4},
            "has the most room: has 2 of 10 open",
            "has less room: has 1 of 4 open",
        ),
        (
            {},
            {},
            {"last_asked_at": ASKED},
            "asked longest ago: was never asked before",
            "was asked more recently: was last asked on 1 May 2026, 10:00",
        ),
        (
            {},
            {"last_asked_at": ASKED},
            {"last_asked_at": ASKED + datetime.timedelta(minutes=1)},
            "asked longest ago: was last asked on 1 May 2026, 10:00",
            "was asked more recently: was last asked on 1 May 2026, 10:01",
        ),
    ],
)
def test_ranking_compares_in_the_order_of_the_design(need, first, second, reason, other):
    # The better one has the higher number, so that it is not the list's order which decides.
    better, worse = make_contact(2, **first), make_contact(1, **second)

    ranking = rank_contacts(make_need(**need), [worse, better])

    assert ranking.chosen == better
    assert ranking.reason == reason
    assert [(c.contact_id, c.result) for c in ranking.candidates] == [(2, "chosen"), (1, "able")]
    assert ranking.candidates[1].reason == other


def test_ranking_settles_a_full_tie_by_the_list():
    ranking = rank_contacts(make_need(), [make_contact(2), make_contact(1)])

    assert (ranking.chosen.id, ranking.reason) == (1, "first on the list, all else being equal")


def test_ranking_asks_beyond_capacity_only_if_nobody_else_can():
    full = make_contact(1, load=10)
    fuller = make_contact(2, load=12)
    inbox = make_contact(3, role="duty_inbox")

    assert choose(make_need(), full, fuller, inbox) == 3
    assert choose(make_need(), full, fuller) == 1


def test_ranking_counts_english_as_spoken_by_all():
    speaks_french = make_contact(1, languages=frozenset({"fr"}), load=1)

    assert choose(make_need(language="en"), speaks_french, make_contact(2)) == 2


def test_ranking_never_asks_a_senior_lead():
    assert choose(make_need(), make_contact(1, role="senior_lead")) is None
