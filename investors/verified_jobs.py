"""What projects add to the public progress: verified jobs, and no others."""

import datetime
from dataclasses import dataclass, field

from django.db.models import QuerySet, Sum
from django.db.models.functions import Coalesce

from investors.models import Project, ProjectJobs


@dataclass(frozen=True)
class Jobs:
    """Jobs created and jobs safeguarded: two numbers, never one."""

    created: int = 0
    safeguarded: int = 0


@dataclass(frozen=True)
class VerifiedJobs(Jobs):
    """All of them, and by top-level cluster (its slug).

    A project in several clusters counts in each, so that clusters may add up to more than the whole.
    """

    by_cluster: dict[str, Jobs] = field(default_factory=dict)


def count_verified_jobs(as_of: datetime.datetime) -> VerifiedJobs:
    """Return the actual jobs of won projects that a second person had verified by ``as_of``.

    Examples of the demonstration never count, nor does a project whose win was taken back. One query while
    there are none, else two.
    """
    rows = ProjectJobs.objects.filter(
        verified_at__lte=as_of, project__stage=Project.Stage.WON, project__is_demo=False
    )
    sums = rows.aggregate(created=Sum("actual_created"), safeguarded=Sum("actual_safeguarded"))
    whole = Jobs(sums["created"] or 0, sums["safeguarded"] or 0)
    by_cluster = _sum_by_cluster(rows) if whole != Jobs() else {}
    return VerifiedJobs(whole.created, whole.safeguarded, by_cluster)


def _sum_by_cluster(rows: QuerySet[ProjectJobs]) -> dict[str, Jobs]:
    """Return the sums by top-level cluster; two sub-clusters of one count once."""
    placed = rows.annotate(top=Coalesce("project__clusters__parent", "project__clusters")).exclude(top=None)
    found = placed.values_list("top", "pk", "actual_created", "actual_safeguarded").distinct()
    sums: dict[str, Jobs] = {}
    for top, _pk, created, safeguarded in found:
        so_far = sums.get(top, Jobs())
        sums[top] = Jobs(so_far.created + (created or 0), so_far.safeguarded + (safeguarded or 0))
    return sums
