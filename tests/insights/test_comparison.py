"""Clusters side by side: only what is counted alike in one row, what is missing said, one address each."""

import re

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from directory.models import Cluster, Metric, Source
from insights.comparison import describe_comparison
from insights.models import ClusterAnswers
from insights.services.snapshots import take_snapshot
from tests.directory.listings import NOW, ClusterFactory, SourceFactory, make_north_east
from tests.insights.cluster_data import list_in_sector, make_fact, make_figure, read_text
from tests.pdf_text import read_pdf

pytestmark = pytest.mark.django_db

ADDRESS = "/clusters/compare/"


def make_two() -> tuple[Cluster, Cluster]:
    return ClusterFactory(slug="leeds", position=0), ClusterFactory(slug="sheffield", position=1)


def read_rows(*chosen: Cluster) -> dict[str, list[list[str]]]:
    """Compare ``chosen`` and return the published rows by label: for each cell its values."""
    clusters = list(Cluster.objects.select_related("parent").order_by("position", "pk"))
    sections = describe_comparison(chosen, clusters)["sections"]
    rows = [row for section in sections if section.key in {"published", "costs"} for row in section.rows]
    return {row.label: [[value.text for value in cell.values] for cell in row.cells] for row in rows}


def test_row_needs_one_definition():
    leeds, sheffield = make_two()
    make_figure(leeds, geography="Leeds", value=1000)
    make_figure(sheffield, geography="Sheffield", value=2000)

    assert read_rows(leeds, sheffield) == {"Technology jobs": [["1,000"], ["2,000"], []]}


@pytest.mark.parametrize(
    "change",
    [
        {"metric": "digital_jobs"},
        {"unit": "people"},
        {"year": "2001"},
        {"geography": "Sheffield City Region"},
        {"source": "other"},
    ],
)
def test_figures_that_differ_in_definition_are_never_in_one_row(change: dict[str, str]):
    leeds, sheffield = make_two()
    make_figure(leeds, geography="Leeds")
    if "source" in change:
        change = {"source": SourceFactory(key=change["source"])}
    make_figure(sheffield, **{"geography": "Sheffield"} | change)

    assert read_rows(leeds, sheffield) == {}


def test_two_figures_of_one_definition_about_one_cluster_stand_apart():
    leeds, sheffield = make_two()
    for position, area in enumerate(["Leeds City Region", "West Yorkshire"]):
        make_figure(leeds, position, geography=area, year="2020")
    make_figure(sheffield, geography="South Yorkshire", year="2020")

    assert read_rows(leeds, sheffield) == {}


def test_north_is_in_the_row_of_the_same_source_and_definition():
    leeds, sheffield = make_two()
    make_figure(leeds, geography="Leeds")
    make_figure(None, geography="North of England", value=9000)
    make_figure(None, geography="Yorkshire and the Humber", value=5000)

    assert read_rows(leeds, sheffield) == {"Technology jobs": [["1,000"], [], ["9,000"]]}


def test_cluster_without_a_figure_of_its_own_shows_those_of_its_parts():
    north = make_north_east()
    make_figure(north["leeds"], geography="Leeds")
    for slug, value in (("newcastle", 10), ("sunderland", 20)):
        make_figure(north[slug], geography=north[slug].name, value=value)

    assert read_rows(north["leeds"], north["north-east"]) == {
        "Technology jobs": [["1,000"], ["10", "20"], []]
    }


def test_missing_figure_is_said_and_the_source_stands_in_the_row(client: Client):
    make_two()
    ClusterFactory(slug="hull", position=2)
    for slug in ("leeds", "sheffield"):
        cluster = Cluster.objects.get(pk=slug)
        make_figure(cluster, geography=cluster.name)

    text = read_text(client.get(f"{ADDRESS}?c=leeds&c=sheffield&c=hull"))

    assert (
        "Technology jobs 2000 Source: Gender pay gap data "
        "Leeds 1,000 Sheffield 1,000 Hull Not published The North Not published"
    ) in text


def test_definitions_of_the_figures_in_the_rows_can_be_read_and_no_others(client: Client):
    leeds, sheffield = make_two()
    for cluster in (leeds, sheffield):
        make_figure(cluster, geography=cluster.name)
    make_figure(leeds, 1, metric="digital_jobs")
    for key in ("tech_jobs", "digital_jobs"):
        Metric.objects.update_or_create(
            pk=key, defaults={"label": key.title(), "definition": f"What {key} counts."}
        )

    page = BeautifulSoup(client.get(f"{ADDRESS}?c=leeds&c=sheffield").content, "html.parser")

    told = page.find("summary", string=re.compile("What these figures count")).parent
    assert [each.get_text() for each in told.select("dt")] == ["Tech_Jobs"]
    assert [str(each) for each in told.select("dd")] == ['<dd lang="en">What tech_jobs counts.</dd>']


