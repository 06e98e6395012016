"""Progress towards 400,000 jobs: three measures, on the page, in its charts and in the CSV."""

import csv
import datetime
import io
import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from directory.models import Business, Figure
from insights.models import Snapshot
from insights.progress import find_snapshot, read_progress
from insights.services.snapshots import take_snapshot
from investors.models import ProjectJobs
from investors.project_workflow import Stage
from tests.directory.listings import NOW, BusinessFactory
from tests.insights.facts import make_cluster, make_figure, make_progress, make_source
from tests.insights.test_views_clusters import read_text
from tests.investors.projects import bring_to, make_project

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
TODAY = NOW.date()


def read_csv(response: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def make_days() -> None:
    """Take three snapshots: no job reported, 40 by one of two businesses, 65 by two of three."""
    source = make_source()
    make_progress(source)
    make_figure(source, 7, metric="digital_jobs", value=Decimal(53_000), geography="Yorkshire and the Humber")
    BusinessFactory(employees=40, employees_on=TODAY)
    BusinessFactory()
    BusinessFactory(employees=9999, employees_on=TODAY, origin=Business.Origin.EXAMPLE)
    take_snapshot(now=NOW - DAY)
    take_snapshot(now=NOW)
    BusinessFactory(employees=25, employees_on=TODAY)
    take_snapshot(now=NOW + DAY)
    Snapshot.objects.filter(taken_on=TODAY + DAY).update(verified_created=700, verified_safeguarded=11)


def read_drawn(page: str, name: str) -> dict[str, list[int]]:
    """Return the numbers that charts.js draws from a table, by the label of the row."""
    table = re.search(rf'id="report_{name}".*?</table>', page, re.DOTALL)
    assert table
    return {
        re.sub(r"<[^>]*>", "", label).strip(): [
            int(value) for value in re.findall(r'data-value="(\d+)"', row)
        ]
        for label, row in re.findall(
            r"<tr[^>]*>\s*<th scope=\"row\"[^>]*>(.*?)</th>(.*?)</tr>", table[0], re.DOTALL
        )
    }


def test_chart_table_and_csv_agree(client: Client) -> None:
    make_days()

    page = client.get("/progress/").content.decode()
    rows = read_csv(client.get("/progress.csv"))

    in_csv = {
        row["when"]: int(row["value"])
        for row in rows
        if row["measure"] == "reported" and row["unit"] == "jobs"
    }
    assert in_csv == {"2026-06-01": 0, "2026-06-02": 40, "2026-06-03": 65}
    assert read_drawn(page, "reported") == {"1 June 2026": [0], "2 June 2026": [40], "3 June 2026": [65]}
    verified = [(row["when"], row["name"], int(row["value"])) for row in rows if row["measure"] == "verified"]
    assert verified[-2:] == [("2026-06-03", "Jobs created", 700), ("2026-06-03", "Jobs safeguarded", 11)]
    assert read_drawn(page, "verified") == {
        "1 June 2026": [0, 0], "2 June 2026": [0, 0], "3 June 2026": [700, 11],
    }  # fmt: skip
    published = {row["name"]: row["value"] for row in rows if row["measure"] == "published"}
    bars = re.findall(r'<progress [^>]*max="400000" value="(\d+)"', page)
    assert bars == [published["ICT jobs"], published["Digital jobs"]]
    for row in rows:
        assert f"{int(row['value']):,}" in page


def test_measures_are_never_added(client: Client) -> None:
    make_days()
    project = bring_to(make_project(), Stage.WON)
    ProjectJobs.objects.filter(project=project).update(
        actual_created=700,
        actual_safeguarded=11,
        verified_by=999_999,
        verified_name="Vera",
        verified_at=NOW,
    )
    take_snapshot(now=NOW + DAY)

    rows = read_csv(client.get("/progress.csv"))
    values = {int(row["value"]) for row in rows}

    assert {65, 700, 11} <= values
    assert not values & {65 + 700, 65 + 711, 700 + 11, 200_000 + 65, 283_515 + 65, 200_000 + 283_515}


def test_reported_jobs_come_with_their_coverage(client: Client) -> None:
    make_days()

    text = read_text(client.get("/progress/"))

    assert "65 jobs reported, by 2 of 3 listed businesses (coverage 66.7%)" in text


def test_nothing_reported_is_told_as_nothing_known(client: Client) -> None:
    BusinessFactory()
    take_snapshot(now=NOW)

    assert "The nought means that nothing is known" in read_text(client.get("/progress/"))


def test_baseline_and_target_have_their_sources(client: Client) -> None:
    make_days()

    progress = client.get("/progress/").context["progress"]

    assert progress.baseline["value"] == 200_000
    assert progress.target["value"] == 400_000
    assert progress.baseline["source"] == progress.target["source"] == "A made-up report"


def test_parts_of_the_north_get_no_bar(client: Client) -> None:
    make_days()

    response = client.get("/progress/")

    assert [each["value"] for each in response.context["progress"].parts] == [53_000]
    assert 'value="53000"' not in response.content.decode()
    assert "Yorkshire and the Humber" in read_text(response)


def test_counts_of_single_clusters_and_of_the_country_stay_out() -> None:
    source = make_source()
    make_progress(source)
    make_figure(source, 8, cluster=make_cluster(1))
    make_figure(source, 9, geography="United Kingdom")

    assert [each["value"] for each in read_progress(None).published] == [200_000, 283_515]


def test_day_keeps_what_was_known_then(client: Client) -> None:
    make_days()
    Figure.objects.filter(metric="digital_jobs").update(value=1)

    page = client.get("/progress/2026-06-02/")
    rows = read_csv(client.get("/progress/2026-06-02.csv"))

    assert page.context["progress"].reported.jobs_reported == 40
    assert "283,515" in page.content.decode()
    assert [row["when"] for row in rows if row["measure"] == "reported" and row["unit"] == "jobs"] == [
        "2026-06-01",
        "2026-06-02",
    ]
    assert "283515" in {row["value"] for row in rows}


def test_page_gives_the_address_to_cite(client: Client, settings: Any) -> None:
    make_days()

    page = client.get("/progress/").content.decode()

    assert f"{settings.SITE_URL}/progress/2026-06-03/</a>" in page


@pytest.mark.parametrize(
    "address", ["/progress/2026-06-09/", "/progress/2026-06-09.csv", "/progress/2026-13-45/", "/progress/x/"]
)
def test_day_without_a_snapshot_is_not_found(client: Client, address: str) -> None:
    make_days()

    assert client.get(address).status_code == 404


def test_page_and_file_answer_before_the_first_night(client: Client) -> None:
    make_progress(make_source())

    page, file = client.get("/progress/"), client.get("/progress.csv")

    assert "First counted tonight" in read_text(page)
    assert {row["measure"] for row in read_csv(file)} == {"target", "published"}


def test_page_answers_before_any_fact_is_loaded(client: Client) -> None:
    assert "No published count is loaded yet" in read_text(client.get("/progress/"))


def test_file_is_named_for_its_day(client: Client) -> None:
    make_days()

    assert (
        client.get("/progress.csv")["Content-Disposition"] == 'attachment; filename="progress-2026-06-03.csv"'
    )


@pytest.mark.parametrize("address", ["/progress/", "/progress.csv"])
@pytest.mark.parametrize("rows", [1, 30])
def test_progress_takes_four_queries_for_any_rows(
    client: Client, django_assert_num_queries: Any, address: str, rows: int
) -> None:
    source = make_source()
    make_progress(source)
    for number in range(rows):
        make_figure(source, 10 + number)
        BusinessFactory(employees=number, employees_on=TODAY)
        take_snapshot(now=NOW + number * DAY)

    with django_assert_num_queries(4):
        client.get(address)


def test_home_leads_to_the_progress(client: Client) -> None:
    make_progress(make_source())

    assert 'href="/progress/"' in client.get("/").content.decode()


def test_find_snapshot_takes_the_latest_unless_a_day_is_named() -> None:
    first = Snapshot.objects.create(taken_on=TODAY, taken_at=NOW)
    last = Snapshot.objects.create(taken_on=TODAY + DAY, taken_at=NOW)

    assert (find_snapshot(None), find_snapshot(TODAY), find_snapshot(TODAY + 5 * DAY)) == (last, first, None)
