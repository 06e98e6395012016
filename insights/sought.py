"""What the businesses of a cluster seek and offer, by the latest snapshot."""

from dataclasses import dataclass

from directory.models import Business
from insights.models import ClusterDemand, Snapshot
from insights.models.clusters import MOST_SAMPLED


@dataclass(frozen=True)
class Wanted:
    """What is looked for, and how many businesses look for it."""

    label: str
    count: int


@dataclass(frozen=True)
class Sought:
    """What is sought and offered in a cluster, with a few who say so; examples are marked among them."""

    wanted: list[Wanted]
    offering: int
    has_examples: bool
    businesses: list[Business]


def describe_sought(snapshot: Snapshot | None, slug: str) -> Sought | None:
    """Return what is sought and offered in a cluster; None where nobody says anything. Two queries.

    Of those to show real businesses come first.
    """
    if snapshot is None:
        return None
    rows = list(ClusterDemand.objects.filter(snapshot=snapshot, cluster=slug).order_by("is_example"))
    if not rows:
        return None
    wanted = [
        Wanted(str(label), number)
        for value, label in Business.Wanted.choices
        if (number := sum(getattr(row, value) for row in rows))
    ]
    ids = [pk for row in rows for pk in row.sample][:MOST_SAMPLED]
    return Sought(
        wanted=sorted(wanted, key=lambda each: -each.count),
        offering=sum(row.offering for row in rows),
        has_examples=any(row.is_example for row in rows),
        businesses=Business.objects.listed_in_order(ids),
    )
