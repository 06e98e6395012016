import pytest
from django.test import Client

from directory.cluster_maps import draw_areas, frame_cluster, load_outlines
from directory.mapping import project
from directory.models import Attribution, Business, Outline, Source
from insights.services.snapshots import take_snapshot
from tests.directory.listings import (
    NOW,
    BusinessFactory,
    ClusterFactory,
    OutcodeFactory,
    SourceFactory,
    make_north_east,
)
from tests.insights.cluster_data import list_in_sector, make_figure, read_text
from tests.insights.worded_clusters import publish_words

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("rows", [1, 30])
def test_clusters_page_costs_the_same_for_any_rows(client: Client, django_assert_num_queries, rows: int):
    for index in range(rows):
        cluster = ClusterFactory(slug=f"cluster-{index}")
        make_figure(cluster, source=SourceFactory(key=f"s{index}"))
        list_in_sector(ClusterFactory(slug=f"part-{index}", parent=cluster), f"sector-{index}", 3)
        publish_words(cluster.pk)
    take_snapshot(now=NOW)

    with django_assert_num_queries(6):
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


def test_clusters_page_counts_sub_clusters_and_tells_of_examples(client: Client):
    north = make_north_east()
    BusinessFactory(cluster=north["newcastle"])
    BusinessFactory(cluster=north["sunderland"], origin=Business.Origin.EXAMPLE)
    BusinessFactory(cluster=north["leeds"], status=Business.Status.DRAFT)

    text = read_text(client.get("/clusters/"))

    assert "2 businesses listed in the North East cluster" in text
    assert "0 businesses listed in the Leeds cluster" in text
    assert "The numbers of listed businesses include 1 made-up example." in text


def test_unknown_cluster_is_not_found(client: Client):
    assert client.get("/clusters/atlantis/").status_code == 404


def test_map_of_a_cluster_holds_all_its_outcodes():
    north = make_north_east()
    outcodes = [
        OutcodeFactory(code="NE1", cluster=north["newcastle"], latitude=54.97, longitude=-1.61),
        OutcodeFactory(code="SR1", cluster=north["sunderland"], latitude=54.9, longitude=-1.38),
    ]

    frame = frame_cluster(outcodes)

    for latitude, longitude in [(54.97, -1.61), (54.9, -1.38)]:
        x, y = project(latitude, longitude)
        assert frame.x < x < frame.x + frame.width
        assert frame.y < y < frame.y + frame.height
    assert not frame.y < project(53.79765, -1.55129)[1] < frame.y + frame.height


def test_map_of_a_cluster_without_outcodes_is_the_whole_north():
    assert frame_cluster([]).view_box == "0.0 0.0 750.0 1000.0"


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
