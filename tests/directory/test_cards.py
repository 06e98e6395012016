import pytest

from directory.cards import Card, load_cards
from directory.models import Business
from directory.search_places import Surroundings
from directory.trees import read_trees
from tests.directory.listings import (
    BusinessFactory,
    OutcodeFactory,
    SectorFactory,
    make_north_east,
    make_public_record,
)

pytestmark = pytest.mark.django_db


def load(*businesses: Business, near: Surroundings | None = None) -> list[Card]:
    clusters, sectors = read_trees()
    return load_cards([each.pk for each in businesses], clusters=clusters, sectors=sectors, near=near)


def test_card_shows_a_listing_with_its_sectors_in_order_and_the_hue_of_its_cluster():
    north = make_north_east()
    space, fintech = SectorFactory(code="space"), SectorFactory(code="fintech")
    business = BusinessFactory(
        slug="alpha",
        name="Alpha",
        summary="Sails.",
        town="Sunderland",
        cluster=north["sunderland"],
        sectors=[fintech, space],
        size_band="10-49",
        verification="letter",
        origin="registered",
    )

    assert load(business) == [
        Card(
            name="Alpha",
            url="/businesses/alpha/",
            pk=business.pk,
            summary="Sails.",
            place="Sunderland",
            sector="Space, Fintech",
            size="10 to 49 employees",
            cluster="Sunderland",
            cluster_slug="north-east",
            verified="Verified by letter",
        )
    ]


def test_cards_keep_the_order_asked_for_and_leave_out_what_is_not_listed():
    first, second = BusinessFactory(name="A"), BusinessFactory(name="B")
    draft = BusinessFactory(name="C", status=Business.Status.DRAFT)

    assert [card.name for card in load(second, draft, first)] == ["B", "A"]


def test_card_of_an_example_says_so_and_that_its_verification_is_made_up():
    (card,) = load(BusinessFactory(origin="example", verification="staff"))

    assert card.is_example
    assert card.verified == "Verified, as an example"
    assert card.origin == ""


def test_card_of_a_public_record_says_that_nobody_claimed_it():
    (card,) = load(make_public_record())

    assert card.origin == "From public records, not yet claimed by the business"


def test_card_near_a_place_says_how_far_its_business_is():
    business = BusinessFactory(outcode=OutcodeFactory())

    (card,) = load(business, near=Surroundings("Leeds", {business.outcode_id: 3.2}))

    assert card.distance == "About 3 miles away"


def test_cards_cost_one_query(django_assert_num_queries):
    businesses = [BusinessFactory(sectors=[SectorFactory()]) for _ in range(5)]
    clusters, sectors = read_trees()

    with django_assert_num_queries(1):
        load_cards([each.pk for each in businesses], clusters=clusters, sectors=sectors)


def test_trees_are_in_their_order_and_cost_one_query(django_assert_num_queries):
    make_north_east()
    software = SectorFactory(code="software", keywords=["saas"])
    SectorFactory(code="products", parent=software)

    with django_assert_num_queries(1):
        clusters, sectors = read_trees()

    assert [(each.pk, each.parent_id, each.keywords) for each in sectors] == [
        ("software", None, ["saas"]),
        ("products", "software", []),
    ]
    assert ("newcastle", "north-east") in [(each.pk, each.parent_id) for each in clusters]
