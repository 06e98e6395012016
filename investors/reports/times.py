"""How long acceptance, reply and decision took, in working days as the promise counts them.

All is counted by PostgreSQL over what triggers keep of each case and offer (``CaseFacts``, ``OfferFacts``),
where spans are in working time already; only what still runs is held against now.
"""

import dataclasses
import datetime
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_countries import countries

from directory.models import Cluster, Sector
from investors.models import Contact
from investors.reports.tables import (
    FEWEST_FOR_NINETIETH,
    Cell,
    Column,
    Period,
    Row,
    Table,
    count,
    share,
    span,
)
from investors.working_time import DAY


class Group(TextChoices):
    """By what the times are grouped."""

    CLUSTER = "cluster", gettext_lazy("Cluster")
    SECTOR = "sector", gettext_lazy("Sector")
    CONTACT = "contact", gettext_lazy("Contact")
    COUNTRY = "country", gettext_lazy("Country")


@dataclasses.dataclass(frozen=True)
class Times:
    """What was measured of the whole, or of one group; ``key`` is None for what belongs to none.

    ``running`` are neither done nor late yet. The promise was ``kept`` or ``broken``.
    """

    measure: str
    is_whole: bool
    key: str | None
    done: int
    median: float | None
    ninetieth: float | None
    kept: int
    broken: int
    running: int


# The key of a row of spans, and what must be joined for it. An enquiry in two sectors counts in both.
_KEYS = {
    Group.CLUSTER: (
        "coalesce(cluster.parent_id, cluster.slug)",
        """LEFT JOIN investors_contact contact ON contact.id = contact_id
        LEFT JOIN directory_cluster cluster ON cluster.slug = contact.cluster_id""",
    ),
    Group.SECTOR: ("chosen.sector", "LEFT JOIN chosen ON chosen.enquiry_id = spans.enquiry_id"),
    Group.CONTACT: ("contact_id", ""),
    Group.COUNTRY: ("country", ""),
}

# The rows of each measure: ``took`` is working time until it was done, else over, else now.
_COUNTED = """received_at >= %(starts_at)s AND received_at < %(ends_at)s
    AND close_reason NOT IN ('spam', 'duplicate')"""
_NOW = "(SELECT investors_worked(%(now)s, FALSE))"
_CASES = f"""
    SELECT enquiry_id, country, holder_id AS contact_id, {{measure}}_took IS NOT NULL AS is_done,
        {{measure}}_took IS NULL AND decision_took IS NULL AS is_open, FALSE AS is_lapsed,
        coalesce({{measure}}_took, decision_took, {_NOW} - began) AS took, {{promised}}::bigint AS promised
    FROM investors_casefacts WHERE {_COUNTED}"""  # noqa: S608 - no input
SPANS = {
    "accept": f"""
    SELECT enquiry_id, country, contact_id, is_accepted AS is_done, took IS NULL AS is_open, is_lapsed,
        coalesce(took, {_NOW} - began) AS took, %(accept)s::bigint AS promised
    FROM investors_offerfacts WHERE {_COUNTED}""",  # noqa: S608 - no input
    "reply": _CASES.format(measure="reply", promised="%(reply)s"),
    "decision": _CASES.format(measure="decision", promised="NULL"),
}
# The sectors of each enquiry, once each; read by sector alone.
_CHOSEN = """
chosen AS MATERIALIZED (
    SELECT DISTINCT link.enquiry_id, coalesce(sector.parent_id, sector.code) AS sector
    FROM investors_casefacts facts JOIN investors_enquiry_sectors link USING (enquiry_id)
    JOIN directory_sector sector ON sector.code = link.sector_id
    WHERE facts.received_at >= %(starts_at)s AND facts.received_at < %(ends_at)s
)
"""
_MEASURED = """
    count(*) AS cases,
    count(*) FILTER (WHERE is_done) AS done,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY greatest(took, 0)) FILTER (WHERE is_done) AS median,
    percentile_cont(0.9) WITHIN GROUP (ORDER BY greatest(took, 0)) FILTER (WHERE is_done) AS ninetieth,
    count(*) FILTER (WHERE is_done AND took <= promised) AS kept,
    count(*) FILTER (WHERE is_lapsed OR took > promised) AS broken,
    count(*) FILTER (WHERE is_open AND coalesce(took <= promised, TRUE)) AS running
"""


