"""What workers do about enquiries. Each task takes ids only and may run any number of times."""

import datetime
import logging
import traceback
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
    except (OperationalError, InterfaceError) as error:
        logger.warning("Enquiry %s waits for the next sweep: %s", enquiry_id, type(error).__name__)
    except Exception as error:
        _log_failure("Routing of enquiry", enquiry_id, error)
        _give_up(enquiry_id, type(error).__name__, now)


def _give_up(enquiry_id: int, error_name: str, now: datetime.datetime) -> None:
    try:
        triage_failed_routing(enquiry_id=enquiry_id, error=error_name, now=now)
    except Exception as error:
        _log_failure("Putting before UKTI, so still due: enquiry", enquiry_id, error)


def _keep_clock(act: Callable[..., None], referral: Referral, now: datetime.datetime) -> None:
    """Act on one referral; a failure is logged and does not stop the others."""
    try:
        act(referral=referral, now=now)
    except StaleReferral:
        logger.info("Referral %s was answered meanwhile", referral.pk)
    except Exception as error:
        _log_failure("The clock of referral", referral.pk, error)


def _log_failure(what: str, row_id: int, error: Exception) -> None:
    """Log where ``error`` was raised, and not its words: those of PostgreSQL quote the investor's row."""
    where = "".join(traceback.format_tb(error.__traceback__))
    logger.error("%s %s failed: %s\n%s", what, row_id, type(error).__name__, where)
