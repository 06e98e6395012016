"""What a snapshot counts, and what is read of it."""

import datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from directory.models import Business, BusinessEvent, Cluster, Company, Sector
from insights.models import ClusterCount, QuarterCount, Snapshot
from insights.services.snapshots import take_due_snapshot, take_snapshot
from insights.snapshots import (
    compare_strengths,
    find_latest,
    read_counts,
    read_quarters,
    read_trend,
    thin_out,
)
from insights.tasks import take_snapshot as take_snapshot_task
from tests.at_once import run_while_locked
from tests.directory.listings import NOW, BusinessFactory, SectorFactory, make_north_east

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
TODAY = NOW.date()


@pytest.fixture
def north() -> dict[str, Cluster]:
    return make_north_east()


def read(slug: str | None = None, sector: str | None = None, **options: Any) -> ClusterCount:
    """Take a snapshot and return the counts of one cluster and sector."""
    snapshot = take_snapshot(now=NOW)
    return read_counts(snapshot, [slug] if slug else [], with_sectors=True, **options)[slug, sector]


def test_snapshot_counts_each_business_in_its_cluster_the_one_above_and_the_north(
    north: dict[str, Cluster],
) -> None:
    BusinessFactory(cluster=north["newcastle"])
    BusinessFactory(cluster=north["sunderland"])
    BusinessFactory(cluster=north["north-east"])
    BusinessFactory(cluster=north["leeds"])

    counts = read_counts(take_snapshot(now=NOW), list(north))

    assert {slug: count.businesses for (slug, _), count in counts.items()} == {
        None: 4,
        "leeds": 1,
        "north-east": 3,
        "newcastle": 1,
        "sunderland": 1,
    }


def test_snapshot_counts_listed_businesses_only(north: dict[str, Cluster]) -> None:
    for status in Business.Status:
        BusinessFactory(cluster=north["leeds"], status=status)

    assert read("leeds").businesses == 1


def test_snapshot_counts_examples_apart(north: dict[str, Cluster]) -> None:
    BusinessFactory(cluster=north["leeds"])
    BusinessFactory.create_batch(2, cluster=north["leeds"], origin=Business.Origin.EXAMPLE)

    assert read("leeds").businesses == 1
    assert read("leeds", are_examples=True).businesses == 2


def test_snapshot_counts_a_business_once_in_each_sector_and_those_above(north: dict[str, Cluster]) -> None:
    top = SectorFactory(code="software")
    games = SectorFactory(code="games", parent=top)
    tools = SectorFactory(code="tools", parent=top)
    BusinessFactory(cluster=north["leeds"], sectors=[games, tools])

    counts = read_counts(take_snapshot(now=NOW), ["leeds"], with_sectors=True)

    of_leeds = {sector: count.businesses for (slug, sector), count in counts.items() if slug == "leeds"}
    assert of_leeds == {None: 1, "software": 1, "games": 1, "tools": 1}


def test_snapshot_counts_by_size(north: dict[str, Cluster]) -> None:
    for band in ("", *Business.SizeBand.values):
        BusinessFactory(cluster=north["leeds"], size_band=band)

    count = read("leeds")

    sizes = (count.micro, count.small, count.medium, count.large, count.major)
    assert (sizes, count.sized, count.businesses) == ((1, 1, 1, 1, 1), 5, 6)


@pytest.mark.parametrize(
    ("facts", "anchors"),
    [
        ({"size_band": "50-249"}, 0),
        ({"size_band": "250-499"}, 1),
        ({"size_band": "500+"}, 1),
        ({"owner_country": "DE"}, 1),
        ({"owner_country": "GB"}, 0),
        ({"owner_country": "DE", "size_band": "500+"}, 1),
    ],
)
def test_anchor_is_owned_overseas_or_a_large_employer(
    north: dict[str, Cluster], facts: dict[str, Any], anchors: int
) -> None:
    BusinessFactory(cluster=north["leeds"], **facts)

    assert read("leeds").anchors == anchors


