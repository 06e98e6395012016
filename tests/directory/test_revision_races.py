"""Two people change one revision at the same instant: one of them wins, whole, and the other is told."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from accounts.models import User
from directory.models import BusinessEvent, Revision
from directory.services.revisions import (
    approve_revision,
    reject_revision,
    save_section,
    start_revision,
    submit_revision,
    withdraw_revision,
)
from directory.workflow import Actor
from tests.accounts.people import UserFactory
from tests.at_once import run_at_once
from tests.directory.listings import NOW, BusinessFactory
from tests.directory.teams import make_draft

pytestmark = pytest.mark.django_db(transaction=True)
ACTOR = Actor.system()


def race(revision: Revision, *calls: Callable[..., Any]) -> list[str]:
    """Make the calls at once, each with its own copy of ``revision``; return what came of them, sorted."""
    copies = [Revision.objects.get(pk=revision.pk) for _ in calls]
    ready = [partial(call, revision=copy, now=NOW) for call, copy in zip(calls, copies, strict=True)]
    return sorted(type(result).__name__ for result in run_at_once(*ready))


def send(revision: Revision) -> None:
    submit_revision(revision=revision, by=ACTOR, now=NOW)


def make_calls(service: Callable[..., Any], *all_values: dict[str, Any]) -> list[Callable[..., Any]]:
    return [partial(service, by=UserFactory(), values=values) for values in all_values]


def test_two_colleagues_begin_one_revision() -> None:
    business, people = BusinessFactory(), [UserFactory(), UserFactory()]

    results = run_at_once(*(partial(start_revision, business=business, by=by, now=NOW) for by in people))

    assert len(set(results)) == business.revisions.count() == 1


def test_two_colleagues_save_one_section_once() -> None:
    revision = make_draft()

    ends = race(revision, *make_calls(save_section, {"offers": "Cloth"}, {"offers": "Yarn"}))

    assert ends == ["NoneType", "StaleRevision"]
    revision.refresh_from_db()
    assert revision.version == 1


def test_what_is_sent_is_what_was_seen() -> None:
    revision = make_draft()

    ends = race(
        revision,
        *make_calls(save_section, {"offers": "Cloth"}),
        partial(submit_revision, by=ACTOR),
    )

    assert ends in (["NoneType", "StaleRevision"], ["StaleRevision", "bool"])
    revision.refresh_from_db()
    assert (revision.status, revision.content["offers"]) in [("draft", "Cloth"), ("in_review", "")]


def test_profile_is_sent_once() -> None:
    revision = make_draft()

    ends = race(revision, *[partial(submit_revision, by=ACTOR)] * 2)

    assert ends == ["StaleRevision", "bool"]
    assert revision.business.events.filter(kind=BusinessEvent.Kind.SUBMITTED).count() == 1


@pytest.mark.parametrize("decide", [approve_revision, reject_revision])
def test_team_takes_back_or_moderator_decides(decide) -> None:
    revision = make_draft()
    send(revision)
    reasons = {} if decide is approve_revision else {"reasons": ["other"], "text": ""}

    ends = race(revision, partial(withdraw_revision, by=ACTOR), partial(decide, by=UserFactory(), **reasons))

    assert ends == ["NoneType", "StaleRevision"]
    revision.refresh_from_db()
    together = {"draft": "draft", "approved": "published", "rejected": "rejected"}
    assert revision.business.status == together[revision.status]
    assert revision.business.events.count() == 2


def test_two_moderators_decide_once() -> None:
    revision = make_draft()
    send(revision)
    moderators: list[User] = [UserFactory(), UserFactory()]

    ends = race(revision, *(partial(approve_revision, by=by) for by in moderators))

    assert ends == ["NoneType", "StaleRevision"]
    assert revision.business.events.filter(kind=BusinessEvent.Kind.PUBLISHED).count() == 1
