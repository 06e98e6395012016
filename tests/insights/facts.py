"""Clusters and figures for tests of the pages about them; every number is made up."""

from decimal import Decimal

from directory.models import Cluster, Figure, Source
from tests.directory.listings import ClusterFactory


def make_source() -> Source:
    return Source.objects.create(
        key="made-up", kind=Source.Kind.REPORT, title="A made-up report", url="https://example.org/report"
    )


def make_cluster(position: int, *, slug: str = "", parent: Cluster | None = None) -> Cluster:
    return ClusterFactory(
        slug=slug or f"cluster-{position}", name=f"Cluster {position}", parent=parent, position=position
    )


def make_figure(source: Source, position: int, **fields: object) -> Figure:
    defaults: dict[str, object] = {
        "metric": f"metric_{position}",
        "label": "Made-up jobs",
        "value": Decimal(1000 + position),
        "unit": "jobs",
        "year": "2020",
        "geography": "A made-up area",
    }
    return Figure.objects.create(source=source, position=position, **(defaults | fields))


def make_progress(source: Source) -> None:
    """Make the three figures of the whole North that the home page sets side by side."""
    north = {"geography": "North of England"}
    make_figure(source, 1, metric="ict_jobs", label="ICT jobs", value=Decimal(200_000), year="2014", **north)
    make_figure(source, 2, metric="ambition_jobs", label="Jobs wanted", value=Decimal(400_000), **north)
    make_figure(source, 3, metric="digital_jobs", label="Digital jobs", value=Decimal(283_515), **north)