def test_comparison_without_a_row_of_figures_tells_no_definitions(client: Client):
    leeds, _sheffield = make_two()
    make_figure(leeds)

    assert "What these figures count" not in read_text(client.get(f"{ADDRESS}?c=leeds&c=sheffield"))


def test_figures_without_a_counterpart_stand_by_themselves(client: Client):
    leeds, sheffield = make_two()
    own = make_figure(leeds, geography="Leeds")

    response = client.get(f"{ADDRESS}?c=leeds&c=sheffield")

    assert [(each.cluster, each.figures) for each in response.context["apart"]] == [
        (leeds, (own,)),
        (sheffield, ()),
    ]
    assert "No source gives two of these clusters a figure of the same definition." in read_text(response)
    assert "No sourced figure of costs that compares two of these clusters." in read_text(response)


def test_specialisms_are_on_one_scale_beside_the_north(client: Client):
    leeds, sheffield = make_two()
    list_in_sector(leeds, "fintech", 15)
    list_in_sector(leeds, "games", 5)
    list_in_sector(sheffield, "games", 20)
    take_snapshot(now=NOW)

    section = client.get(f"{ADDRESS}?c=leeds&c=sheffield").context["sections"][0]

    cells = {row.label: [(cell.values[0].text, cell.bar) for cell in row.cells] for row in section.rows}
    assert cells == {
        "Fintech": [("2.0", 100.0), ("0.0", 0.0), ("1.0", 50.0)],
        "Games": [("0.4", 20.0), ("1.6", 80.0), ("1.0", 50.0)],
    }
    assert section.tick == 50.0


def test_quotient_that_would_rest_on_too_few_is_not_said(client: Client):
    leeds, sheffield = make_two()
    list_in_sector(leeds, "fintech", 20)
    list_in_sector(leeds, "games", 20)
    list_in_sector(sheffield, "games", 4)
    take_snapshot(now=NOW)

    section = client.get(f"{ADDRESS}?c=leeds&c=sheffield").context["sections"][0]

    said = {row.label: [value.text for value in row.cells[1].values] for row in section.rows}
    assert said["Fintech"] == []
    assert not any(said.values())


def test_listed_businesses_are_counted_by_size(client: Client):
    make_two()
    list_in_sector(Cluster.objects.get(pk="leeds"), "games", 3, size_band="1-9")
    list_in_sector(Cluster.objects.get(pk="sheffield"), "games", 2, size_band="")
    take_snapshot(now=NOW)

    sections = client.get(f"{ADDRESS}?c=leeds&c=sheffield").context["sections"]
    listed = next(section for section in sections if section.key == "listed")

    counts = {row.label: [cell.values[0].text for cell in row.cells] for row in listed.rows}
    assert counts["All"] == ["3", "2", "5"]
    assert counts["1 to 9 employees"] == ["3", "0", "3"]
    assert counts["Size not known"] == ["0", "2", "2"]


def test_answers_are_compared_only_where_they_rest_on_enough(client: Client):
    leeds, sheffield = make_two()
    snapshot = take_snapshot(now=NOW)
    for cluster, answered in ((leeds, 5), (sheffield, 4)):
        ClusterAnswers.objects.create(
            snapshot=snapshot, cluster=cluster, answered=answered, median_days=1.5, kept=answered, late=0
        )

    text = read_text(client.get(f"{ADDRESS}?c=leeds&c=sheffield"))

    assert "Leeds 1.5 days 5 answered Sheffield Too few to say" in text


def test_connections_name_airports_and_universities(client: Client):
    leeds, _sheffield = make_two()
    make_fact(leeds, "airport", "Leeds Bradford Airport")

    text = read_text(client.get(f"{ADDRESS}?c=leeds&c=sheffield"))

    assert "Airports that sources name Leeds Leeds Bradford Airport Sheffield None named" in text


def test_comparison_has_one_address(client: Client):
    make_two()

    response = client.get(f"{ADDRESS}?c=sheffield&c=leeds&c=sheffield")
    page = client.get(response["Location"])

    assert (response.status_code, response["Location"]) == (302, f"{ADDRESS}?c=leeds&c=sheffield")
    assert (
        f'<link rel="canonical" href="http://localhost:8000{ADDRESS}?c=leeds&amp;c=sheffield">'
        in page.content.decode()
    )


