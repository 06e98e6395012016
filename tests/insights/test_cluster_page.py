"""The page of one cluster: what an investor decides by, in that order, each with what it rests on."""

import json
import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from directory.models import Business, ClusterFact
from insights.models import ClusterAnswers, ClusterDemand, Snapshot
from insights.services.snapshots import take_snapshot
from tests.directory.listings import (
    NOW,
    BusinessFactory,
    ClusterFactory,
    SectorFactory,
    SourceFactory,
    make_north_east,
)
from tests.insights.cluster_data import list_in_sector, make_fact, make_figure, make_rows, read_text
from tests.investors.asked_contacts import make_contact
from tests.investors.opportunities import publish_opportunity

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("rows", [1, 30])
def test_cluster_page_costs_the_same_for_any_rows(client: Client, django_assert_num_queries, rows: int):
    leeds = ClusterFactory(slug="leeds")
    make_rows(leeds, rows)
    for index in range(rows):
        contact = make_contact(f"Contact {index}")
        contact.sectors.add(SectorFactory(code="sector-0"))
        publish_opportunity(contact=contact.pk)
        part = ClusterFactory(slug=f"part-{index}", parent=leeds)
        make_figure(part, index, geography=part.name, source=SourceFactory(key=f"p{index}"))
        BusinessFactory(cluster=part)
    take_snapshot(now=NOW)

    with time_machine.travel(NOW), django_assert_num_queries(21):
        response = client.get("/clusters/leeds/")

    assert len(response.context["points"]) == rows
    assert len(response.context["listed"]["sectors"]) == rows


def test_cluster_page_before_the_first_count_says_so(client: Client):
    ClusterFactory(slug="leeds")

    text = read_text(client.get("/clusters/leeds/"))

    assert "The directory was not counted yet, so no strengths are computed." in text
    assert "The directory was not counted yet. Search the businesses of this cluster" in text


def test_sections_stand_in_the_order_of_a_decision(client: Client):
    ClusterFactory(slug="leeds")

    html = client.get("/clusters/leeds/").content.decode()
    sections = re.findall(r'<section class="tn-cluster-section" id="([a-z]+)"', html)

    assert sections == [
        *("known", "figures", "hubs", "universities", "airports", "employers", "listed", "sought"),
        *("opportunities", "answering", "next"),
    ]
    assert re.findall(r'<li><a class="govuk-link" href="#([a-z]+)"', html) == sections


def test_strength_is_shown_with_the_counts_that_it_rests_on(client: Client):
    leeds, elsewhere = ClusterFactory(slug="leeds"), ClusterFactory(slug="sheffield")
    list_in_sector(leeds, "fintech", 12)
    list_in_sector(leeds, "games", 8)
    list_in_sector(elsewhere, "games", 20)
    take_snapshot(now=NOW)

    text = read_text(client.get("/clusters/leeds/"))

    assert (
        "Fintech 2.0 times the share in the North "
        "12 of 20 businesses here (60.0%), 12 of 40 in the North (30.0%)"
    ) in text
    assert "the 20 businesses listed here, divided by its share among the 40 listed in the North" in text
    assert "Games 0" not in text


def test_strength_rests_on_real_businesses_alone(client: Client):
    leeds, elsewhere = ClusterFactory(slug="leeds"), ClusterFactory(slug="sheffield")
    list_in_sector(leeds, "fintech", 20, origin=Business.Origin.EXAMPLE)
    list_in_sector(elsewhere, "games", 20, origin=Business.Origin.EXAMPLE)
    take_snapshot(now=NOW)

    response = client.get("/clusters/leeds/")

    assert response.context["known"]["specialisms"] == []
    assert "The numbers of listed businesses include 20 made-up examples." in read_text(response)


def test_strength_at_a_demonstration_is_of_examples_and_says_so(client: Client, settings):
    leeds, elsewhere = ClusterFactory(slug="leeds"), ClusterFactory(slug="sheffield")
    list_in_sector(leeds, "fintech", 20, origin=Business.Origin.EXAMPLE)
    list_in_sector(elsewhere, "games", 20, origin=Business.Origin.EXAMPLE)
    take_snapshot(now=NOW)
    settings.DEBUG = True

    text = read_text(client.get("/clusters/leeds/"))

    assert "These strengths are made up: they are computed from generated example businesses." in text
    assert "Fintech 2.0 times the share in the North" in text


def test_parts_of_a_cluster_stand_as_equals(client: Client):
    north = make_north_east()
    make_figure(north["newcastle"], geography="Newcastle", year="2014")
    BusinessFactory(cluster=north["sunderland"])
    take_snapshot(now=NOW)

    text = read_text(client.get("/clusters/north-east/"))

    assert "2 equal parts of the North East" in text
    for name, figure, listed in [
        ("Newcastle", "Technology jobs: 1,000, Newcastle, 2014 Source: Gender pay gap data", 0),
        ("Sunderland", "No count of the whole sector was found", 1),
    ]:
        assert (
            f"{name} Area {name} City Region Strongest in Too few listed businesses to say "
            f"Published count {figure} Listed businesses {listed}"
        ) in text


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


