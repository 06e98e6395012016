import re

import pytest
from django.test import Client

from directory.cluster_maps import draw_areas, frame_cluster, load_outlines
from directory.mapping import project
from directory.models import Attribution, Business, ClusterFact, Figure, Outline, Source
from tests.directory.listings import (
    BusinessFactory,
    ClusterFactory,
    OutcodeFactory,
    SectorFactory,
    SourceFactory,
    make_north_east,
)

pytestmark = pytest.mark.django_db


def read_text(response) -> str:
    """Return the words of a page, without tags and with single spaces."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode()))


def make_figure(cluster, position: int = 0, **fields) -> Figure:
    values = {"metric": "tech_jobs", "label": "Technology jobs", "value": 1000 + position, "unit": "jobs"}
    values |= {"year": f"{2000 + position}", "geography": "Leeds", "source": SourceFactory()}
    return Figure.objects.create(cluster=cluster, position=position, **values | fields)


def make_rows(cluster, number: int) -> None:
    """Give ``cluster`` that many figures, facts and businesses in outcodes and sectors of their own."""
    for index in range(number):
        make_figure(cluster, index)
        ClusterFact.objects.create(
            cluster=cluster,
            kind="hub",
            position=index,
            name=f"Hub {index}",
            source=SourceFactory(key=f"s{index}"),
        )
        outcode = OutcodeFactory(code=f"L{index}", cluster=cluster)
        parent = SectorFactory(code=f"sector-{index}")
        child = SectorFactory(code=f"below-{index}", parent=parent)
        BusinessFactory(cluster=cluster, outcode=outcode, sectors=[child])


@pytest.mark.parametrize("rows", [1, 30])
def test_cluster_page_costs_the_same_for_any_rows(client: Client, django_assert_num_queries, rows: int):
    make_rows(ClusterFactory(slug="leeds"), rows)

    with django_assert_num_queries(10):
        response = client.get("/clusters/leeds/")

    assert len(response.context["points"]) == rows
    assert len(response.context["sectors"]) == rows


@pytest.mark.parametrize("rows", [1, 30])
def test_clusters_page_costs_the_same_for_any_rows(client: Client, django_assert_num_queries, rows: int):
    for index in range(rows):
        make_figure(ClusterFactory(slug=f"cluster-{index}"))

    with django_assert_num_queries(4):
        response = client.get("/clusters/")

    assert len(response.context["clusters"]) == rows


@pytest.mark.parametrize("rows", [1, 30])
def test_sources_page_costs_the_same_for_any_rows(client: Client, django_assert_num_queries, rows: int):
    for index in range(rows):
        SourceFactory(key=f"source-{index}")

    with django_assert_num_queries(2):
        response = client.get("/sources/")

    assert response.content.decode().count('<article class="tn-source"') == rows


def test_clusters_page_shows_the_latest_headline_figures_with_source_and_year(client: Client):
    leeds = ClusterFactory(slug="leeds")
    make_figure(leeds, 0, value=70000, year="2016")
    make_figure(leeds, 1, value=100000, year="2021", precision="more than")
    make_figure(leeds, 2, value=5, metric="unicorns", label="Unicorns", unit="companies", year="2022")

    text = read_text(client.get("/clusters/"))

    assert "more than 100,000 Technology jobs Leeds, 2021 Source: Gender pay gap data" in text
    assert "70,000" not in text
    assert "Unicorns" not in text


@pytest.mark.parametrize(
    ("published", "shown"),
    [
        ("2019-05", ", published May 2019"),
        ("2014-10-24", ", published 24 October 2014"),
        ("monthly", ", published monthly"),
        ("", ""),
    ],
)
def test_figure_without_a_year_says_so_and_when_its_source_appeared(
    client: Client, published: str, shown: str
):
    source = SourceFactory(key="press", published=published)
    make_figure(ClusterFactory(slug="leeds"), year="", source=source)

    text = read_text(client.get("/clusters/leeds/"))

    assert f"Leeds, year not stated Source: Gender pay gap data{shown} " in text


def test_figure_shows_its_caveat(client: Client):
    make_figure(ClusterFactory(slug="leeds"), year="2015", note="weak secondary source")

    assert "Leeds, 2015 Weak secondary source Source:" in read_text(client.get("/clusters/leeds/"))


def test_cluster_page_groups_figures_by_what_they_count_the_latest_first(client: Client):
    leeds = ClusterFactory(slug="leeds")
    older = make_figure(leeds, 0, year="2016")
    pounds = make_figure(leeds, 1, metric="gva", unit="GBP a year")
    latest = make_figure(leeds, 2, year="2021")
    growth = make_figure(leeds, 3, metric="growth", unit="percent")

    groups = client.get("/clusters/leeds/").context["figures"]

    assert [(group.heading, group.figures) for group in groups] == [
        ("Jobs", [latest, older]),
        ("Money", [pounds]),
        ("Growth and more", [growth]),
    ]


def test_clusters_page_counts_sub_clusters_and_tells_of_examples(client: Client):
    north = make_north_east()
    BusinessFactory(cluster=north["newcastle"])
    BusinessFactory(cluster=north["sunderland"], origin=Business.Origin.EXAMPLE)
    BusinessFactory(cluster=north["leeds"], status=Business.Status.DRAFT)

    text = read_text(client.get("/clusters/"))

    assert "2 businesses listed in the North East cluster" in text
    assert "0 businesses listed in the Leeds cluster" in text
    assert "The numbers of listed businesses include 1 made-up example." in text


def test_cluster_page_links_its_sectors_to_the_search(client: Client):
    north = make_north_east()
    payments = SectorFactory(code="payments", parent=SectorFactory(code="fintech"))
    BusinessFactory(cluster=north["newcastle"], sectors=[payments])
    BusinessFactory(cluster=north["leeds"], sectors=[payments])

    response = client.get("/clusters/north-east/")
    addresses = re.findall(r'"(/businesses/\?[^"]*)"', response.content.decode().replace("&amp;", "&"))

    assert addresses == [
        "/businesses/?cluster=north-east",
        "/businesses/?cluster=north-east&sector=fintech",
        "/businesses/?cluster=north-east&sector=payments",
    ]
    assert [client.get(address).context["page"].paginator.count for address in addresses] == [1, 1, 1]


def test_cluster_page_shows_facts_with_their_sources(client: Client):
    leeds = ClusterFactory(slug="leeds")
    source = SourceFactory(key="press", title="The Daily Test", published="2021-03-01")
    for kind in ClusterFact.Kind.values:
        ClusterFact.objects.create(cluster=leeds, kind=kind, position=0, name=f"A {kind}", source=source)

    text = read_text(client.get("/clusters/leeds/"))

    for kind in ClusterFact.Kind.values:
        assert f"A {kind} Source: The Daily Test, published 1 March 2021" in text


def test_cluster_page_leads_to_an_enquiry_about_it(client: Client):
    make_north_east()

    html = client.get("/clusters/newcastle/").content.decode()

    assert 'href="/enquiries/new/?cluster=newcastle"' in html
    assert '<a class="govuk-breadcrumbs__link" href="/clusters/north-east/">North East</a>' in html


def test_unknown_cluster_is_not_found(client: Client):
    assert client.get("/clusters/atlantis/").status_code == 404


def test_map_of_a_cluster_holds_all_its_outcodes():
    north = make_north_east()
    OutcodeFactory(code="NE1", cluster=north["newcastle"], latitude=54.97, longitude=-1.61)
    OutcodeFactory(code="SR1", cluster=north["sunderland"], latitude=54.9, longitude=-1.38)
    OutcodeFactory(code="LS1", cluster=north["leeds"])

    frame = frame_cluster(north["north-east"])

    for latitude, longitude in [(54.97, -1.61), (54.9, -1.38)]:
        x, y = project(latitude, longitude)
        assert frame.x < x < frame.x + frame.width
        assert frame.y < y < frame.y + frame.height
    assert not frame.y < project(53.79765, -1.55129)[1] < frame.y + frame.height


def test_map_of_a_cluster_without_outcodes_is_the_whole_north():
    assert frame_cluster(ClusterFactory()).view_box == "0.0 0.0 750.0 1000.0"


def test_map_colours_a_sub_cluster_like_its_cluster():
    north = make_north_east()
    shapes = [("north", "", None), ("cluster", "core", "leeds"), ("cluster", "core", "newcastle")]
    shapes += [("cluster", "wider-2014", "leeds"), ("region", "", None)]
    for index, (kind, extent, cluster) in enumerate(shapes):
        Outline.objects.create(
            slug=f"outline-{index}",
            position=index,
            kind=kind,
            extent=extent,
            cluster=north.get(cluster),
            name=f"Outline {index}",
            path="M0 0",
        )

    outlines = load_outlines()

    assert [area["slug"] for area in draw_areas(outlines)] == ["", "leeds", "north-east"]
    assert [area["slug"] for area in draw_areas(outlines, only=north["north-east"])] == ["", "north-east"]


def test_sources_page_shows_every_source_and_attribution(client: Client):
    SourceFactory(key="codepoint", title="Code-Point Open", licence="OGL v3", files=["outcodes.csv"])
    SourceFactory(
        key="press", title="The Daily Test", kind=Source.Kind.PRESS, published="2021", publisher="Test"
    )
    Attribution.objects.create(position=0, text="Contains OS data © Crown copyright")

    response = client.get("/sources/")
    text = read_text(response)

    assert "Contains OS data © Crown copyright" in text
    assert "Code-Point Open Data set Licence: OGL v3 Files: outcodes.csv" in text
    assert "The Daily Test News article or web page, Test, 2021" in text
    assert 'id="codepoint"' in response.content.decode()