def test_link_needs_a_listed_parent_or_origin(north: dict[str, Cluster]) -> None:
    BusinessFactory(cluster=north["leeds"], name="Café Works Ltd", status=Business.Status.PUBLISHED)
    BusinessFactory(cluster=north["leeds"], name="Gone Ltd", status=Business.Status.ARCHIVED)
    for origin in ("CAFE WORKS LIMITED", "Gone Ltd", "University of Elsewhere"):
        BusinessFactory(cluster=north["newcastle"], spin_off_of=origin)
    BusinessFactory(cluster=north["newcastle"], parent_name="Café Works")
    BusinessFactory(cluster=north["newcastle"], parent_name="cafe works ltd.")

    count = read("newcastle")

    assert (count.spin_offs, count.with_parent, count.linked) == (3, 2, 2)


@pytest.mark.parametrize(
    ("need", "capability", "is_met"),
    [
        ("Machine controls", "Interfaces to machine controls of all makers", True),
        ("Controlling of the machines", "machine control", True),
        ("Machine learning", "Controls of machines; learning", False),
        ("Translation", "Legal advice, translation and printing", True),
        ("Translation", "Translation of contracts", False),
        ("The", "the", False),
        ("Machine learning", "", False),
    ],
)
def test_need_is_met_by_two_words_side_by_side_or_one_alone(
    north: dict[str, Cluster], need: str, capability: str, is_met: bool
) -> None:
    BusinessFactory(cluster=north["leeds"], supply_needs=need)
    BusinessFactory(cluster=north["leeds"], supply_capabilities=capability)

    count = read("leeds")

    assert (count.needing, count.needs_met) == (1, int(is_met))


def test_need_is_not_met_by_the_business_itself(north: dict[str, Cluster]) -> None:
    BusinessFactory(
        cluster=north["leeds"], supply_needs="Machine controls", supply_capabilities="Machine controls"
    )

    assert read("leeds").needs_met == 0


def test_need_is_met_within_the_area_that_is_counted(north: dict[str, Cluster]) -> None:
    BusinessFactory(cluster=north["newcastle"], supply_needs="Machine controls")
    BusinessFactory(cluster=north["sunderland"], supply_capabilities="Machine controls")
    BusinessFactory(cluster=north["leeds"], supply_needs="Glass fibre")
    BusinessFactory(cluster=north["sunderland"], supply_capabilities="Glass fibre")

    counts = read_counts(take_snapshot(now=NOW), list(north))

    assert {slug: count.needs_met for (slug, _), count in counts.items()} == {
        None: 2,
        "leeds": 0,
        "north-east": 1,
        "newcastle": 0,
        "sunderland": 0,
    }


def test_examples_meet_no_need_of_a_real_business(north: dict[str, Cluster]) -> None:
    BusinessFactory(cluster=north["leeds"], supply_needs="Machine controls")
    BusinessFactory(
        cluster=north["leeds"], supply_capabilities="Machine controls", origin=Business.Origin.EXAMPLE
    )

    assert read("leeds").needs_met == 0


def test_jobs_are_those_reported_for_a_day_of_the_last_two_years(north: dict[str, Cluster]) -> None:
    for employees, day in [
        (40, TODAY),
        (2, TODAY - 730 * DAY),
        (1000, TODAY - 731 * DAY),
        (500, TODAY + DAY),
    ]:
        BusinessFactory(cluster=north["leeds"], employees=employees, employees_on=day)
    BusinessFactory(cluster=north["leeds"])

    count = read("leeds")

    assert (count.jobs_reported, count.reporting, count.businesses) == (42, 2, 5)


def make_company(business: Business, **fields: Any) -> None:
    """Put the company of ``business`` on the register."""
    number = f"{business.pk:08}"
    Business.objects.filter(pk=business.pk).update(company_number=number)
    values = {"name": business.name, "status": "active", "last_seen_on": TODAY, "imported_at": NOW}
    Company.objects.create(number=number, **values | fields)


def test_quarters_have_what_opened_closed_was_listed_and_taken_down(north: dict[str, Cluster]) -> None:
    opened = BusinessFactory(cluster=north["leeds"], listed_at=NOW)
    make_company(opened, incorporated_on=datetime.date(2026, 3, 31))
    closed = BusinessFactory(
        cluster=north["leeds"], listed_at=NOW - 400 * DAY, status=Business.Status.ARCHIVED
    )
    make_company(closed, status="dissolved", closed_on=datetime.date(2026, 4, 1))
    BusinessEvent.objects.create(
        business=closed, kind="archived", at=NOW, actor_kind="system", to_status="archived"
    )
    long_ago = BusinessFactory(cluster=north["leeds"], listed_at=NOW - 4000 * DAY)
    make_company(long_ago, incorporated_on=datetime.date(1999, 1, 1))

    take_snapshot(now=NOW)

    moves = {
        f"{each.starts_on}": (each.opened, each.closed, each.listed, each.taken_down)
        for each in read_quarters("leeds")
    }
    assert moves == {"2025-04-01": (0, 0, 1, 0), "2026-01-01": (1, 0, 0, 0), "2026-04-01": (0, 1, 1, 1)}
    assert read("leeds").on_register == 2


