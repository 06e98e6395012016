"""Published figures that staff edit: the services, the history, and what a load leaves alone."""

import datetime
import io
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, transaction

from accounts.models import User
from directory.figure_documents import read_figure, sum_up
from directory.models import Cluster, Figure, FigureChange, Metric, Source
from directory.reference_files import BrokenReference
from directory.services import figures as services
from directory.services.loading import load_reference
from tests.accounts.people import UserFactory
from tests.directory.reference_copies import copy_files, remove_line, replace_once

NOW = datetime.datetime(2026, 6, 2, 10, 30, tzinfo=datetime.UTC)
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("reference"),
    pytest.mark.xdist_group("reference_load"),  # the data is loaded once, by one worker
]


def make_staff() -> User:
    user: User = UserFactory(role=User.Role.TRIAGE_OFFICER)
    return user


def find_figure() -> Figure:
    return Figure.objects.get(cluster="manchester", metric="digital_turnover")


def say(figure: Figure, **changes: Any) -> dict[str, Any]:
    """Return what ``figure`` says, as a form has it, with ``changes``."""
    names = ("cluster", "value", "unit", "year", "geography", "precision", "note", "source")
    return (
        {name: getattr(figure, name) for name in names}
        | {"metric": Metric.objects.get(pk=figure.metric)}
        | changes
    )


def change(figure: Figure, **changes: Any) -> None:
    services.change_figure(
        figure=figure,
        values=say(figure, **changes),
        seen=sum_up(read_figure(figure)),
        reason="Corrected",
        by=make_staff(),
        now=NOW,
    )


def withdraw(figure: Figure) -> None:
    services.withdraw_figure(
        figure=figure, seen=sum_up(read_figure(figure)), reason="Wrong", by=make_staff(), now=NOW
    )


def load(**options: Any) -> str:
    """Load the reference files by the command, and return what it says."""
    output = io.StringIO()
    call_command("load_reference", stdout=output, **options)
    return output.getvalue()


def test_change_is_kept_with_who_when_before_after_and_reason():
    figure, by = find_figure(), make_staff()

    services.change_figure(
        figure=figure,
        values=say(figure, value=Decimal(3_000_000_000)),
        seen=sum_up(read_figure(figure)),
        reason="The second edition says so.",
        by=by,
        now=NOW,
    )

    kept = FigureChange.objects.get()
    assert (kept.kind, kept.user, kept.at, kept.reason) == (
        "changed",
        by,
        NOW,
        "The second edition says so.",
    )
    assert (kept.before["value"], kept.after["value"]) == ("2900000000.00", "3000000000.00")
    assert find_figure().edited_at == NOW


def test_change_to_the_same_is_none():
    figure = find_figure()

    change(figure)

    assert not FigureChange.objects.exists()
    assert find_figure().edited_at is None


def test_change_of_what_somebody_else_changed_is_stale():
    seen = find_figure()
    change(find_figure(), value=Decimal(1))

    with pytest.raises(services.StaleFigure):
        change(seen, value=Decimal(2))

    assert find_figure().value == Decimal(1)


def test_same_figure_of_the_same_source_is_refused():
    figure = find_figure()

    with pytest.raises(services.FigureExists):
        services.add_figure(values=say(figure), reason="Again", by=make_staff(), now=NOW)

    assert not FigureChange.objects.exists()


def test_new_definition_and_source_come_with_the_figure():
    values = say(
        find_figure(),
        cluster=None,
        metric=Metric(label="Robot makers", definition="Businesses that make robots."),
        source=Source(kind="report", title="Robots", publisher="Sample Press", published="2026"),
    )

    figure = services.add_figure(values=values, reason="New", by=make_staff(), now=NOW)

    assert (figure.metric, figure.label, figure.source.key) == (
        "robot_makers",
        "Robot makers",
        "sample-press-2026",
    )
    assert Metric.objects.get(pk="robot_makers").definition == "Businesses that make robots."


def test_new_definition_of_a_known_name_is_refused():
    values = say(find_figure(), metric=Metric(label="IT jobs", definition="Something else."))

    with pytest.raises(services.MetricExists):
        services.add_figure(values=values, reason="New", by=make_staff(), now=NOW)


