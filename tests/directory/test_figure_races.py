"""Two people who edit one published figure at once."""

import datetime
from decimal import Decimal
from functools import partial

import pytest

from directory.figure_documents import read_figure, sum_up
from directory.models import Figure, FigureChange, Metric
from directory.services.figures import change_figure, withdraw_figure
from tests.accounts.people import UserFactory
from tests.at_once import run_at_once
from tests.insights.cluster_data import make_figure

NOW = datetime.datetime(2026, 6, 2, 10, 30, tzinfo=datetime.UTC)


@pytest.mark.django_db(transaction=True)
def test_race_of_a_change_and_a_withdrawal_has_one_winner():
    figure = make_figure(None)
    metric = Metric.objects.create(key=figure.metric, label=figure.label, definition="Jobs.")
    names = ("cluster", "unit", "year", "geography", "precision", "note", "source")
    values = {name: getattr(figure, name) for name in names} | {"metric": metric, "value": Decimal(7)}
    common = {
        "figure": figure,
        "seen": sum_up(read_figure(Figure.objects.get())),
        "reason": "Because",
        "now": NOW,
    }

    results = run_at_once(
        partial(change_figure, values=values, by=UserFactory(), **common),
        partial(withdraw_figure, by=UserFactory(), **common),
    )

    assert sum(type(each).__name__ == "StaleFigure" for each in results) == 1
    assert FigureChange.objects.count() == 1