def test_snapshot_of_the_same_day_replaces_the_earlier(north: dict[str, Cluster]) -> None:
    BusinessFactory(cluster=north["leeds"])
    first = take_snapshot(now=NOW)
    BusinessFactory(cluster=north["leeds"])

    second = take_snapshot(now=NOW + datetime.timedelta(hours=1))

    assert (second.pk, Snapshot.objects.count()) == (first.pk, 1)
    assert read_counts(second, [])[None, None].businesses == 2
    assert [each.listed for each in QuarterCount.objects.filter(cluster=None, sector=None)] == [2]


def test_snapshot_leaves_earlier_days_as_they_are(north: dict[str, Cluster]) -> None:
    business = BusinessFactory(cluster=north["leeds"])
    yesterday = take_snapshot(now=NOW - DAY)
    business.status = Business.Status.ARCHIVED
    business.save()

    take_snapshot(now=NOW)

    assert [count.businesses for _day, count in read_trend("leeds")] == [1, 0]
    assert read_counts(yesterday, ["leeds"])["leeds", None].businesses == 1


def test_due_snapshot_is_taken_once_a_day(north: dict[str, Cluster]) -> None:
    assert take_due_snapshot(now=NOW) is not None
    assert take_due_snapshot(now=NOW + datetime.timedelta(hours=2)) is None
    assert take_due_snapshot(now=NOW + DAY) is not None
    assert [f"{each.taken_on}" for each in Snapshot.objects.order_by("taken_on")] == [
        "2026-06-02",
        "2026-06-03",
    ]


@pytest.mark.django_db(transaction=True)
def test_due_snapshot_that_had_to_wait_for_another_does_not_count_again() -> None:
    returned = run_while_locked(
        Snapshot.objects.all(),
        change=lambda: take_due_snapshot(now=NOW),
        call=lambda: take_due_snapshot(now=NOW + datetime.timedelta(seconds=1)),
    )

    assert returned is None
    assert [each.taken_at for each in Snapshot.objects.all()] == [NOW]


def test_snapshot_that_had_to_wait_for_one_begun_later_does_not_count_again(
    north: dict[str, Cluster],
) -> None:
    later = take_snapshot(now=NOW + datetime.timedelta(seconds=1))
    BusinessFactory(cluster=north["leeds"])

    snapshot = take_snapshot(now=NOW)

    assert (snapshot.pk, snapshot.taken_at) == (later.pk, later.taken_at)
    assert read_counts(snapshot, [])[None, None].businesses == 0


def test_day_of_a_snapshot_is_that_of_london() -> None:
    late = datetime.datetime(2026, 6, 2, 23, 30, tzinfo=datetime.UTC)

    assert take_snapshot(now=late).taken_on == datetime.date(2026, 6, 3)


def test_task_and_command_take_the_snapshot_of_today() -> None:
    take_snapshot_task(unknown="argument")
    said = StringIO()

    call_command("take_snapshot", stdout=said)

    today = timezone.localdate()
    assert said.getvalue() == f"Snapshot of {today:%Y-%m-%d} taken.\n"
    assert [each.taken_on for each in Snapshot.objects.all()] == [today]


@pytest.mark.parametrize("rows", [1, 30])
def test_snapshot_takes_the_same_queries_for_any_rows(
    django_assert_num_queries: Any, north: dict[str, Cluster], rows: int
) -> None:
    for number in range(rows):
        BusinessFactory(
            cluster=north["leeds"],
            sectors=[SectorFactory(code=f"sector-{number}")],
            supply_needs=f"Machine part {number}",
            supply_capabilities=f"Machine part {number + 1}",
        )

    with django_assert_num_queries(31):
        take_snapshot(now=NOW)


def test_counts_are_there_for_a_cluster_without_a_listing(north: dict[str, Cluster]) -> None:
    counts = read_counts(take_snapshot(now=NOW), ["leeds"])

    assert {key: count.businesses for key, count in counts.items()} == {(None, None): 0, ("leeds", None): 0}


