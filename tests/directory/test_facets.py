import pytest

from directory.facets import describe_choices, describe_facets, suggest_choices, suggest_widening
from directory.models import Business
from tests.directory.listings import BusinessFactory, SectorFactory, make_north_east
from tests.directory.searching import search

pytestmark = pytest.mark.django_db


def counts(query: str, name: str) -> dict[str, int]:
    """Return the counts of one facet by value, children among them."""
    facet = next(facet for facet in describe_facets(search(query)) if facet.name == name)
    found = {}
    for option in facet.options:
        found[option.value] = option.count
        found |= {child.value: child.count for child in option.children}
    return found


@pytest.fixture
def north() -> None:
    clusters = make_north_east()
    software = SectorFactory(code="software", keywords=["saas", "web development"])
    products = SectorFactory(code="software-products", parent=software)
    support = SectorFactory(code="software-support", parent=software)
    SectorFactory(code="space")
    BusinessFactory(name="A", cluster=clusters["leeds"], sectors=[products, support], size_band="1-9")
    BusinessFactory(name="B", cluster=clusters["newcastle"], sectors=[products], size_band="500+")
    BusinessFactory(name="C", cluster=clusters["sunderland"], sectors=[software], verification="staff")
    BusinessFactory(name="D", cluster=clusters["north-east"], size_band="")
    BusinessFactory(name="E", cluster=clusters["leeds"], status=Business.Status.ARCHIVED)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"leeds": 1, "north-east": 3, "newcastle": 1, "sunderland": 1}),
        ("cluster=leeds", {"leeds": 1, "north-east": 3, "newcastle": 1, "sunderland": 1}),
        ("sector=software-products", {"leeds": 1, "north-east": 1, "newcastle": 1, "sunderland": 0}),
        ("q=d&cluster=leeds", {"leeds": 0, "north-east": 1, "newcastle": 0, "sunderland": 0}),
        ("verified=yes", {"leeds": 0, "north-east": 1, "newcastle": 0, "sunderland": 1}),
    ],
)
@pytest.mark.usefixtures("north")
def test_cluster_counts_include_sub_clusters_and_leave_out_their_own_choice(query: str, expected: dict):
    assert counts(query, "cluster") == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"software": 3, "software-products": 2, "software-support": 1}),
        ("sector=software-support", {"software": 3, "software-products": 2, "software-support": 1}),
        ("cluster=leeds", {"software": 1, "software-products": 1, "software-support": 1}),
        ("cluster=sunderland", {"software": 1}),
        ("cluster=sunderland&sector=space", {"software": 1, "space": 0}),
        ("sector=space", {"software": 3, "space": 0}),
    ],
)
@pytest.mark.usefixtures("north")
def test_sector_counts_take_each_business_once(query: str, expected: dict):
    assert counts(query, "sector") == expected


@pytest.mark.usefixtures("north")
def test_size_and_verified_counts_leave_out_their_own_choice():
    sizes = {"1-9": 1, "10-49": 1, "50-249": 0, "250-499": 0, "500+": 1}

    assert counts("", "size") == sizes
    assert counts("size=1-9", "size") == sizes
    assert counts("cluster=leeds", "verified") == {"yes": 0}
    assert counts("verified=yes", "verified") == {"yes": 1}


@pytest.mark.parametrize(
    ("facet", "value"), [("cluster", "north-east"), ("sector", "software"), ("size", "1-9")]
)
@pytest.mark.usefixtures("north")
def test_count_of_an_option_is_what_choosing_it_finds(facet: str, value: str):
    assert counts("", facet)[value] == len(search(f"{facet}={value}").matches)


@pytest.mark.usefixtures("north")
def test_facets_cost_no_query_besides_the_search(django_assert_num_queries):
    found = search("q=a&cluster=leeds")
    len(found.matches)

    with django_assert_num_queries(0):
        describe_facets(found)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"software", "space"}),
        ("sector=software", {"software", "software-products", "software-support", "space"}),
        ("sector=software-products", {"software", "software-products", "software-support", "space"}),
        ("sector=space", {"software", "space"}),
        ("q=a", {"software", "software-products", "software-support"}),
    ],
)
@pytest.mark.usefixtures("north")
def test_sectors_below_another_are_shown_where_a_choice_leads_there(query: str, expected: set):
    BusinessFactory(name="Z", sectors=[SectorFactory(code="space")])

    assert counts(query, "sector").keys() == expected


@pytest.mark.usefixtures("north")
def test_facets_are_open_where_something_is_chosen():
    facets = describe_facets(search("size=1-9"))

    assert [facet.name for facet in facets if facet.is_open] == ["cluster", "size"]


@pytest.mark.usefixtures("north")
def test_choices_can_each_be_taken_away():
    found = search("q=a&cluster=leeds&cluster=newcastle&sector=space&verified=yes&sort=name&page=2")

    assert [(choice.label, choice.remove_url) for choice in describe_choices(found)] == [
        ("“a”", "?cluster=leeds&cluster=newcastle&sector=space&verified=yes&sort=name"),
        ("Leeds", "?q=a&cluster=newcastle&sector=space&verified=yes&sort=name"),
        ("Newcastle", "?q=a&cluster=leeds&sector=space&verified=yes&sort=name"),
        ("Space", "?q=a&cluster=leeds&cluster=newcastle&verified=yes&sort=name"),
        ("Verified", "?q=a&cluster=leeds&cluster=newcastle&sector=space&sort=name"),
    ]


@pytest.mark.usefixtures("north")
def test_widening_offers_the_choices_whose_absence_finds_something():
    found = suggest_widening(search("q=b&cluster=leeds&sort=name"))

    assert [(each.label, each.url, each.count) for each in found] == [
        ("Search without the words", "?cluster=leeds&sort=name", 1),
        ("Look in every cluster", "?q=b&sort=name", 1),
    ]


@pytest.mark.usefixtures("north")
def test_widening_offers_nothing_that_finds_nothing():
    assert suggest_widening(search("q=nothing&size=50-249")) == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=Software", [("Software", "?sector=software")]),
        ("q=soft", [("Software", "?sector=software")]),
        ("q=so", []),
        ("q=SaaS&cluster=leeds", [("Software", "?cluster=leeds&sector=software")]),
        ("q=north east", [("North East", "?cluster=north-east")]),
        (
            "q=space in Leeds&size=1-9",
            [
                ("Space in Leeds", "?size=1-9&sector=space&cluster=leeds"),
                ("Space", "?size=1-9&sector=space"),
                ("Leeds", "?size=1-9&cluster=leeds"),
            ],
        ),
        ("q=web", []),
        ("q=leedsham", []),
        ("q=space&sector=space", []),
        ("", []),
    ],
)
def test_words_that_name_a_sector_or_cluster_lead_to_it(query: str, expected: list):
    make_north_east()
    SectorFactory(code="software", keywords=["saas", "web development"])
    SectorFactory(code="space")

    assert [(each.label, each.url) for each in suggest_choices(search(query))] == expected
