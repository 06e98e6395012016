"""What workers do about enquiries. Each task takes ids only and may run any number of times."""

import datetime
import logging
import time
import traceback
from collections.abc import Callable, Collection
from typing import Any

from celery import shared_task
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from investors.export_filter import choose_enquiries
from investors.models import Enquiry, Referral
from investors.services import (
    aftercare,
    attachments,
    case_tasks,
    desk_searches,
    drafts,
    exports,
    inbound,
    lost_links,
    opportunity_expiry,
    opportunity_files,
    queue_index,
    retention,
    returns,
)
from investors.services.case_clock import keep_clock
from investors.services.deadlines import lapse_referral, nudge_referral
from investors.services.deciding import MOST_TOGETHER, route_due, triage_failed_routing
from investors.services.deciding import route_enquiry as route_one
from investors.services.offers import StaleReferral
from investors.services.spam import forget_senders as forget_old_senders
from investors.services.summaries import queue_summaries
from investors.services.translation_reports import forget_addresses
from investors.virus_scanner import NoVerdict

logger = logging.getLogger(__name__)

BATCH = 200  # steps of clocks, reminders or lapses in one sweep
MOST_ROUTED, ROUTING_SECONDS = (
    5000,
    60,
)  # enquiries in one sweep: all that an outage left


@shared_task
def route_enquiry(enquiry_id: int, **_: Any) -> None:
    """Route an enquiry as soon as it came in, together with all else that is due.

    Most tasks of a rush find that another one took their enquiry along, and must cost next to nothing.
    """
    now = timezone.now()
    taken = _route_due(now) if _is_due(enquiry_id, now) else ()
    if taken and enquiry_id not in taken:
        _route(enquiry_id, now)


@shared_task
def sweep_enquiries(**_: Any) -> None:
    """Route every enquiry that is due: what a lost broker, worker or database left behind.

    Bounded in time so that new tasks are not kept waiting: the next sweep goes on.
    """
    now, stop_at = timezone.now(), time.monotonic() + ROUTING_SECONDS
    due = Enquiry.objects.filter(due_at__lte=now).order_by("due_at", "pk")
    keys = list(due.values_list("pk", flat=True)[:MOST_ROUTED])
    for start in range(0, len(keys), MOST_TOGETHER):
        if time.monotonic() > stop_at:
            break
        _route_due(now, keys[start : start + MOST_TOGETHER])


@shared_task
def sweep_clocks(**_: Any) -> None:
    """Keep the clocks of cases; remind contacts whose time runs out, and end referrals whose time is over."""
    now = timezone.now()
    due = Enquiry.objects.filter(clock_at__lte=now).order_by("clock_at", "pk")
    for enquiry_id in list(due.values_list("pk", flat=True)[:BATCH]):
        _keep_case(enquiry_id, now)
    offered = Referral.objects.filter(status=Referral.Status.OFFERED).select_related("contact__cluster")
    over = offered.filter(due_at__lte=now).order_by("due_at", "pk")
    for referral in list(over[:BATCH]):
        _keep_clock(lapse_referral, referral, now)
    running_out = offered.filter(due_at__gt=now, nudge_at__lte=now, nudged_at=None).order_by("nudge_at", "pk")
    for referral in list(running_out[:BATCH]):
        _keep_clock(nudge_referral, referral, now)


@shared_task
def scan_attachment(attachment_id: int, **_: Any) -> None:
    """Let ClamAV look into one file as soon as it came in."""
    try:
        attachments.scan_attachment(attachment_id=attachment_id, now=timezone.now())
    except (NoVerdict, FileNotFoundError) as error:
        logger.warning("Attachment %s waits for the next sweep: %s", attachment_id, type(error).__name__)


@shared_task
def sweep_attachments(**_: Any) -> None:
    """Scan every file that waits for it: what a lost broker, worker or scanner left behind."""
    attachments.scan_waiting(now=timezone.now())
    opportunity_files.scan_waiting_files()


