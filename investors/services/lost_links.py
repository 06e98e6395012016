"""New links to enquiries for who has lost theirs: mailed to the address of the enquiry, and nowhere else."""

import datetime

from django.db import transaction
from django.db.models import Q

from investors.models import Enquiry, LinkRequest
from investors.models.choices import CloseReason
from investors.notices import queue_notice
from investors.services.submission import issue_follow_link
from technorth.queueing import enqueue

BATCH = 200
MOST_AN_HOUR = 3  # requests for one address that are answered, so that nobody's is flooded
MOST_LINKS = 5  # enquiries of one address, the last ones
CLOSED_SINCE = datetime.timedelta(days=90)
KEPT = datetime.timedelta(days=1)


@transaction.atomic
def ask_for_link(*, email: str, now: datetime.datetime) -> LinkRequest:
    """Note that somebody wants the links of ``email``; the same work whether there are any."""
    request = LinkRequest.objects.create(email=email, asked_at=now)
    enqueue("investors.tasks.answer_link_request", request_id=request.pk)
    return request


@transaction.atomic
def answer_request(*, request_id: int, now: datetime.datetime) -> int:
    """Mail a link to each enquiry of the address that is open or closed of late; return how many.

    Once for a request, however often it is called, and for ``MOST_AN_HOUR`` requests an hour.
    """
    if not LinkRequest.objects.filter(pk=request_id, answered_at=None).update(answered_at=now):
        return 0
    request = LinkRequest.objects.get(pk=request_id)
    since = request.asked_at - datetime.timedelta(hours=1)
    before = LinkRequest.objects.filter(email__iexact=request.email, asked_at__gt=since, pk__lt=request.pk)
    if before.count() >= MOST_AN_HOUR:
        return 0
    is_recent = Q(closed_at=None) | Q(closed_at__gt=now - CLOSED_SINCE)
    enquiries = Enquiry.objects.filter(is_recent, email__iexact=request.email)
    latest = enquiries.exclude(close_reason=CloseReason.SPAM).order_by("-received_at", "-pk")[:MOST_LINKS]
    for enquiry in latest:
        queue_notice(
            template="enquiry-link",
            enquiry=enquiry,
            to_email=enquiry.email,
            to_name="",
            cause=f"{request.pk}:{enquiry.pk}",
            now=now,
            link=issue_follow_link(enquiry, now),
            language=enquiry.page_language,
        )
    return len(latest)


def answer_waiting(*, now: datetime.datetime) -> None:
    """Answer what waits, the oldest first, and forget the addresses of requests a day old."""
    waiting = LinkRequest.objects.filter(answered_at=None).order_by("asked_at", "pk")
    for request_id in list(waiting.values_list("pk", flat=True)[:BATCH]):
        answer_request(request_id=request_id, now=now)
    LinkRequest.objects.filter(answered_at__isnull=False, asked_at__lt=now - KEPT).delete()
