"""Which clusters the rules put first, and which were asked."""

import dataclasses
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.models import Cluster
from investors.reports.tables import Column, Period, Row, Table, count, share

# The rules that leave the choice among clusters to how well they fit.
BY_FIT = ("no-preference", "chosen-clusters")

# The first decision of each enquiry that considered anybody: where the person considered first is, who was
# asked, and whether fit alone chose. A sub-cluster counts as its cluster.
_DECIDED = """
SELECT coalesce(best.parent_id, best.slug), coalesce(got.parent_id, got.slug), is_by_fit, sum(number)::bigint
FROM (
    SELECT first_in_line, asked, rule = ANY(%(by_fit)s) AS is_by_fit, count(*) AS number
    FROM investors_casefacts
    WHERE received_at >= %(starts_at)s AND received_at < %(ends_at)s
        AND close_reason NOT IN ('spam', 'duplicate') AND first_in_line <> ''
    GROUP BY 1, 2, 3
) decided JOIN directory_cluster best ON best.slug = first_in_line
LEFT JOIN directory_cluster got ON got.slug = asked
GROUP BY 1, 2, 3
"""

COLUMNS = (
    Column("first_in_line", gettext_lazy("First in line"), is_drawn=True),
    Column("asked", gettext_lazy("Asked"), is_drawn=True),
    Column("asked_percent", gettext_lazy("Share of all asked")),
    Column("lost", gettext_lazy("Went elsewhere")),
    Column("gained", gettext_lazy("Came from elsewhere")),
    Column("by_fit_first", gettext_lazy("By fit alone: first")),
    Column("by_fit_asked", gettext_lazy("By fit alone: asked")),
)


@dataclasses.dataclass
class Tally:
    """How many enquiries a cluster was first in line for, and was asked about; by fit alone, of these."""

    first: int = 0
    asked: int = 0
    lost: int = 0
    gained: int = 0
    fit_first: int = 0
    fit_asked: int = 0


def count_shares(period: Period) -> dict[str, Tally]:
    """Return by cluster what the first decisions gave; "" is UKTI, whom nobody is first in line for."""
    facts: dict[str, Any] = {"starts_at": period.starts_at, "ends_at": period.ends_at, "by_fit": list(BY_FIT)}
    with connection.cursor() as cursor:
        cursor.execute(_DECIDED, facts)
        rows = cursor.fetchall()
    tallies: dict[str, Tally] = {}
    for first, asked, is_by_fit, number in rows:
        best, got = (tallies.setdefault(slug or "", Tally()) for slug in (first, asked))
        best.first += number
        got.asked += number
        if first != asked:
            best.lost += number
            got.gained += number
        if is_by_fit:
            best.fit_first += number
            got.fit_asked += number
    return tallies


def describe_fairness(period: Period) -> Table:
    """Return the table of what each cluster got against what fit would have given, in two queries."""
    tallies = count_shares(period)
    asked = sum(tally.asked for slug, tally in tallies.items() if slug)
    named = [
        *Cluster.objects.top_level().values_list("slug", "name"),
        ("", _("UKTI triage: nobody could be asked")),
    ]
    rows = [_describe(name, tallies[slug], asked) for slug, name in named if slug in tallies]
    return Table(
        name="fairness",
        title=_("Which cluster was first in line, and which was asked"),
        hint=_("Each enquiry counts once, by its first decision. All columns are numbers of enquiries."),
        group=str(_("Cluster")),
        columns=COLUMNS,
        rows=tuple(rows),
        unit=_("enquiries"),
    )


def _describe(name: str, tally: Tally, asked: int) -> Row:
    cells = [count(tally.first), count(tally.asked), share(tally.asked, asked)]
    return Row(name, (*cells, *map(count, (tally.lost, tally.gained, tally.fit_first, tally.fit_asked))))