@shared_task
def scan_opportunity_file(file_id: int, **_: Any) -> None:
    """Let ClamAV look into one document of an opportunity as soon as it was added."""
    try:
        opportunity_files.scan_opportunity_file(file_id=file_id)
    except (NoVerdict, FileNotFoundError) as error:
        logger.warning("File %s waits for the next sweep: %s", file_id, type(error).__name__)


@shared_task
def sweep_opportunities(**_: Any) -> None:
    """Tell of opportunities that expire soon, and let those expire that are over."""
    now = timezone.now()
    over = opportunity_expiry.find_over(now).order_by("valid_until", "pk")
    for opportunity_id in list(over.values_list("pk", flat=True)[:BATCH]):
        _expire(opportunity_expiry.expire_opportunity, opportunity_id, now)
    ending = opportunity_expiry.find_ending(now).order_by("valid_until", "pk")
    for opportunity_id in list(ending.values_list("pk", flat=True)[:BATCH]):
        _expire(opportunity_expiry.remind_of_expiry, opportunity_id, now)


@shared_task
def remove_stray_files(**_: Any) -> None:
    """Delete files that no enquiry, opportunity or export knows."""
    attachments.remove_strays(now=timezone.now())
    exports.remove_stray_exports(now=timezone.now())


@shared_task
def make_export(export_id: int, **_: Any) -> None:
    """Write the file of one export as soon as somebody asked for it."""
    _make_export(export_id, timezone.now())


@shared_task
def sweep_exports(**_: Any) -> None:
    """Write every file that was asked for and waits, and delete those whose time is over."""
    now = timezone.now()
    for export_id in exports.list_due(now):
        _make_export(export_id, now)
    exports.delete_expired(now=now)


@shared_task
def answer_link_request(request_id: int, **_: Any) -> None:
    """Mail the links that somebody lost."""
    lost_links.answer_request(request_id=request_id, now=timezone.now())


@shared_task
def sweep_link_requests(**_: Any) -> None:
    """Answer every request for a lost link that waits, and forget those of the day before."""
    lost_links.answer_waiting(now=timezone.now())


@shared_task
def file_mail(mail_id: int, **_: Any) -> None:
    """Put one mail that came in where it belongs."""
    _file(mail_id, timezone.now())


@shared_task
def sweep_inbound_mail(**_: Any) -> None:
    """File every mail that waits: what a lost broker, worker or database left behind."""
    now = timezone.now()
    for mail_id in inbound.list_due(now):
        _file(mail_id, now)


@shared_task
def follow_up_return(message_id: int, **_: Any) -> None:
    """Do what follows from one message that did not arrive."""
    _follow_up(message_id, timezone.now())


@shared_task
def sweep_returns(**_: Any) -> None:
    """Do what follows from every message that did not arrive."""
    now = timezone.now()
    for message_id in returns.list_due(now):
        _follow_up(message_id, now)


@shared_task
def sweep_drafts(**_: Any) -> None:
    """Remind who has not finished an enquiry, once, and delete drafts whose time is over."""
    now = timezone.now()
    drafts.delete_old(now=now)
    drafts.remind_due(now=now)


@shared_task
def sweep_queue(**_: Any) -> None:
    """Add up the counts of the queue, and forget words that nobody looks for any more."""
    queue_index.fold_counts()
    desk_searches.forget_searches(now=timezone.now())


@shared_task
def remind_of_tasks(**_: Any) -> None:
    """Queue a mail about each task of staff whose day has come, once."""
    case_tasks.remind_due(now=timezone.now())


@shared_task
def send_summaries(**_: Any) -> None:
    """Queue the week's summaries to contacts, once each."""
    queue_summaries(now=timezone.now())


@shared_task
def sweep_aftercare(**_: Any) -> None:
    """Remind the owners of aftercare that is due, once each; a failure does not stop the others."""
    now = timezone.now()
    due = aftercare.find_due_aftercare(now).order_by("remind_at", "pk")
    for aftercare_id in list(due.values_list("pk", flat=True)[:BATCH]):
        try:
            aftercare.remind_of_aftercare(aftercare_id=aftercare_id, now=now)
        except Exception as error:
            _log_failure("The reminder of aftercare", aftercare_id, error)


