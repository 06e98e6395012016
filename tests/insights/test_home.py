"""The home page."""

import datetime

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from time_machine import TimeMachineFixture

from insights.front import SHOWN, describe_front, find_progress
from investors.models import ProjectJobs
from investors.project_workflow import Stage
from tests.directory.listings import BusinessFactory, OutcodeFactory
from tests.insights.announcements import make_announcement
from tests.insights.facts import make_cluster, make_figure, make_progress, make_source
from tests.investors.opportunities import publish_opportunity
from tests.investors.projects import bring_to, make_project
from tests.investors.sent_enquiries import NOW

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("rows", [1, 30])
def test_home_makes_as_many_queries_however_many_rows(
    client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    time_machine: TimeMachineFixture,
    rows: int,
) -> None:
    time_machine.move_to(NOW + datetime.timedelta(hours=1), tick=False)
    source = make_source()
    make_progress(source)
    for position in range(rows):
        cluster = make_cluster(1000 + position)
        for number in range(rows):
            make_figure(source, number, cluster=cluster, metric="digital_jobs", year=str(1990 + number))
        BusinessFactory(cluster=cluster, outcode=OutcodeFactory(code=f"L{position}", cluster=cluster))
        make_announcement(slug=f"news-{position}", publish_at=NOW)
        publish_opportunity(title=f"Hall {position}")
    client.get("/businesses/?q=robots")  # reads the synonyms, once for all

    with django_assert_num_queries(13):
        page = client.get("/").content.decode()

    assert page.count('class="tn-news__item"') == min(rows, SHOWN)
    assert page.count('href="/opportunities/hall-') == min(rows, SHOWN)


def test_home_shows_each_figure_with_its_source_and_year(client: Client) -> None:
    source = make_source()
    leeds = make_cluster(1, slug="leeds")
    make_figure(source, 1, cluster=leeds, metric="digital_jobs", precision="about", year="2016")

    page = client.get("/").content.decode()

    assert "about 1,001" in page
    link = '<a class="govuk-link" href="https://example.org/report" rel="external" lang="en">'
    assert f"{link}A made-up report</a>" in page
    assert ", 2016</span>" in page


def test_home_says_how_the_counts_towards_the_ambition_differ(client: Client) -> None:
    make_progress(make_source())

    page = client.get("/").content.decode()

    assert "Towards 400,000 jobs" in page
    assert "different definitions" in page
    assert 'max="400000" value="283515"' in page


def test_home_answers_before_any_fact_is_loaded(client: Client) -> None:
    page = client.get("/").content.decode()

    assert "The clusters are not loaded yet" in page
    assert "Towards" not in page


def test_front_takes_the_latest_count_of_jobs_of_each_top_level_cluster() -> None:
    source = make_source()
    leeds = make_cluster(1, slug="leeds")
    north_east = make_cluster(2, slug="north-east")
    make_cluster(3, slug="newcastle", parent=north_east)
    make_figure(source, 1, cluster=leeds, metric="digital_businesses", unit="businesses", year="2023")
    make_figure(source, 2, cluster=leeds, metric="digital_jobs", year="2016")
    latest = make_figure(source, 3, cluster=leeds, metric="tech_jobs", year="2021")
    make_figure(source, 4, cluster=leeds, metric="it_jobs", year="2022")

    front = describe_front(NOW)

    assert [(item.cluster, item.figure) for item in front["clusters"]] == [
        (leeds, latest),
        (north_east, None),
    ]


def test_progress_is_left_out_while_a_figure_is_missing() -> None:
    make_figure(make_source(), 1, metric="ict_jobs", geography="North of England")

    assert find_progress() is None


def test_progress_takes_the_whole_north_only() -> None:
    source = make_source()
    make_progress(source)
    make_figure(source, 9, metric="digital_jobs", geography="North West region")

    progress = find_progress()

    assert progress is not None
    assert progress.latest.geography == "North of England"


def test_home_says_nothing_of_jobs_that_nobody_verified(client: Client) -> None:
    make_progress(make_source())
    bring_to(make_project(), Stage.WON)

    assert "second person" not in client.get("/").content.decode()


def test_home_says_how_many_jobs_of_projects_were_verified(client: Client) -> None:
    make_progress(make_source())
    bring_to(make_project(), Stage.WON)
    ProjectJobs.objects.update(verified_by=999_999, verified_name="Vera", verified_at=NOW)

    page = client.get("/").content.decode()

    assert (
        "38 jobs created and 4 safeguarded so far, each checked against evidence by a second person" in page
    )
