"""How much waits for moderators; for the desk's pages."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet, Value

from directory.models import Claim, Report, Revision


@dataclass(frozen=True)
class Work:
    """Numbers of what waits."""

    revisions: int = 0
    claims: int = 0
    reports: int = 0

    @property
    def total(self) -> int:
        """All together."""
        return self.revisions + self.claims + self.reports


def count_work() -> Work:
    """Return what waits for moderators. One query."""
    revisions = _count(Revision.objects.waiting(), "revisions")
    claims = _count(Claim.objects.for_staff(), "claims")
    reports = _count(Report.objects.open(), "reports")
    return Work(**dict(revisions.union(claims, reports)))


def _count(rows: "QuerySet[Any]", part: str) -> "QuerySet[Any, tuple[str, int]]":
    """Return a query for the pair of ``part`` and how many ``rows`` there are; nothing for none."""
    return rows.order_by().annotate(part=Value(part)).values_list("part").annotate(Count("pk"))
