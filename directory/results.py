"""What a search found, by primary key: for all that goes out of it rather than onto its page."""

import datetime
from collections.abc import Iterator
from itertools import islice

from django.db import transaction

from directory.filters import BusinessFilter
from directory.models.business import BusinessQuerySet

BATCH = 5000


def iterate_ids(search: BusinessFilter) -> Iterator[list[int]]:
    """Yield all that was found in the search's order, in lists, without holding it all.

    Inside a transaction, where a cursor of the server's need not be kept beyond its query.
    """
    with transaction.atomic():
        ids = search.qs.values_list("pk", flat=True).iterator(chunk_size=BATCH)
        while batch := list(islice(ids, BATCH)):
            yield batch


def find_page_ids(search: BusinessFilter, *, after: int, size: int) -> list[int]:
    """Return up to ``size`` of what was found, by primary key, those beyond ``after``: a stable order."""
    found = find_matches(search).filter(pk__gt=after).order_by("pk")
    return list(found.values_list("pk", flat=True)[:size])


def find_newest(search: BusinessFilter, size: int) -> BusinessQuerySet:
    """Return up to ``size`` of what was found, the newest first, whatever the order asked for."""
    return find_matches(search).order_by("-listed_at", "-pk")[:size]


def find_listed_between(
    search: BusinessFilter, after: datetime.datetime, until: datetime.datetime
) -> BusinessQuerySet:
    """Return what was found and listed after ``after`` and not after ``until``, the newest first."""
    found = find_matches(search).filter(listed_at__gt=after, listed_at__lte=until)
    return found.order_by("-listed_at", "-pk")


def find_matches(search: BusinessFilter) -> BusinessQuerySet:
    """Return all that was found, in no order."""
    return search.filter_without("sort")
