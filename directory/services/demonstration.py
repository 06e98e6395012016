"""Adding example businesses, for demonstration and for load."""

from collections.abc import Iterable
from datetime import datetime
from itertools import islice

from django.db import transaction

from directory.examples import NUMBERED, Example, make_example, read_number, set_scene
from directory.models import Business, Sector

BATCH = 2000


class ReferenceMissing(Exception):
    """The reference tables are empty: ``load_reference`` comes first."""


def add_example_businesses(*, count: int, now: datetime) -> int:
    """See to it that the examples numbered 1 to ``count`` exist; return how many were added.

    Those that are there already are left as they are, and none is removed. One transaction. Raises
    ReferenceMissing if there are no sectors or outcodes to make them from.
    """
    if not Sector.objects.exists():
        raise ReferenceMissing
    with transaction.atomic():
        examples = Business.objects.filter(origin=Business.Origin.EXAMPLE, slug__regex=NUMBERED)
        slugs = examples.values_list("slug", flat=True)
        existing = {read_number(slug) for slug in slugs}
        missing = [number for number in range(1, count + 1) if number not in existing]
        scene = set_scene()
        made = (make_example(number, scene=scene, now=now) for number in missing)
        while batch := list(islice(made, BATCH)):
            _write(batch)
    return len(missing)


def _write(examples: Iterable[Example]) -> None:
    """Insert the businesses and then their sectors."""
    examples = list(examples)
    Business.objects.bulk_create([example.business for example in examples])
    links = Business.sectors.through
    links._default_manager.bulk_create(
        [
            links(business_id=example.business.pk, sector_id=code)
            for example in examples
            for code in example.sectors
        ]
    )
