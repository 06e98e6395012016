"""Opportunities whose time runs out: their contact is told before, and when they are over."""

import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from investors.models import Opportunity, OpportunityEvent
from investors.models.opportunity import OpportunityQuerySet
from investors.opportunity_notices import find_owner, queue_opportunity_notice
from investors.opportunity_workflow import move_opportunity, record_opportunity_event
from investors.workflow import Actor

Status = Opportunity.Status
Kind = OpportunityEvent.Kind
TOLD_BEFORE = datetime.timedelta(days=14)


def find_ending(now: datetime.datetime) -> OpportunityQuerySet:
    """Return those that expire within two weeks and of whose last day nobody was told yet."""
    today = timezone.localdate(now)
    ending = Opportunity.objects.published(today).filter(valid_until__lte=today + TOLD_BEFORE)
    return ending.exclude(reminded_for=F("valid_until"), reminded_for__isnull=False)


def find_over(now: datetime.datetime) -> OpportunityQuerySet:
    """Return those whose last day is past and that still count as published."""
    return Opportunity.objects.filter(status=Status.PUBLISHED, valid_until__lt=timezone.localdate(now))


@transaction.atomic
def remind_of_expiry(*, opportunity_id: int, now: datetime.datetime) -> bool:
    """Mail who looks after an opportunity that it expires soon, once for its last day; say whether now."""
    opportunity = find_ending(now).select_for_update().filter(pk=opportunity_id).first()
    if opportunity is None:
        return False
    Opportunity.objects.filter(pk=opportunity.pk).update(reminded_for=opportunity.valid_until)
    event = record_opportunity_event(
        opportunity=opportunity, kind=Kind.REMINDED, actor=Actor.system(), now=now
    )
    _tell("opportunity-expiring", opportunity, event, now)
    return True


@transaction.atomic
def expire_opportunity(*, opportunity_id: int, now: datetime.datetime) -> bool:
    """Let an opportunity whose last day is past expire, and mail who looks after it; say whether now."""
    opportunity = find_over(now).select_for_update().filter(pk=opportunity_id).first()
    if opportunity is None:
        return False
    event = move_opportunity(
        opportunity=opportunity, to=Status.EXPIRED, kind=Kind.EXPIRED, actor=Actor.system(), now=now
    )
    _tell("opportunity-expired", opportunity, event, now)
    return True


def _tell(template: str, opportunity: Opportunity, event: OpportunityEvent, now: datetime.datetime) -> None:
    email, name = find_owner(opportunity)
    queue_opportunity_notice(
        template=template,
        opportunity=opportunity,
        to_email=email,
        to_name=name,
        cause=str(event.pk),
        now=now,
    )
