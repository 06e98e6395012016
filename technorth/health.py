"""What load balancers and monitors ask: is the process alive, and can the portal work?"""

import datetime

from celery import current_app
from django.conf import settings
from django.db import DatabaseError
from django.db.models import Min
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from investors.models import Enquiry
from outbox.models import Message

# Work that is due waits for one sweep at most; this many missed sweeps mean no worker or no beat.
LATE_SWEEPS = 10


@never_cache
@require_safe
def show_process(request: HttpRequest) -> JsonResponse:
    """Answer 200 as long as this process serves requests. A supervisor restarts what does not."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def show_readiness(request: HttpRequest) -> JsonResponse:
    """Say how the database, the broker and the queue are.

    503 only when the database is away, since then no page works. Without the broker, or with
    a late queue, pages still work and nothing is lost, so the answer is 200 with
    ``"status": "degraded"``: take no web server out for it, but call somebody. ``unsent`` counts the
    mails not sent a quarter of an hour after they were written, with those given up and not dealt with.
    One bad address degrades nothing; only ``"mail": "stuck"`` does.
    """
    now = timezone.now()
    try:
        oldest = find_oldest_due(now)
        unsent, mail = count_unsent(now)
    except DatabaseError:
        return JsonResponse({"status": "down", "database": "down"}, status=503)
    seconds = round(oldest.total_seconds())
    broker = "up" if broker_answers() else "down"
    is_late = seconds > LATE_SWEEPS * settings.SWEEP_SECONDS
    status = "degraded" if broker == "down" or is_late or mail == "stuck" else "ok"
    return JsonResponse(
        {
            "status": status,
            "database": "up",
            "broker": broker,
            "oldest_due_seconds": seconds,
            "late": is_late,
            "mail": mail,
            "unsent": unsent,
        }
    )


def count_unsent(now: datetime.datetime) -> tuple[int, str]:
    """Return how many mails should have left by ``now``, and how mail stands: ok, unsent or stuck.

    Stuck: some were never tried, or the mail server was not reached or takes nothing from us. What is refused
    for its address or text is unsent, and a matter for the desk.
    """
    late = Message.objects.late(now)
    unsent = late.count()
    if not unsent:
        return 0, "ok"
    return unsent, "stuck" if late.unsent().not_refused().exists() else "unsent"


def find_oldest_due(now: datetime.datetime) -> datetime.timedelta:
    """Return how long the oldest enquiry or message that is due at ``now`` has waited."""
    enquiries = Enquiry.objects.filter(due_at__lte=now)
    waiting = [Message.Status.QUEUED, Message.Status.SENDING]
    messages = Message.objects.filter(due_at__lte=now, status__in=waiting)
    oldest = [rows.aggregate(oldest=Min("due_at"))["oldest"] for rows in (enquiries, messages)]
    return now - min((due for due in oldest if due), default=now)


def broker_answers() -> bool:
    """Say whether the broker takes commands, without waiting for one that is away."""
    try:
        with current_app.connection_for_write() as broker:
            return bool(broker.default_channel.client.ping())
    except Exception:  # every broker library raises its own kinds
        return False
