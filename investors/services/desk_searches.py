"""The words that staff look for, and the views of the queue that they keep."""

import datetime
import secrets

from django.db import IntegrityError, transaction

from accounts.models import User
from investors.models import DeskSearch, SavedView

KEPT = datetime.timedelta(days=90)  # words that nobody has looked for since, and no view needs
MOST_VIEWS = 20  # of one person


class NameTaken(Exception):
    """The person has a view of that name."""


class TooMany(Exception):
    """The person has as many views as one may have."""


@transaction.atomic
def keep_search(*, text: str, user: User, now: datetime.datetime) -> DeskSearch:
    """Return the search of ``user`` for ``text``, new or the one there is; its key goes into the address."""
    search, _created = DeskSearch.objects.update_or_create(
        user=user, text=text, defaults={"used_at": now}, create_defaults={"used_at": now, "key": _make_key()}
    )
    return search


def forget_searches(*, now: datetime.datetime) -> int:
    """Delete words that nobody looked for in 90 days, unless a view is kept of them; return how many."""
    old = DeskSearch.objects.filter(used_at__lt=now - KEPT, views=None)
    return old.delete()[0]


def save_view(
    *, name: str, query: str, search: DeskSearch | None, is_shared: bool, owner: User, now: datetime.datetime
) -> SavedView:
    """Keep the queue narrowed by ``query`` under ``name`` for ``owner``. Raises NameTaken and TooMany."""
    if SavedView.objects.filter(owner=owner).count() >= MOST_VIEWS:
        raise TooMany(owner.pk)
    try:
        with transaction.atomic():
            return SavedView.objects.create(
                name=name, query=query, search=search, is_shared=is_shared, owner=owner, saved_at=now
            )
    except IntegrityError as error:
        raise NameTaken(name) from error


def _make_key() -> str:
    return secrets.token_urlsafe(9)