def measure_times(period: Period, group: str, now: datetime.datetime) -> list[Times]:
    """Return what was measured of the enquiries of ``period``: of all, then of each group, most cases first.

    One query, whose work grows with the enquiries of the period and not with those before it.
    """
    key, joins = _KEYS[Group(group)]
    parts = [
        f"""SELECT '{measure}' AS measure, 0 AS place, '' AS key, {_MEASURED} FROM ({spans}) spans
        HAVING count(*) > 0
        UNION ALL
        SELECT '{measure}', 1, {key}::text, {_MEASURED} FROM ({spans}) spans {joins} GROUP BY {key}"""  # noqa: S608
        for measure, spans in SPANS.items()
    ]
    query = f"""WITH {_CHOSEN}
    SELECT measure, place = 0, key, done, median, ninetieth, kept, broken, running
    FROM ({" UNION ALL ".join(parts)}) told ORDER BY place, cases DESC, key"""  # noqa: S608 - no input
    facts: dict[str, Any] = {
        "starts_at": period.starts_at,
        "ends_at": period.ends_at,
        "now": now,
        "accept": settings.ACCEPT_DAYS * DAY,
        "reply": settings.REPLY_DAYS * DAY,
    }
    with connection.cursor() as cursor:
        cursor.execute(query, facts)
        return [_read(row) for row in cursor.fetchall()]


def _read(row: tuple[Any, ...]) -> Times:
    measure, is_whole, key, done, median, ninetieth, kept, broken, running = row
    spans = [None if each is None else each / DAY for each in (median, ninetieth)]
    return Times(measure, is_whole, key, done, spans[0], spans[1], kept, broken, running)


COLUMNS = (
    Column("done", gettext_lazy("Done")),
    Column("median_working_days", gettext_lazy("Median"), is_drawn=True),
    Column("ninetieth_working_days", gettext_lazy("9 in 10 within"), is_drawn=True),
    Column("within_promise_percent", gettext_lazy("Within the promise")),
    Column("running", gettext_lazy("Still running")),
)


def describe_times(period: Period, group: str, now: datetime.datetime) -> list[Table]:
    """Return the tables of the times to accept, to reply and to decide, in two queries."""
    measured = measure_times(period, group, now)
    names = _name_keys(group)
    return [
        _describe(
            "accept",
            _("From the offer until a contact accepted"),
            _(
                "Each offer to a lead contact is a case. Promised: %(days)s working days. An offer without an"
                " answer in time broke the promise; one that was passed on or taken back is left out."
            )
            % {"days": settings.ACCEPT_DAYS},
            measured,
            group,
            names,
            settings.ACCEPT_DAYS,
        ),
        _describe(
            "reply",
            _("From receipt until the first reply"),
            _(
                "A reply, a call or times for a call; the acknowledgement does not count. Promised:"
                " %(days)s working days. What is not answered by then broke the promise; what was closed"
                " before then without one is left out."
            )
            % {"days": settings.REPLY_DAYS},
            measured,
            group,
            names,
            settings.REPLY_DAYS,
        ),
        _describe(
            "decision",
            _("From receipt until the decision"),
            _("Until it became a project or was closed for the first time. No promise is made for this."),
            measured,
            group,
            names,
            None,
        ),
    ]


def _describe(
    measure: str,
    title: str,
    hint: str,
    measured: list[Times],
    group: str,
    names: dict[str, str],
    promise: int | None,
) -> Table:
    rows = [
        Row(
            str(_("All")) if each.is_whole else _name(each.key, names, group),
            _list_cells(each, promise),
            each.is_whole,
        )
        for each in measured
        if each.measure == measure
    ]
    return Table(
        name=measure,
        title=title,
        hint=hint,
        group=str(Group(group).label),
        columns=COLUMNS,
        rows=tuple(rows),
        unit=_("working days"),
        limit=promise,
    )


def _list_cells(times: Times, promise: int | None) -> tuple[Cell, ...]:
    return (
        count(times.done),
        span(times.median, times.done),
        span(times.ninetieth, times.done, FEWEST_FOR_NINETIETH),
        share(times.kept, times.kept + times.broken) if promise else Cell(_("no promise")),
        count(times.running),
    )


def _name(key: str | None, names: dict[str, str], group: str) -> str:
    if key:
        return names.get(key, key)
    return _("No sector named") if group == Group.SECTOR else _("No contact: with UKTI")


def _name_keys(group: str) -> dict[str, str]:
    """Return the names of the keys of ``group``, in one query at most."""
    if group == Group.COUNTRY:
        return {code: str(name) for code, name in countries}
    if group == Group.CONTACT:
        return {str(pk): name for pk, name in Contact.objects.values_list("pk", "name")}
    if group == Group.CLUSTER:
        return dict(Cluster.objects.values_list("slug", "name"))
    return dict(Sector.objects.values_list("code", "name"))
