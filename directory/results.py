"""What a search found, by primary key: for all that goes out of it rather than onto its page."""

import datetime
from bisect import bisect_right
from collections.abc import Iterator
from functools import partial

from directory.filters import BusinessFilter
from directory.index.matches import Matches
from directory.index.orders import NEWEST
from directory.index.positions import read_ids
from directory.models import SearchEntry

BATCH = 10_000
# So few are sorted at once; of more, enough stand among the next entries to fill a page soon.
FEW = 20_000


def iterate_ids(search: BusinessFilter) -> Iterator[list[int]]:
    """Yield all that was found, in the search's order, some at a time. Nothing is asked before the first."""
    yield from search.matches.iterate_ids(BATCH)


def find_page_ids(search: BusinessFilter, *, after: int, size: int) -> list[int]:
    """Return up to ``size`` of what was found, by primary key, those beyond ``after``: a stable order."""
    found = search.matches.positions
    if len(found) <= FEW:
        ids = sorted(read_ids(found))
        start = bisect_right(ids, after)
        return ids[start : start + size]
    page: list[int] = []
    entries = SearchEntry.objects.order_by("pk").values_list("pk", "position")
    while len(page) < size:
        rows = list(entries.filter(pk__gt=after)[:BATCH])
        page += [pk for pk, position in rows if position in found]
        if len(rows) < BATCH:
            break
        after = rows[-1][0]
    return page[:size]


def find_newest(search: BusinessFilter, size: int) -> list[int]:
    """Return up to ``size`` of what was found, the newest first, whatever the order asked for."""
    snapshot = search.snapshot
    walk = partial(NEWEST.walk, entries=len(snapshot.find("all")))
    return Matches(search.matches.positions, snapshot, walk=walk).ids(0, size)


def find_listed_between(
    search: BusinessFilter, after: datetime.datetime, until: datetime.datetime
) -> list[int]:
    """Return what was found and listed after ``after`` and not after ``until``, the newest first."""
    found = search.matches.positions
    listed = SearchEntry.objects.filter(listed_at__gt=after, listed_at__lte=until)
    rows = listed.order_by("-listed_at", "-pk").values_list("pk", "position")
    return [pk for pk, position in rows if position in found]
