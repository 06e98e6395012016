"""Asking teams whether their facts are right, and archiving the profiles of those that never answer.

Only a published business with somebody to ask has a round. A listing from public records that nobody has
claimed sinks with age like any other, and the import keeps it up: it is neither asked about nor archived.
"""

import datetime
import logging
import traceback
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from directory.archiving import UNCONFIRMED
from directory.freshness import (
    Round,
    Step,
    add_months,
    advance,
    find_next,
    foresee_end,
    has_sunk,
    is_to_confirm,
)
from directory.models import Business, BusinessEvent, ConfirmationRequest, Membership
from directory.models.memberships import MembershipQuerySet
from directory.notices import queue_notice, tell_team
from directory.permissions import Action, roles_with
from directory.services.confirmations import end_request
from directory.workflow import Actor, move_business, record_event
from outbox.links import issue_link
from outbox.models import SecretLink

logger = logging.getLogger(__name__)

BATCH = 500  # rounds opened, and rounds gone on with, in one sweep
LINK_LIFE = datetime.timedelta(days=60)
LINK_PATH = "/confirmations/{token}/"
REVIEW_WAIT = datetime.timedelta(days=7)
FAILURE_WAIT = datetime.timedelta(days=1)

Outcome = ConfirmationRequest.Outcome
TEMPLATES = {
    Step.ASK: "confirm-facts",
    Step.REMIND: "confirm-facts-reminder",
    Step.SINK: "confirm-facts-reminder",
    Step.FIRST_NOTICE: "confirm-facts-notice",
    Step.LAST_NOTICE: "confirm-facts-notice",
}


def sweep_requests(*, now: datetime.datetime) -> int:
    """Open the rounds that are due at ``now`` and go on with those that wait; return how many were looked at.

    A round that fails is logged and looked at again in a day, so that it does not stand before the others.
    While the database is away the sweep ends: the next one does the rest.
    """
    open_requests(now=now)
    due = list(ConfirmationRequest.objects.due(now).values_list("pk", "business_id")[:BATCH])
    for request_id, business_id in due:
        try:
            _go_on(request_id, business_id, now)
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:
            _put_off(request_id, error, now)
    return len(due)


def open_requests(*, now: datetime.datetime) -> None:
    """Open a round for each business whose facts are to be confirmed and whose team was not asked of late."""
    before, of_late = add_months(now, -settings.CONFIRM_AFTER_MONTHS), add_months(now, -1)
    asked = ConfirmationRequest.objects.filter(business=OuterRef("pk"))
    stale = (
        Business.objects.listed()
        .unconfirmed_since(before)
        .filter(Exists(select_people().filter(business=OuterRef("pk"))))
        .exclude(Exists(asked.open()))
        .exclude(Exists(asked.filter(mailed_at__gt=of_late)))
        .order_by(Coalesce("confirmed_at", "listed_at"), "pk")
    )
    ConfirmationRequest.objects.bulk_create(
        [
            ConfirmationRequest(business_id=key, opened_at=now, due_at=now)
            for key in stale.values_list("pk", flat=True)[:BATCH]
        ],
        ignore_conflicts=True,
    )


def select_people() -> MembershipQuerySet:
    """Return the memberships of those who may confirm facts, for whichever business."""
    return Membership.objects.filter(role__in=roles_with(Action.CONFIRM_FACTS), user__is_active=True)


@transaction.atomic
def _go_on(request_id: int, business_id: int, now: datetime.datetime) -> None:
    """Do what is due in a round, or find that nothing is any more."""
    business = Business.objects.select_for_update().get(pk=business_id)
    request = ConfirmationRequest.objects.due(now).filter(pk=request_id).first()
    if request is None:  # another sweep was first, or somebody confirmed
        return
    if business.status != Business.Status.PUBLISHED:
        end_request(business=business, outcome=Outcome.OVERTAKEN, now=now)
        return
    if not is_to_confirm(business.fresh_from, now=now):
        end_request(business=business, outcome=Outcome.CONFIRMED, now=now)
        return
    people = list(select_people().filter(business=business).select_related("user").order_by("pk"))
    following = find_next(_read_round(business, request), now=now)
    if not people:  # nobody to ask, so nobody to warn: it goes on when somebody is there
        _wait(request, add_months(now, 1))
    elif business.revisions.waiting().exists():  # it has said what is right, and waits for us
        _wait(request, now + REVIEW_WAIT)
    elif following.due_at > now:
        _wait(request, following.due_at)
    elif following.step == Step.ARCHIVE:
        _archive(business, request, now)
    else:
        _send(following.step, business, request, people, now)


def _read_round(business: Business, request: ConfirmationRequest) -> Round:
    return Round(business.fresh_from, request.mailed_at, request.first_notice_at, request.last_notice_at)


def _wait(request: ConfirmationRequest, until: datetime.datetime) -> None:
    ConfirmationRequest.objects.filter(pk=request.pk).update(due_at=until)


def _send(
    step: Step,
    business: Business,
    request: ConfirmationRequest,
    people: Sequence[Membership],
    now: datetime.datetime,
) -> None:
    """Send the mail of ``step`` to everybody who may answer, each with a link of their own."""
    state = advance(_read_round(business, request), step, now=now)
    request.mailed_at, request.mails_sent = now, request.mails_sent + 1
    request.first_notice_at, request.last_notice_at = state.first_notice_at, state.last_notice_at
    request.due_at = find_next(state, now=now).due_at
    request.save()
    values: dict[str, Any] = {
        "has_sunk": has_sunk(business.fresh_from, now=now),
        "is_last": step == Step.LAST_NOTICE,
        "ends_at": foresee_end(state, now=now),
    }
    for person in people:
        link = issue_link(
            purpose=SecretLink.Purpose.CONFIRMATION,
            subject_id=person.pk,
            path=LINK_PATH,
            now=now,
            expires_at=now + LINK_LIFE,
        )
        queue_notice(
            template=TEMPLATES[step],
            business=business,
            to_email=person.user.email,
            to_name=person.user.name,
            cause=f"{request.pk}:{request.mails_sent}:{person.user_id}",
            now=now,
            link=link,
            link_ends_at=link.expires_at,
            **values,
        )
    record_event(
        business=business,
        kind=BusinessEvent.Kind.REMINDED,
        actor=Actor.system(),
        now=now,
        text=str(step.label),
        detail={"request": request.pk, "step": str(step), "people": len(people)},
    )


def _archive(business: Business, request: ConfirmationRequest, now: datetime.datetime) -> None:
    """Take the profile down and tell the team how to put it up again."""
    event = move_business(
        business=business,
        to=Business.Status.ARCHIVED,
        kind=BusinessEvent.Kind.ARCHIVED,
        actor=Actor.system(),
        now=now,
        text=_("Nobody confirmed its facts in time, after two notices."),
        detail={"reason": UNCONFIRMED, "request": request.pk},
    )
    end_request(business=business, outcome=Outcome.ARCHIVED, now=now)
    tell_team(
        template="profile-unconfirmed",
        business=business,
        action=Action.CONFIRM_FACTS,
        cause=str(event.pk),
        now=now,
    )


def _put_off(request_id: int, error: Exception, now: datetime.datetime) -> None:
    """Log where ``error`` was raised, and not its words: those of PostgreSQL quote the row."""
    where = "".join(traceback.format_tb(error.__traceback__))
    logger.error("Request to confirm %s failed: %s\n%s", request_id, type(error).__name__, where)
    waiting = ConfirmationRequest.objects.open().filter(pk=request_id)
    waiting.update(due_at=now + FAILURE_WAIT)