def test_figures_are_grouped_by_what_they_count_the_latest_first(client: Client):
    leeds = ClusterFactory(slug="leeds")
    older = make_figure(leeds, 0, year="2016")
    pounds = make_figure(leeds, 1, metric="gva", unit="GBP a year")
    latest = make_figure(leeds, 2, year="2021")
    growth = make_figure(leeds, 3, metric="growth", unit="percent")
    rent = make_figure(leeds, 4, metric="office_rent", unit="GBP per sq ft")
    make_figure(leeds, 5, metric="airport_passengers", unit="passengers")

    groups = client.get("/clusters/leeds/").context["figures"]

    assert [(group.heading, group.figures) for group in groups] == [
        ("Jobs", [latest, older]),
        ("Money", [pounds]),
        ("Costs", [rent]),
        ("Growth and more", [growth]),
    ]


def test_airport_shows_its_reach_and_its_passengers_by_year(client: Client):
    leeds = ClusterFactory(slug="leeds")
    make_fact(leeds, "airport", "Leeds Bradford Airport", note="three flights a day to Amsterdam")
    make_fact(leeds, "airport", "Yeadon Field")
    passengers = {"metric": "airport_passengers", "label": "Airport passengers", "unit": "passengers"}
    make_figure(leeds, geography="Leeds Bradford Airport", year="2017", value=3_600_000, **passengers)

    text = read_text(client.get("/clusters/leeds/"))

    assert (
        "Leeds Bradford Airport Three flights a day to Amsterdam Source: Gender pay gap data "
        "Airport passengers: 3,600,000 (2017) Source: Gender pay gap data"
    ) in text
    assert "Yeadon Field Source: Gender pay gap data No total of passengers a year was found." in text


def test_facts_stand_with_their_sources(client: Client):
    leeds = ClusterFactory(slug="leeds")
    source = SourceFactory(key="press", title="The Daily Test", published="2021-03-01")
    for kind in ClusterFact.Kind.values:
        make_fact(leeds, kind, f"A {kind}", source=source)

    text = read_text(client.get("/clusters/leeds/"))

    for kind in ClusterFact.Kind.values:
        assert f"A {kind} Source: The Daily Test, published 1 March 2021" in text


def test_hub_is_on_the_map_where_its_position_is_known(client: Client):
    leeds = ClusterFactory(slug="leeds")
    make_fact(leeds, "hub", "Placed", latitude=53.8, longitude=-1.5)
    make_fact(leeds, "hub", "Somewhere")

    hubs = client.get("/clusters/leeds/").context["hubs"]

    assert [hub["name"] for hub in hubs] == ["Placed"]


def test_sectors_and_sizes_lead_to_the_search_that_finds_as_many(client: Client):
    north = make_north_east()
    payments = SectorFactory(code="payments", parent=SectorFactory(code="fintech"))
    BusinessFactory(cluster=north["newcastle"], sectors=[payments], size_band="50-249")
    BusinessFactory(cluster=north["leeds"], sectors=[payments], size_band="1-9")
    take_snapshot(now=NOW)

    response = client.get("/clusters/north-east/")
    listed = response.content.decode().partition('id="listed"')[2]
    addresses = re.findall(r'"(/businesses/\?[^"]*)"', listed.replace("&amp;", "&"))

    assert addresses == [
        "/businesses/?cluster=north-east",
        "/businesses/?cluster=north-east&sector=fintech",
        "/businesses/?cluster=north-east&sector=payments",
        *(f"/businesses/?cluster=north-east&size={band}" for band in ("1-9", "10-49", "50-249", "250-499")),
        "/businesses/?cluster=north-east&size=500%2B",
    ]
    counts = [client.get(address).context["page"].paginator.count for address in addresses]
    assert counts == [1, 1, 1, 0, 0, 1, 0, 0]


def test_sought_and_offered_are_counted_and_some_are_shown(client: Client):
    leeds = ClusterFactory(slug="leeds")
    BusinessFactory(
        cluster=leeds, name="Asker Limited", looking_for=["investment", "talent"], offers="Robots"
    )
    BusinessFactory(cluster=leeds, name="Maker Limited", looking_for=["investment"])
    BusinessFactory(cluster=leeds, name="Silent Limited")
    BusinessFactory(cluster=leeds, name="Draft Limited", looking_for=["premises"], status="draft")
    take_snapshot(now=NOW)

    text = read_text(client.get("/clusters/leeds/"))

    assert "by their own profiles: 2 Investment 1 People to hire 1 business says what it offers" in text
    assert "Asker Limited Looks for: Investment, People to hire Offers: Robots" in text
    assert "Silent Limited" not in text


