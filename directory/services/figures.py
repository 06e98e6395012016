"""Published figures at the desk: added, changed and withdrawn by staff, each with its history."""

import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.text import slugify

from accounts.models import User
from directory.figure_documents import Document, read_figure, sum_up
from directory.models import Figure, FigureChange, Metric, Source

Kind = FigureChange.Kind
LONGEST_KEY = 34  # of a source, which leaves room for a number behind it


class StaleFigure(Exception):
    """Somebody else changed or withdrew it first."""


class FigureExists(Exception):
    """The same source gives the same figure for the same area and year already."""


class MetricExists(Exception):
    """Something of that name is counted already, by the definition that it has."""


@transaction.atomic
def add_figure(*, values: dict[str, Any], reason: str, by: User, now: datetime.datetime) -> Figure:
    """Publish a new figure, and return it. Raises FigureExists, MetricExists.

    ``values`` are the columns of a Figure, but ``metric`` and ``source`` may be new rows without a key, which
    are given one and saved with it.
    """
    cluster = values["cluster"]
    last = Figure.objects.filter(cluster=cluster).aggregate(last=Max("position"))["last"] or 0
    figure = Figure(position=last + 1)
    _write(figure, values, now)
    _record(figure.pk, Kind.ADDED, None, read_figure(figure), reason, by, now)
    return figure


@transaction.atomic
def change_figure(
    *, figure: Figure, values: dict[str, Any], seen: str, reason: str, by: User, now: datetime.datetime
) -> bool:
    """Change ``figure``, unless it says so already; say whether it was changed. ``values`` as for a new one.

    ``seen`` sums up what the person saw. Raises StaleFigure, FigureExists, MetricExists.
    """
    current = _lock(figure.pk, seen)
    before = read_figure(current)
    if not _write(current, values, now):
        return False
    _record(current.pk, Kind.CHANGED, before, read_figure(current), reason, by, now)
    return True


@transaction.atomic
def withdraw_figure(*, figure: Figure, seen: str, reason: str, by: User, now: datetime.datetime) -> None:
    """Take ``figure`` off every page; no load brings it back. Raises StaleFigure."""
    current = _lock(figure.pk, seen)
    before, number = read_figure(current), current.pk
    current.delete()
    _record(number, Kind.WITHDRAWN, before, None, reason, by, now)


def find_twins(figure: Figure) -> list[Figure]:
    """Return other figures of the same cluster and definition, about other areas.

    Side by side with another cluster none of them would be the one, so a comparison shows neither in a row.
    """
    same = Figure.objects.filter(
        cluster=figure.cluster_id,
        metric=figure.metric,
        unit=figure.unit,
        year=figure.year,
        source=figure.source_id,
    )
    return list(same.exclude(pk=figure.pk).order_by("position", "pk"))


def _lock(pk: int, seen: str) -> Figure:
    current = Figure.objects.select_for_update().filter(pk=pk).first()
    if current is None or sum_up(read_figure(current)) != seen:
        raise StaleFigure(pk)
    return current


def _write(figure: Figure, values: dict[str, Any], now: datetime.datetime) -> bool:
    """Make the row say ``values``; say whether it did not already."""
    before = read_figure(figure) if figure.pk else None
    metric, source = _keep_metric(values["metric"], now), _keep_source(values["source"], now)
    for name in ("cluster", "value", "unit", "year", "geography", "precision", "note"):
        setattr(figure, name, values[name])
    figure.metric, figure.label, figure.source = metric.key, metric.label, source
    if read_figure(figure) == before:
        return False
    figure.edited_at = now
    try:
        with transaction.atomic():
            figure.save()
    except IntegrityError as error:
        raise FigureExists from error
    return True


def _keep_metric(metric: Metric, now: datetime.datetime) -> Metric:
    """Return ``metric``, saved under a key of its own if it is new."""
    if metric.key:
        return metric
    metric.key = slugify(metric.label).replace("-", "_")[:60]
    if not metric.key or Metric.objects.filter(key=metric.key).exists():
        raise MetricExists(metric.key)
    metric.edited_at = now
    metric.save(force_insert=True)
    return metric


def _keep_source(source: Source, now: datetime.datetime) -> Source:
    """Return ``source``, saved under a key of its own if it is new."""
    if source.key:
        return source
    beginning = slugify(f"{source.publisher} {source.published}")[:LONGEST_KEY].strip("-") or "source"
    taken = set(Source.objects.filter(key__startswith=beginning).values_list("key", flat=True))
    numbered = (f"{beginning}-{number}" for number in range(2, len(taken) + 3))
    source.key = beginning if beginning not in taken else next(key for key in numbered if key not in taken)
    source.edited_at = now
    source.save(force_insert=True)
    return source


def _record(
    number: int,
    kind: str,
    before: Document | None,
    after: Document | None,
    reason: str,
    by: User,
    now: datetime.datetime,
) -> None:
    FigureChange.objects.create(
        figure_number=number, kind=kind, at=now, user=by, before=before, after=after, reason=reason
    )
