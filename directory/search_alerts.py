"""Telling people what is new in the searches that they keep: one mail for all of them."""

import datetime
import logging
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.http import QueryDict
from django.template import Context, Engine
from django.urls import reverse

from accounts.models import User
from directory.filters import BusinessFilter
from directory.models import Business, SavedSearch
from directory.results import find_listed_between
from directory.saved_searches import compute_due
from outbox.links import issue_link
from outbox.models import SecretLink
from outbox.services import queue_message

logger = logging.getLogger(__name__)

# A listing may become visible a while after the time that it bears: an import commits when all is in.
SETTLED_AFTER = datetime.timedelta(hours=1)
SHOWN = 10  # of each search; the rest stand on its page
LINK_LIFE = datetime.timedelta(days=730)
LINK_LEFT = datetime.timedelta(days=365)


@dataclass(frozen=True)
class News:
    """What is new in one search: how many, and the newest of them."""

    search: SavedSearch
    total: int
    newest: list[Business]
    url: str

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.total - len(self.newest)


def send_due_alerts(*, now: datetime.datetime) -> int:
    """Queue a mail for each person in whose due searches there is news; return how many.

    Each search moves on in the transaction of its mail, under a lock, so it may be called twice at once,
    late, or after days: nothing is told twice and nothing is left out.
    """
    people = SavedSearch.objects.due(now).order_by("user_id").values_list("user_id", flat=True).distinct()
    return sum(_tell_person(user_id, now) for user_id in list(people))


def _tell_person(user_id: int, now: datetime.datetime) -> bool:
    """Tell one person; return whether there was any news."""
    with transaction.atomic():
        # The person is read after the lock: one that was waited for does not renew joined rows.
        due = SavedSearch.objects.due(now).filter(user=user_id).select_for_update(of=("self",))
        searches = list(due.order_by("name", "pk"))
        until = now - SETTLED_AFTER
        told: set[int] = set()
        news = [each for each in (_find_news(search, until, told) for search in searches) if each.total]
        if news:
            first = min(searches, key=lambda search: search.pk)
            _queue_mail(first.user, news, f"{first.pk}:{first.told_until.isoformat()}", now)
        for search in searches:
            search.told_until = max(until, search.told_until)
            search.due_at = compute_due(search.frequency, now)
        SavedSearch.objects.bulk_update(searches, ["told_until", "due_at"])
    return bool(news)


def _find_news(search: SavedSearch, until: datetime.datetime, told: set[int]) -> News:
    """Return what is new in the search and not in ``told``, and add it there."""
    choices = BusinessFilter(QueryDict(search.query))
    ids = [pk for pk in find_listed_between(choices, search.told_until, until) if pk not in told]
    told.update(ids)
    query = choices.write_query(drop=("sort",), add={"sort": "newest"})
    url = f"{settings.SITE_URL}{reverse('directory:businesses')}?{query}"
    return News(search, len(ids), Business.objects.listed_in_order(ids[:SHOWN]), url)


def _queue_mail(user: User, news: list[News], cause: str, now: datetime.datetime) -> None:
    link = _find_link(user, now)
    values = {
        "to_name": user.name,
        "news": news,
        "total": sum(each.total for each in news),
        "site_url": settings.SITE_URL,
        "searches_url": settings.SITE_URL + reverse("directory:saved_searches"),
        "link": f"[[link:{link.pk}]]",
    }
    mail = Engine.get_default().get_template("emails/search-alert.txt")
    subject, _line, body = mail.render(Context(values, autoescape=False)).strip().partition("\n")
    queue_message(
        kind="search-alert",
        dedupe_key=f"search-alert:{cause}",
        to_email=user.email,
        to_name=user.name,
        subject=subject.strip(),
        body=body.strip() + "\n",
        link=link,
        link_unsubscribes=True,
        now=now,
    )
    logger.info("Alert for person %s queued", user.pk)


def _find_link(user: User, now: datetime.datetime) -> SecretLink:
    """Return the link by which this person stops the mails; a new one when the old one ends within a year."""
    purpose = SecretLink.Purpose.ALERTS
    links = SecretLink.objects.filter(purpose=purpose, subject_id=user.pk, revoked_at=None)
    link = links.filter(expires_at__gt=now + LINK_LEFT).order_by("-expires_at").first()
    return link or issue_link(
        purpose=purpose,
        subject_id=user.pk,
        path="/unsubscribe/{token}/",
        now=now,
        expires_at=now + LINK_LIFE,
    )