def test_history_cannot_be_changed():
    withdraw(find_figure())

    with pytest.raises(DatabaseError), transaction.atomic():
        FigureChange.objects.update(reason="Another")
    with pytest.raises(DatabaseError), transaction.atomic():
        FigureChange.objects.all().delete()


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "added", "before": {}, "after": {}},
        {"kind": "changed", "after": {}},
        {"kind": "withdrawn", "before": {}, "after": {}},
        {"kind": "added", "after": {}, "reason": ""},
    ],
)
def test_database_refuses_a_change_that_is_not_whole(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        FigureChange.objects.create(**{"figure_number": 1, "at": NOW, "reason": "Because"} | fields)


def test_load_leaves_a_changed_figure_as_staff_left_it():
    change(find_figure(), value=Decimal(3_000_000_000))

    said = load()

    assert find_figure().value == Decimal(3_000_000_000)
    assert "figures.csv: 1 kept as staff wrote them" in said


def test_load_does_not_bring_back_what_was_corrected_away():
    figure, number = find_figure(), Figure.objects.count()
    change(figure, year="2016")

    said = load()

    assert Figure.objects.count() == number
    assert find_figure().year == "2016"
    assert "1 kept as staff wrote them, 1 left out since staff changed or withdrew them" in said


def test_load_does_not_bring_back_what_was_withdrawn():
    number = Figure.objects.count()
    withdraw(find_figure())

    said = load()

    assert Figure.objects.count() == number - 1
    assert "figures.csv: 1 left out since staff changed or withdrew them" in said


def test_load_keeps_what_staff_added_with_its_definition_and_source():
    values = say(
        find_figure(),
        metric=Metric(label="Robot makers", definition="Businesses that make robots."),
        source=Source(kind="report", title="Robots", publisher="Sample Press", published="2026"),
    )
    figure = services.add_figure(values=values, reason="New", by=make_staff(), now=NOW)

    load()

    assert Figure.objects.get(pk=figure.pk).source.title == "Robots"
    assert Metric.objects.filter(pk="robot_makers").exists()


def test_load_with_other_changes_says_what_it_kept(tmp_path):
    change(find_figure(), value=Decimal(1))
    folder = copy_files(tmp_path)
    replace_once(folder / "metrics.csv", "Businesses that the source calls digital.", "Digital ones.")
    replace_once(folder / "figures.csv", ",ict_jobs,200000,", ",ict_jobs,200001,")

    said = load(folder=folder)

    assert "figures.csv: 0 added, 1 changed, 0 removed, 104 unchanged, 1 kept as staff wrote them" in said
    assert Metric.objects.get(pk="digital_businesses").definition == "Digital ones."


def test_second_load_after_edits_changes_nothing():
    change(find_figure(), year="2016")
    withdraw(Figure.objects.get(cluster="manchester", metric="unicorns"))
    load_reference(now=NOW)

    changes = load_reference(now=NOW)

    assert all(each.is_empty for each in changes)


def test_load_without_a_source_that_an_edited_figure_rests_on_is_refused(tmp_path):
    source = Source.objects.get(key="bis2014")
    change(Figure.objects.get(metric="unicorns", cluster="manchester"), source=source)
    folder = copy_files(tmp_path)
    for name in ("figures.csv", "facts.csv"):
        lines = (folder / name).read_text(encoding="utf-8").splitlines(keepends=True)
        (folder / name).write_text("".join(line for line in lines if "bis2014" not in line), encoding="utf-8")
    remove_line(folder / "sources.csv", "bis2014,")

    with pytest.raises(BrokenReference, match=r"bis2014.*still in use"):
        load_reference(now=NOW, folder=folder)


def test_every_metric_of_the_files_has_a_definition():
    assert set(Figure.objects.values_list("metric", flat=True)) <= set(
        Metric.objects.exclude(definition="").values_list("pk", flat=True)
    )


def test_twins_of_one_definition_about_other_areas_are_found():
    figure = find_figure()
    twin = services.add_figure(
        values=say(figure, geography="Salford"), reason="New", by=make_staff(), now=NOW
    )
    other = services.add_figure(
        values=say(figure, cluster=Cluster.objects.get(pk="leeds")), reason="New", by=make_staff(), now=NOW
    )

    assert services.find_twins(twin) == [figure]
    assert services.find_twins(other) == []