def test_latest_is_that_of_the_last_day() -> None:
    assert find_latest() is None
    take_snapshot(now=NOW)
    last = take_snapshot(now=NOW + DAY)

    assert find_latest() == last


def fill(cluster: Cluster, sector: Sector, inside: int, outside: int) -> None:
    """List that many businesses of ``cluster`` in the sector, and out of it."""
    BusinessFactory.create_batch(inside, cluster=cluster, sectors=[sector])
    BusinessFactory.create_batch(outside, cluster=cluster)


def test_quotient_is_the_share_in_the_cluster_by_that_in_the_north(north: dict[str, Cluster]) -> None:
    games = SectorFactory(code="games")
    fill(north["leeds"], games, 12, 8)
    fill(north["newcastle"], games, 3, 27)

    counts = read_counts(take_snapshot(now=NOW), ["leeds", "north-east"], with_sectors=True)
    strengths = compare_strengths(counts, ["leeds", "north-east"], ["games"])

    leeds, north_east = strengths["leeds", "games"], strengths["north-east", "games"]
    assert (leeds.here, leeds.of, leeds.north, leeds.of_north) == (12, 20, 15, 50)
    assert (leeds.quotient, north_east.quotient) == (2.0, round(0.1 / 0.3, 2))


def test_quotient_is_not_said_of_fewer_than_five_expected(north: dict[str, Cluster]) -> None:
    games = SectorFactory(code="games")
    fill(north["leeds"], games, 4, 12)
    fill(north["newcastle"], games, 1, 3)

    counts = read_counts(take_snapshot(now=NOW), ["leeds"], with_sectors=True)
    strength = compare_strengths(counts, ["leeds"], ["games"])["leeds", "games"]

    assert (strength.expected, strength.is_too_few, strength.quotient) == (4.0, True, None)


def test_quotient_of_an_empty_north_is_not_said(north: dict[str, Cluster]) -> None:
    counts = read_counts(take_snapshot(now=NOW), ["leeds"], with_sectors=True)

    assert compare_strengths(counts, ["leeds"], ["games"])["leeds", "games"].quotient is None


@pytest.mark.parametrize(
    ("number", "step", "shown"),
    [(1, 1, 1), (13, 1, 13), (14, 1, 3), (60, 1, 9), (150, 1, 5), (900, 1, 10), (30, 200, 13)],
)
def test_trend_shows_few_enough_days_and_always_the_last(number: int, step: int, shown: int) -> None:
    first = datetime.date(2026, 1, 1)
    days = [first + datetime.timedelta(days=step * each) for each in range(number)]

    thinned = thin_out(days)

    assert (len(thinned), thinned[-1], thinned) == (shown, days[-1], sorted(set(thinned) & set(days)))


@pytest.mark.parametrize("rows", [1, 30])
def test_trend_takes_two_queries(django_assert_num_queries: Any, rows: int) -> None:
    for number in range(rows):
        Snapshot.objects.create(taken_on=TODAY + number * DAY, taken_at=NOW)

    with django_assert_num_queries(2):
        read_trend(None, until=TODAY + 100 * DAY)


@pytest.mark.parametrize(
    "fields", [{"reporting": 2, "businesses": 1}, {"needs_met": 2, "needing": 1, "businesses": 3}]
)
def test_part_greater_than_its_whole_is_refused(fields: dict[str, int]) -> None:
    snapshot = Snapshot.objects.create(taken_on=TODAY, taken_at=NOW)

    with pytest.raises(IntegrityError), transaction.atomic():
        ClusterCount.objects.create(snapshot=snapshot, **fields)


def test_second_count_of_the_same_is_refused() -> None:
    snapshot = Snapshot.objects.create(taken_on=TODAY, taken_at=NOW)
    ClusterCount.objects.create(snapshot=snapshot)

    with pytest.raises(IntegrityError), transaction.atomic():
        ClusterCount.objects.create(snapshot=snapshot)


def test_quarter_starts_where_quarters_start_and_is_there_once() -> None:
    QuarterCount.objects.create(starts_on=datetime.date(2026, 4, 1))

    for day in (datetime.date(2026, 4, 1), datetime.date(2026, 5, 1), datetime.date(2026, 4, 2)):
        with pytest.raises(IntegrityError), transaction.atomic():
            QuarterCount.objects.create(starts_on=day)
