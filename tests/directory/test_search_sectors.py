"""Words that name a sector: among those that match as well, who is in that sector leads."""

import pytest

from directory.search_sectors import find_meant_sectors
from directory.trees import Branch, read_trees
from tests.directory.listings import BusinessFactory, SectorFactory
from tests.directory.searching import find_words

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree() -> None:
    """Two sectors at the top, with two below the first."""
    SectorFactory(code="software", name="Software and IT services")
    SectorFactory(code="products", name="Software products and SaaS", parent_id="software")
    SectorFactory(code="consultancy", name="IT consultancy", parent_id="software")
    SectorFactory(code="ai", name="Artificial intelligence")


def read_sectors() -> list[Branch]:
    _, sectors = read_trees()
    return sectors


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        ([[("saa",)]], ["products"]),
        ([[("softwar",)]], ["products"]),
        ([[("servic",)]], ["software"]),
        ([[("ai",), ("artifici", "intellig")]], ["ai"]),
        ([[("consult",)], [("manchest",)]], ["consultancy"]),
        ([[("artifici",)], [("flower",)]], ["ai"]),
        ([[("robot",)]], []),
        ([], []),
    ],
)
@pytest.mark.usefixtures("tree")
def test_sector_is_meant_whose_name_says_most_of_the_words(groups: list, expected: list[str]):
    assert find_meant_sectors(groups, read_sectors()) == expected


@pytest.mark.usefixtures("tree")
def test_words_of_a_sector_follow_its_name():
    assert {each.pk: sorted(each.words) for each in read_sectors()}["products"] == [
        "product",
        "saa",
        "softwar",
    ]


@pytest.mark.usefixtures("tree")
def test_search_puts_who_is_in_the_sector_before_who_only_has_the_word():
    BusinessFactory(name="In the sector", sectors=["products"])
    BusinessFactory(name="Says so", summary="We sell SaaS", verification="staff")
    BusinessFactory(name="Old SaaS", verification="staff")
    BusinessFactory(name="Our SaaS", sectors=["products"])

    assert find_words("saas") == ["Our SaaS", "Old SaaS", "In the sector", "Says so"]


@pytest.mark.usefixtures("tree")
def test_sector_does_not_come_before_a_name():
    BusinessFactory(name="Consultancy House", verification="none")
    BusinessFactory(name="Best Consultancy", sectors=["consultancy"], verification="staff")

    assert find_words("consultancy") == ["Consultancy House", "Best Consultancy"]


@pytest.mark.usefixtures("tree")
def test_letters_do_not_find_who_uses_the_words_they_stand_for_elsewhere():
    BusinessFactory(name="Alpha", sectors=["consultancy"])  # "Software and IT services", not as a service
    BusinessFactory(name="Beta", sectors=["products"])

    assert find_words("SaaS") == ["Beta"]
    assert set(find_words("software as a service")) == {"Alpha", "Beta"}