def test_business_that_is_no_longer_listed_is_not_shown_as_sought(client: Client):
    leeds = ClusterFactory(slug="leeds")
    BusinessFactory(cluster=leeds, name="Asker Limited", looking_for=["investment"])
    take_snapshot(now=NOW)
    Business.objects.update(status=Business.Status.ARCHIVED)

    assert "Asker Limited" not in read_text(client.get("/clusters/leeds/"))


def test_sought_counts_examples_apart_and_parts_within(client: Client):
    north = make_north_east()
    for origin in (Business.Origin.REGISTERED, Business.Origin.EXAMPLE):
        BusinessFactory(cluster=north["newcastle"], looking_for=["customers"], origin=origin)
    snapshot = take_snapshot(now=NOW)

    rows = ClusterDemand.objects.filter(snapshot=snapshot).values_list("cluster", "is_example", "customers")

    assert set(rows) == {
        (slug, each, 1) for slug in ("newcastle", "north-east", None) for each in (False, True)
    }


@time_machine.travel(NOW)
def test_newest_opportunities_are_shown_and_the_others_led_to(client: Client):
    make_north_east()
    for number in range(4):
        publish_opportunity(title=f"Hall {number}", cluster="newcastle", now=NOW + timedelta(minutes=number))

    text = read_text(client.get("/clusters/north-east/"))

    assert [title for title in ("Hall 0", "Hall 1", "Hall 2", "Hall 3") if title in text] == [
        "Hall 1",
        "Hall 2",
        "Hall 3",
    ]
    assert "See all opportunities of this cluster" in text
    assert "No opportunity is published here now." in read_text(client.get("/clusters/leeds/"))


def test_who_answers_is_told_by_role_and_cover_without_names(client: Client):
    make_contact("Amir Secret", languages=["en", "de"]).sectors.add(SectorFactory(code="fintech"))
    make_contact("Bea Secret", languages=["en"]).sectors.add(SectorFactory(code="games"))
    make_contact("Lead Secret", role="senior_lead")
    make_contact("Gone Secret", is_active=False, languages=["fr"])

    text = read_text(client.get("/clusters/leeds/"))

    assert "2 × Regional contact Covers Fintech, Games Answers in English, German (Deutsch)" in text
    assert "1 × Senior lead Covers every sector" in text
    assert "Secret" not in text
    assert "regions.example" not in text
    assert "French" not in text


@pytest.mark.parametrize(("answered", "is_told"), [(4, False), (5, True)])
def test_answer_time_is_told_only_where_it_rests_on_enough(client: Client, answered: int, is_told: bool):
    leeds = ClusterFactory(slug="leeds")
    snapshot = Snapshot.objects.create(taken_on=NOW.date(), taken_at=NOW)
    ClusterAnswers.objects.create(
        snapshot=snapshot, cluster=leeds, answered=answered, median_days=1.5, kept=answered, late=0
    )

    text = read_text(client.get("/clusters/leeds/"))

    told = (
        f"of the {answered} enquiries of the last 90 days that were answered, half had a first reply within"
    )
    assert (f"{told} 1.5 days" in text) == is_told
    assert ("Lately in" in text) == is_told


def test_answer_time_of_a_part_falls_back_on_the_cluster_above(client: Client):
    north = make_north_east()
    snapshot = Snapshot.objects.create(taken_on=NOW.date(), taken_at=NOW)
    ClusterAnswers.objects.create(
        snapshot=snapshot, cluster=north["north-east"], answered=9, median_days=1.5, kept=9, late=0
    )

    assert "Lately in North East:" in read_text(client.get("/clusters/newcastle/"))


def test_cluster_page_leads_to_an_enquiry_and_to_comparisons(client: Client):
    make_north_east()

    html = client.get("/clusters/newcastle/").content.decode().replace("&amp;", "&")

    assert 'href="/enquiries/new/?cluster=newcastle"' in html
    assert '<a class="govuk-breadcrumbs__link" href="/clusters/north-east/">North East</a>' in html
    assert 'href="/clusters/compare/?c=newcastle&c=sunderland"' in html


def test_machines_read_where_a_cluster_is(client: Client):
    make_north_east()

    html = client.get("/clusters/newcastle/").content.decode()
    data = json.loads(html.partition('<script type="application/ld+json">')[2].partition("</script>")[0])

    place, trail = data["@graph"]
    assert (place["name"], place["containedInPlace"]["name"]) == ("Newcastle", "North East")
    assert [each["name"] for each in trail["itemListElement"]] == ["Clusters", "North East", "Newcastle"]


def test_snapshot_taken_again_has_its_facts_once():
    leeds = ClusterFactory(slug="leeds")
    BusinessFactory(cluster=leeds, looking_for=["investment"])
    take_snapshot(now=NOW)
    take_snapshot(now=NOW + timedelta(hours=1))

    assert ClusterDemand.objects.filter(cluster=leeds).count() == 1
    assert timezone.localdate(NOW) == Snapshot.objects.get().taken_on
