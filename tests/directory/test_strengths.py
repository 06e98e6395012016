import pytest

from directory.models import Business
from directory.strengths import sector_strength
from tests.directory.listings import BusinessFactory, SectorFactory, make_north_east

pytestmark = pytest.mark.django_db


def test_strength_is_the_share_of_the_sectors_relative_to_the_share_of_all():
    clusters = make_north_east()
    fintech = SectorFactory(code="fintech")
    payments = SectorFactory(code="payments", parent=fintech)
    space = SectorFactory(code="space")
    for cluster, sector, number in [
        ("leeds", payments, 3),
        ("leeds", space, 3),
        ("newcastle", fintech, 1),
        ("newcastle", space, 1),
        ("sunderland", space, 8),
    ]:
        BusinessFactory.create_batch(number, cluster=clusters[cluster], sectors=[sector])
    BusinessFactory(cluster=clusters["sunderland"], sectors=[fintech], status=Business.Status.DRAFT)

    # 4 of 16 businesses are in fintech or payments: half of Leeds, half of Newcastle.
    assert sector_strength(["fintech"]) == {"leeds": 2.0, "newcastle": 2.0, "sunderland": 0.0}
    assert sector_strength(["fintech", "space"]) == {"leeds": 1.0, "newcastle": 1.0, "sunderland": 1.0}


def test_strength_counts_a_business_of_two_sectors_once():
    clusters = make_north_east()
    sectors = [SectorFactory(code="fintech"), SectorFactory(code="space")]
    BusinessFactory(cluster=clusters["leeds"], sectors=sectors)
    BusinessFactory(cluster=clusters["newcastle"], sectors=sectors[:1])

    assert sector_strength(["fintech", "space"]) == {"leeds": 1.0, "newcastle": 1.0}


@pytest.mark.parametrize("codes", [[], ["space"], ["no-such-sector"]])
def test_strength_is_unknown_where_no_business_is_in_the_sectors(codes: list[str]):
    SectorFactory(code="space")
    BusinessFactory(sectors=[SectorFactory(code="fintech")])

    assert sector_strength(codes) == {}


def test_strength_costs_three_queries_while_changes_wait(django_assert_num_queries):
    BusinessFactory.create_batch(3, sectors=[SectorFactory(code="fintech")])

    with django_assert_num_queries(3):
        sector_strength(["fintech"])
