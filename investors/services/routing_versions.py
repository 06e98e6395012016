"""The life of a version of the rules: drawn up, saved, put in force from a day on, or discarded."""

import datetime
import logging

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from investors import clock
from investors.models import RoutingVersion
from investors.routing_rules import BUILT_IN, Rules, write_rules

logger = logging.getLogger(__name__)


class StaleVersion(Exception):
    """Somebody else saved, activated or discarded the version meanwhile."""


class AlreadyScheduled(Exception):
    """Another version comes into force on a day ahead; it must be taken back first."""


@transaction.atomic
def draft_version(
    *, source: RoutingVersion | None, note: str, by: User, now: datetime.datetime
) -> RoutingVersion:
    """Draw up a new draft with the rules of ``source``, or with the built-in ones; return it."""
    _lock_versions()
    last = RoutingVersion.objects.aggregate(number=Max("number"))["number"] or 0
    rules = source.rules if source else write_rules(BUILT_IN)
    draft = RoutingVersion.objects.create(number=last + 1, note=note, rules=rules, author=by, created_at=now)
    logger.info("Routing version %s drawn up by user %s", draft.number, by.pk)
    return draft


@transaction.atomic
def save_draft(*, version: RoutingVersion, rules: Rules, note: str, saves: int, by: User) -> None:
    """Store ``rules`` and ``note`` in the draft that the caller saw after ``saves`` saves.

    A compare-and-set: raises StaleVersion when it was saved, activated or discarded since.
    """
    seen = RoutingVersion.objects.filter(pk=version.pk, valid_from=None, saves=saves)
    if not seen.update(rules=write_rules(rules), note=note, saves=saves + 1):
        raise StaleVersion(version.number)
    logger.info("Routing version %s saved by user %s", version.number, by.pk)


@transaction.atomic
def activate_version(
    *, version: RoutingVersion, day: datetime.date, saves: int, by: User, now: datetime.datetime
) -> RoutingVersion:
    """Let the draft decide from ``day`` on: at once if that is today, else when work starts that day.

    The version in force until then ends where this one begins. Raises StaleVersion when the
    draft is not what the caller saw, AlreadyScheduled when another waits for its day.
    """
    _lock_versions()
    draft = RoutingVersion.objects.filter(pk=version.pk, valid_from=None, saves=saves).first()
    if draft is None:
        raise StaleVersion(version.number)
    if RoutingVersion.objects.scheduled(now).exists():
        raise AlreadyScheduled
    begins = compute_beginning(day, now)
    RoutingVersion.objects.in_force(begins).update(valid_until=begins)
    draft.valid_from, draft.activated_by = begins, by
    draft.save(update_fields=["valid_from", "activated_by"])
    logger.info("Routing version %s activated from %s by user %s", draft.number, begins, by.pk)
    return draft


@transaction.atomic
def take_back_version(*, version: RoutingVersion, by: User, now: datetime.datetime) -> None:
    """Make a version whose day is still ahead a draft again; the one before it goes on.

    Raises StaleVersion when it is in force by now, or no longer scheduled.
    """
    _lock_versions()
    scheduled = RoutingVersion.objects.scheduled(now).filter(pk=version.pk).first()
    if scheduled is None:
        raise StaleVersion(version.number)
    begins = scheduled.valid_from
    RoutingVersion.objects.filter(pk=version.pk).update(valid_from=None, activated_by=None)
    RoutingVersion.objects.in_force(now).filter(valid_until=begins).update(valid_until=None)
    logger.info("Routing version %s taken back by user %s", version.number, by.pk)


@transaction.atomic
def discard_draft(*, version: RoutingVersion, by: User) -> None:
    """Delete a draft. Raises StaleVersion when it is none any more."""
    drafts = RoutingVersion.objects.select_for_update().filter(pk=version.pk, valid_from=None)
    if not drafts.exists():
        raise StaleVersion(version.number)
    drafts.delete()
    logger.info("Routing version %s discarded by user %s", version.number, by.pk)


def compute_beginning(day: datetime.date, now: datetime.datetime) -> datetime.datetime:
    """Return when a version activated at ``now`` for ``day`` begins; never before ``now``."""
    return max(now, datetime.datetime.combine(day, clock.DAY_STARTS, clock.LONDON))


def _lock_versions() -> None:
    """Let one change of versions happen at a time."""
    list(RoutingVersion.objects.select_for_update().order_by("pk").values_list("pk"))
