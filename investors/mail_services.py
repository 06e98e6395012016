"""The services that hand mail over by webhook: how each proves itself, and what it says.

The views of django-anymail check signatures and read payloads; ours calls them, so no signal carries a rule.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from anymail.signals import AnymailInboundEvent, AnymailTrackingEvent, EventType, RejectReason
from anymail.webhooks.base import AnymailBaseWebhookView
from anymail.webhooks.mailgun import MailgunInboundWebhookView, MailgunTrackingWebhookView
from anymail.webhooks.postmark import PostmarkInboundWebhookView, PostmarkTrackingWebhookView
from django.conf import settings

from outbox.models import Message

INBOUND, TRACKING = "inbound", "tracking"
CameBack = Message.CameBack
# Reasons that will not pass: the address itself is wrong.
FINAL = {RejectReason.BOUNCED, RejectReason.INVALID, None}
NOT_DELIVERED = {EventType.BOUNCED, EventType.REJECTED, EventType.FAILED}


class PostmarkInbound(PostmarkInboundWebhookView):
    """Takes mails with an empty file, too, for which django-anymail 15.2 raises KeyError."""

    def esp_to_anymail_event(self, esp_event: dict[str, Any]) -> AnymailInboundEvent:
        """Return the mail of ``esp_event``."""
        for attachment in esp_event.get("Attachments", []):
            attachment.setdefault("Data", "")
        return super().esp_to_anymail_event(esp_event)


@dataclass(frozen=True)
class Report:
    """What a service says of one of our mails."""

    message_id: str
    came_back: str
    cause: str


def open_webhook(service: str, kind: str) -> AnymailBaseWebhookView | None:
    """Return what checks and reads requests of ``service``; None where it is unknown or has no secret set."""
    openers: dict[tuple[str, str], Callable[[], AnymailBaseWebhookView | None]] = {
        ("postmark", INBOUND): lambda: _open_postmark(PostmarkInbound),
        ("postmark", TRACKING): lambda: _open_postmark(PostmarkTrackingWebhookView),
        ("mailgun", INBOUND): lambda: _open_mailgun(MailgunInboundWebhookView),
        ("mailgun", TRACKING): lambda: _open_mailgun(MailgunTrackingWebhookView),
    }
    opener = openers.get((service, kind))
    return opener() if opener else None


def _open_postmark(view: type[AnymailBaseWebhookView]) -> AnymailBaseWebhookView | None:
    secret = settings.POSTMARK_WEBHOOK_SECRET
    return view(webhook_secret=secret) if secret else None


def _open_mailgun(view: type[AnymailBaseWebhookView]) -> AnymailBaseWebhookView | None:
    key = settings.MAILGUN_WEBHOOK_KEY
    return view(webhook_signing_key=key) if key else None


def read_report(event: AnymailTrackingEvent) -> Report | None:
    """Return what ``event`` says, or None where nothing follows from it: delivered, opened, delayed …"""
    came_back = _judge(event)
    if not came_back:
        return None
    message_id = (event.metadata or {}).get("message") or event.message_id or ""
    cause = event.mta_response or event.description or event.reject_reason or event.event_type
    return Report(str(message_id)[:200], came_back, str(cause).replace("\0", "")[:300])


def _judge(event: AnymailTrackingEvent) -> str:
    if event.event_type == EventType.COMPLAINED:
        return CameBack.COMPLAINED
    if event.event_type not in NOT_DELIVERED:
        return ""
    said = event.esp_event.get("Type", "") if isinstance(event.esp_event, dict) else ""
    is_final = event.event_type != EventType.FAILED and event.reject_reason in FINAL and said != "SoftBounce"
    return CameBack.BOUNCED if is_final else CameBack.FOR_NOW
