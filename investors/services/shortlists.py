"""The shortlist of an account: changed, brought along at sign-in, deleted when nobody uses it."""

import datetime
from collections.abc import Callable, Sequence

from django.db import transaction

from accounts.models import User
from investors.models import Shortlist
from investors.shortlist_entries import Entry, Merged, merge_entries, read_entries, write_entries

BATCH = 100

Change = Callable[[list[Entry]], list[Entry]]


def read_shortlist(user: User) -> list[Entry]:
    """Return what ``user`` has kept. One query."""
    stored = Shortlist.objects.filter(user=user).values_list("entries", flat=True).first()
    return read_entries(stored)


@transaction.atomic
def change_shortlist(*, user: User, change: Change, now: datetime.datetime) -> list[Entry]:
    """Let ``change`` make the entries anew, and return them. What it raises leaves all as it was.

    Two changes at once, in two windows, both count: the second waits for the first.
    """
    Shortlist.objects.get_or_create(user=user, defaults={"used_at": now})
    shortlist = Shortlist.objects.select_for_update().get(user=user)
    entries = change(read_entries(shortlist.entries))
    shortlist.entries, shortlist.used_at = write_entries(entries), now
    shortlist.save(update_fields=["entries", "used_at"])
    return entries


def bring_along(*, user: User, brought: Sequence[Entry], now: datetime.datetime) -> Merged:
    """Add what was kept before ``user`` signed in; return all that is kept now and what had no room."""
    if not brought:
        Shortlist.objects.filter(user=user).update(used_at=now)
        return Merged(read_shortlist(user), [])
    left_out: list[Entry] = []

    def add(saved: list[Entry]) -> list[Entry]:
        merged = merge_entries(saved, brought)
        left_out.extend(merged.left_out)
        return merged.entries

    return Merged(change_shortlist(user=user, change=add, now=now), left_out)


@transaction.atomic
def delete_unused(now: datetime.datetime) -> int:
    """Delete a batch of those whose time is over; return how many."""
    due = Shortlist.objects.unused(now).order_by("used_at", "pk").values_list("pk", flat=True)
    return Shortlist.objects.filter(pk__in=list(due[:BATCH])).delete()[0]