@pytest.mark.parametrize(
    ("query", "message", "is_shown"),
    [
        ("c=leeds&c=sheffield&c=atlantis", "There is no cluster called “atlantis”: it was left out.", True),
        ("c=leeds&c=%00&c=<b>", "There are no clusters called", False),
        ("c=leeds", "Choose at least two clusters.", False),
        ("c=", "There is no cluster called “”: it was left out.", False),
        ("c=leeds&c=leeds", "Choose at least two clusters.", False),
        (
            "c=" + "&c=".join(f"more-{index}" for index in range(6)),
            "Choose at most 5 clusters: you chose 6.",
            False,
        ),
        ("c=" + "x" * 5000, "There is no cluster called", False),
    ],
)
def test_address_that_cannot_be_compared_says_why(client: Client, query: str, message: str, is_shown: bool):
    make_two()
    for index in range(6):
        ClusterFactory(slug=f"more-{index}")

    response = client.get(f"{ADDRESS}?{query}")

    assert response.status_code == 200
    assert message in response.content.decode()
    assert ("sections" in response.context) == is_shown


def test_page_without_a_choice_shows_the_form_alone(client: Client):
    make_north_east()

    response = client.get(ADDRESS)

    assert "Newcastle (part of the North East)" in read_text(response)
    assert "There is a problem" not in read_text(response)


def test_choice_is_kept_in_the_form(client: Client):
    make_two()

    html = client.get(f"{ADDRESS}?c=leeds&c=atlantis").content.decode()

    assert re.search(r'value="leeds"[^>]*checked', html)


def test_part_beside_its_cluster_says_that_they_overlap(client: Client):
    make_north_east()

    text = read_text(client.get(f"{ADDRESS}?c=north-east&c=newcastle"))

    assert "Newcastle is a part of the North East, so its businesses are in both columns." in text


@pytest.mark.parametrize("rows", [1, 30])
def test_comparison_costs_the_same_for_any_rows(client: Client, django_assert_num_queries, rows: int):
    for cluster in make_two():
        list_in_sector(cluster, "fintech", 10)
        for index in range(rows):
            source = Source.objects.filter(pk=f"s{index}").first() or SourceFactory(key=f"s{index}")
            make_figure(cluster, index, geography=cluster.name, source=source)
            for kind in ("airport", "university"):
                make_fact(cluster, kind, f"{kind} {index}", source=source)
    take_snapshot(now=NOW)

    with django_assert_num_queries(9):
        response = client.get(f"{ADDRESS}?c=leeds&c=sheffield")

    published = next(each for each in response.context["sections"] if each.key == "published")
    assert len(published.rows) == rows


def test_pdf_is_one_page_with_the_same_figures(client: Client):
    leeds, sheffield = make_two()
    make_figure(leeds, geography="Leeds", value=1234)
    make_figure(sheffield, geography="Sheffield", value=5678)

    response = client.get("/clusters/compare.pdf?c=leeds&c=sheffield")
    text = read_pdf(response.content)

    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'inline; filename="technorth-leeds-sheffield.pdf"'
    assert len(re.findall(rb"/Type /Page\b(?!s)", response.content)) == 1
    for told in ("1,234", "5,678", "Not published", "Gender pay gap data", "/clusters/compare/?c=leeds"):
        assert told in text


def test_pdf_is_in_the_language_of_its_address_and_says_who_translated(client: Client):
    make_two()

    german = read_pdf(client.get("/de/clusters/compare.pdf?c=leeds&c=sheffield").content)
    chinese = client.get("/zh-hans/clusters/compare.pdf?c=leeds&c=sheffield").content

    assert "Leeds, Sheffield im Vergleich" in german
    assert "/de/clusters/compare/?c=leeds" in german
    assert "maschinell" in german
    assert b"STSong-Light" in chinese


def test_pdf_of_much_is_still_one_page(client: Client):
    clusters = [ClusterFactory(slug=f"cluster-{index}") for index in range(5)]
    for cluster in clusters:
        for position in range(40):
            make_figure(cluster, position, geography=cluster.name, label=f"Count {position}")

    response = client.get("/clusters/compare.pdf?" + "&".join(f"c={cluster.pk}" for cluster in clusters))

    assert len(re.findall(rb"/Type /Page\b(?!s)", response.content)) == 1


def test_pdf_of_nothing_leads_to_the_form_that_says_why(client: Client):
    make_two()

    response = client.get("/clusters/compare.pdf?c=leeds")

    assert (response.status_code, response["Location"]) == (302, f"{ADDRESS}?c=leeds")


def test_comparison_is_not_taken_for_a_cluster_and_is_in_the_sitemap(client: Client):
    assert client.get(ADDRESS).status_code == 200
    assert f"{ADDRESS}</loc>" in client.get("/sitemap-pages.xml").content.decode()
    assert f'href="{ADDRESS}"' in client.get("/clusters/").content.decode()