@shared_task
def apply_retention(**_: Any) -> None:
    """End a batch of what was kept long enough."""
    retention.apply_retention(now=timezone.now())


@shared_task
def forget_senders(**_: Any) -> None:
    """Delete from where enquiries came, once that is old."""
    forget_old_senders(now=timezone.now())


@shared_task
def forget_translation_reporters(**_: Any) -> None:
    """Delete the addresses of readers who reported a translation, once that is long ago."""
    forget_addresses(now=timezone.now())


def _is_due(enquiry_id: int, now: datetime.datetime) -> bool:
    """Whether routing of the enquiry is still to be done; what cannot be asked now waits for the sweep."""
    try:
        return Enquiry.objects.filter(pk=enquiry_id, due_at__lte=now).exists()
    except (OperationalError, InterfaceError) as error:
        logger.warning("Enquiry %s waits for the next sweep: %s", enquiry_id, type(error).__name__)
        return False


def _route_due(now: datetime.datetime, among: Collection[int] | None = None) -> tuple[int, ...]:
    """Route together what is due, and one at a time what is left of it; return the keys of all of it."""
    batch = route_due(now=now, among=among)
    for enquiry_id in batch.left:
        _route(enquiry_id, now)
    return batch.taken


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


def _file(mail_id: int, now: datetime.datetime) -> None:
    """File one mail; what fails for good goes into the inbox, what may pass waits for the sweep."""
    try:
        inbound.file_mail(mail_id=mail_id, now=now)
    except (OperationalError, InterfaceError) as error:
        logger.warning("Mail %s waits for the next sweep: %s", mail_id, type(error).__name__)
    except Exception as error:
        _log_failure("Filing of mail", mail_id, error)
        inbound.give_up_filing(mail_id=mail_id, error=type(error).__name__)


def _follow_up(message_id: int, now: datetime.datetime) -> None:
    """Follow one message up; a failure is logged, stays due, and does not stop the others."""
    try:
        returns.follow_up_return(message_id=message_id, now=now)
    except Exception as error:
        _log_failure("What follows from message", message_id, error)


def _keep_clock(act: Callable[..., None], referral: Referral, now: datetime.datetime) -> None:
    """Act on one referral; a failure is logged and does not stop the others."""
    try:
        act(referral=referral, now=now)
    except StaleReferral:
        logger.info("Referral %s was answered meanwhile", referral.pk)
    except Exception as error:
        _log_failure("The clock of referral", referral.pk, error)


def _expire(act: Callable[..., bool], opportunity_id: int, now: datetime.datetime) -> None:
    """Act on one opportunity; a failure is logged, stays due, and does not stop the others."""
    try:
        act(opportunity_id=opportunity_id, now=now)
    except Exception as error:
        _log_failure("The time of opportunity", opportunity_id, error)


def _keep_case(enquiry_id: int, now: datetime.datetime) -> None:
    """Take one step of one case; a failure is logged, stays due, and does not stop the others."""
    try:
        keep_clock(enquiry_id=enquiry_id, now=now)
    except Exception as error:
        _log_failure("The clock of enquiry", enquiry_id, error)


def _make_export(export_id: int, now: datetime.datetime) -> None:
    """Write one file; what fails for good is given up, what may pass stays due for the sweep."""
    try:
        exports.make_export(export_id=export_id, choose=choose_enquiries, now=now)
    except (OperationalError, InterfaceError) as error:
        logger.warning("Export %s waits for the next sweep: %s", export_id, type(error).__name__)
    except Exception as error:
        _log_failure("Export", export_id, error)
        exports.fail_export(export_id=export_id, error=type(error).__name__, now=now)


def _log_failure(what: str, row_id: int, error: Exception) -> None:
    """Log where ``error`` was raised, and not its words: those of PostgreSQL quote the investor's row."""
    where = "".join(traceback.format_tb(error.__traceback__))
    logger.error("%s %s failed: %s\n%s", what, row_id, type(error).__name__, where)
