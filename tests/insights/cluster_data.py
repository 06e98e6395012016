"""Figures, facts and listings of clusters for tests of their pages; every number is made up."""

import re
from typing import Any

from directory.models import Cluster, ClusterFact, Figure
from tests.directory.listings import BusinessFactory, OutcodeFactory, SectorFactory, SourceFactory


def read_text(response) -> str:
    """Return the words of a page, without tags and with single spaces."""
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode()))
    return words.replace(" , ", ", ")  # where a tag ends before a comma


def make_figure(cluster: Cluster | None, position: int = 0, **fields: Any) -> Figure:
    values: dict[str, Any] = {
        "metric": "tech_jobs",
        "label": "Technology jobs",
        "value": 1000 + position,
        "unit": "jobs",
        "year": f"{2000 + position}",
        "geography": "Leeds",
        "source": SourceFactory(),
    }
    return Figure.objects.create(cluster=cluster, position=position, **values | fields)


def make_fact(cluster: Cluster, kind: str, name: str, **fields: Any) -> ClusterFact:
    return ClusterFact.objects.create(
        cluster=cluster,
        kind=kind,
        name=name,
        **{"position": ClusterFact.objects.count(), "source": SourceFactory()} | fields,
    )


def make_rows(cluster: Cluster, number: int) -> None:
    """Give ``cluster`` that many figures, facts and businesses in outcodes and sectors of their own."""
    for index in range(number):
        make_figure(cluster, index)
        make_fact(cluster, "hub", f"Hub {index}", source=SourceFactory(key=f"s{index}"))
        outcode = OutcodeFactory(code=f"L{index}", cluster=cluster)
        parent = SectorFactory(code=f"sector-{index}")
        child = SectorFactory(code=f"below-{index}", parent=parent)
        BusinessFactory(cluster=cluster, outcode=outcode, sectors=[child], offers="Robots", **WANTED)


WANTED = {"looking_for": ["investment"]}


def list_in_sector(cluster: Cluster, sector: str, number: int, **fields: Any) -> None:
    """List so many businesses of one sector in ``cluster``."""
    BusinessFactory.create_batch(number, cluster=cluster, sectors=[SectorFactory(code=sector)], **fields)
