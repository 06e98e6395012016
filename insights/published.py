"""The published counts of jobs in the North that stand beside the target, as a snapshot keeps them."""

from typing import TypedDict

from directory.models import Figure

NORTH = "North of England"
TARGET = "ambition_jobs"
BASELINE = "ict_jobs"


class Published(TypedDict):
    """One published count, with all that a reader needs to judge and to find it.

    ``published`` is as the source states it, to be written in the reader's language when it is shown.
    """

    metric: str
    label: str
    value: int
    value_text: str
    year: str
    geography: str
    note: str
    source: str
    publisher: str
    published: str
    url: str


def list_published() -> list[Published]:
    """Return the counts of jobs in the North and its parts, the target among them, in their order. One query.

    Those of single clusters stand on their pages, and those of the whole country count something else.
    """
    figures = Figure.objects.filter(cluster=None, unit="jobs").exclude(geography="United Kingdom")
    return [
        Published(
            metric=each.metric,
            label=each.label,
            value=int(each.value),
            value_text=each.value_text,
            year=each.year,
            geography=each.geography,
            note=each.note,
            source=each.source.title,
            publisher=each.source.publisher,
            published=each.source.published,
            url=each.source.url,
        )
        for each in figures.select_related("source").order_by("position", "pk")
    ]
