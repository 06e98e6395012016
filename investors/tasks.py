"""What workers do about enquiries. Each task takes ids only and may run any number of times."""

import datetime
import logging
from collections.abc import Callable
from typing import Any

from celery import shared_task
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from investors.models import Enquiry, Referral
from investors.services.assignment import route_enquiry as route_one
from investors.services.assignment import triage_failed_routing
from investors.services.deadlines import lapse_referral, nudge_referral
from investors.services.offers import StaleReferral

logger = logging.getLogger(__name__)

BATCH = 200  # enquiries, reminders or lapses in one sweep


@shared_task
def route_enquiry(enquiry_id: int, **_: Any) -> None:
    """Route one enquiry as soon as it came in."""
    _route(enquiry_id, timezone.now())


@shared_task
def sweep_enquiries(**_: Any) -> None:
    """Route every enquiry that is due: what a lost broker, worker or database left behind."""
    now = timezone.now()
    due = Enquiry.objects.filter(due_at__lte=now).order_by("due_at", "pk")
    for enquiry_id in list(due.values_list("pk", flat=True)[:BATCH]):
        _route(enquiry_id, now)


@shared_task
def sweep_clocks(**_: Any) -> None:
    """Remind every contact whose time runs out, and end every referral whose time is over."""
    now = timezone.now()
    offered = Referral.objects.filter(status=Referral.Status.OFFERED).select_related("contact__cluster")
    over = offered.filter(due_at__lte=now).order_by("due_at", "pk")
    for referral in list(over[:BATCH]):
        _keep_clock(lapse_referral, referral, now)
    running_out = offered.filter(due_at__gt=now, nudge_at__lte=now, nudged_at=None).order_by("nudge_at", "pk")
    for referral in list(running_out[:BATCH]):
        _keep_clock(nudge_referral, referral, now)


def _route(enquiry_id: int, now: datetime.datetime) -> None:
    """Route one enquiry; what fails for good goes to UKTI, what may pass stays due for the sweep."""
    try:
        route_one(enquiry_id=enquiry_id, now=now)
    except (OperationalError, InterfaceError):
        logger.warning("Enquiry %s waits for the next sweep", enquiry_id, exc_info=True)
    except Exception as error:
        logger.exception("Enquiry %s could not be routed", enquiry_id)
        _give_up(enquiry_id, type(error).__name__, now)


def _give_up(enquiry_id: int, error: str, now: datetime.datetime) -> None:
    try:
        triage_failed_routing(enquiry_id=enquiry_id, error=error, now=now)
    except Exception:
        logger.exception("Enquiry %s could not be put before UKTI; it stays due", enquiry_id)


def _keep_clock(act: Callable[..., None], referral: Referral, now: datetime.datetime) -> None:
    """Act on one referral; a failure is logged and does not stop the others."""
    try:
        act(referral=referral, now=now)
    except StaleReferral:
        logger.info("Referral %s was answered meanwhile", referral.pk)
    except Exception:
        logger.exception("Referral %s could not be reminded or ended", referral.pk)
