"""Where mail services hand over what came in, and report what came back."""

import logging
from collections.abc import Callable
from typing import Any

from anymail.exceptions import AnymailConfigurationError, AnymailError, AnymailWebhookValidationFailure
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from investors.mail_reading import ReceivedMail, read_mail
from investors.mail_services import INBOUND, TRACKING, Report, open_webhook, read_report
from investors.services.inbound import receive_mail
from investors.services.returns import take_report

logger = logging.getLogger(__name__)

MOST_BYTES = 40 * 1024 * 1024  # of one request: 25 MB of files, as mail carries them
TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
# What reading a request may raise that is not as it should be; the database's errors are not among them.
UNREADABLE = (
    *(
        AnymailError,
        AnymailConfigurationError,
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        AssertionError,
    ),
    *(OverflowError, RecursionError),
)


@csrf_exempt
@never_cache
@require_http_methods(["HEAD", "POST"])
def receive(request: HttpRequest, service: str) -> HttpResponse:
    """Keep the mails of a signed request; 200 says that they are in the database."""
    received: list[ReceivedMail] = []
    response = read_request(
        request, service, INBOUND, lambda events: received.extend(read_mail(each.message) for each in events)
    )
    for mail in received:
        receive_mail(received=mail, now=timezone.now())
    return response


@csrf_exempt
@never_cache
@require_http_methods(["HEAD", "POST"])
def report(request: HttpRequest, service: str) -> HttpResponse:
    """Note what came back or was marked as spam; what is said of mails not ours is taken, and no more."""
    reports: list[Report] = []
    response = read_request(
        request, service, TRACKING, lambda events: reports.extend(filter(None, map(read_report, events)))
    )
    for each in reports:
        take_report(
            message_id=each.message_id, came_back=each.came_back, cause=each.cause, now=timezone.now()
        )
    return response


def read_request(
    request: HttpRequest, service: str, kind: str, take: Callable[[list[Any]], None]
) -> HttpResponse:
    """Check who sends ``request`` and let ``take`` read its events; answer with what became of it.

    404: no such service, or no secret is set. 401: not signed by it. 413: too large. 400: not understood.
    Services send again what was answered with anything but 200, and keep what never was taken.
    """
    webhook = open_webhook(service, kind)
    if webhook is None:
        raise Http404
    if request.method == "HEAD":  # some services ask so whether the address is right
        return HttpResponse()
    try:
        _load_body(request)
        webhook.run_validators(request)
        take(webhook.parse_events(request))
    except AnymailWebhookValidationFailure:
        logger.warning("A request to the %s webhook of %s was not signed", kind, service)
        return _answer(401, "not signed")
    except TOO_LARGE:
        logger.error("A request to the %s webhook of %s was too large", kind, service)
        return _answer(413, "too large")
    except UNREADABLE as error:
        logger.error("A request to the %s webhook of %s: %s", kind, service, type(error).__name__)
        return _answer(400, "not understood")
    return _answer(200, "taken")


def _load_body(request: HttpRequest) -> None:
    """Read a JSON body, which may be larger than a form of the site; forms are read by Django, in bounds."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        raise RequestDataTooBig
    if request.content_type != "application/json":
        return
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise RequestDataTooBig
    request._body = body  # what ``request.body`` returns from here on


def _answer(status: int, text: str) -> HttpResponse:
    return HttpResponse(f"{text}\n", status=status, content_type="text/plain")
