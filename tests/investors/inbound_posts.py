"""Requests of mail services as they send them, signed or not, for tests."""

import base64
import hashlib
import hmac
import itertools
import json
import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from investors.models import InboundMail
from outbox.mail import find_reply_address
from outbox.models import Message

DOMAIN = "replies.technorth.example"
SECRET = "postmark:a-long-random-password"
KEY = "a-signing-key-of-mailgun"
POSTMARK, MAILGUN = "/webhooks/postmark/", "/webhooks/mailgun/"
_numbers = itertools.count(1)


def switch_on(settings) -> None:
    """Set the site up to take mail in, from both services."""
    settings.INBOUND_DOMAIN = DOMAIN
    settings.POSTMARK_WEBHOOK_SECRET = SECRET
    settings.MAILGUN_WEBHOOK_KEY = KEY


def sign_basic(secret: str = SECRET) -> dict[str, str]:
    """Return the header by which Postmark signs in."""
    return {"Authorization": "Basic " + base64.b64encode(secret.encode()).decode()}


def make_payload(
    *,
    from_email: str = "hanako@robotics.example",
    to: str = f"reply+none@{DOMAIN}",
    subject: str = "Re: We have your enquiry",
    text: str = "Yes, on Monday.",
    html: str = "",
    headers: dict[str, str] | None = None,
    message_id: str | None = None,
    files: dict[str, bytes] | None = None,
) -> dict[str, Any]:
    """Return a mail as Postmark hands it over."""
    message_id = f"<mail-{next(_numbers)}@sender.example>" if message_id is None else message_id
    named = ({"Message-ID": message_id} if message_id else {}) | (headers or {})
    return {
        "FromFull": {"Email": from_email, "Name": "Hanako Sato", "MailboxHash": ""},
        "ToFull": [{"Email": to, "Name": "", "MailboxHash": ""}] if to else [],
        "OriginalRecipient": to,
        "Subject": subject,
        "MessageID": "73e6d360-66eb-11e1-8e72-a8904824019b",
        "TextBody": text,
        "HtmlBody": html,
        "Headers": [{"Name": name, "Value": value} for name, value in named.items()],
        "Attachments": [
            {
                "Name": name,
                "Content": base64.b64encode(content).decode(),
                "ContentType": "application/octet-stream",
                "ContentLength": len(content),
            }
            for name, content in (files or {}).items()
        ],
    }


def post_json(client: Client, path: str, payload: Any, secret: str = SECRET) -> HttpResponse:
    """Post what Postmark posts."""
    body = payload if isinstance(payload, str | bytes) else json.dumps(payload)
    return client.post(path, body, content_type="application/json", headers=sign_basic(secret))


def hand_over(client: Client, **mail: Any) -> InboundMail:
    """Hand a mail over as Postmark does; return the row that it became."""
    response = post_json(client, f"{POSTMARK}inbound/", make_payload(**mail))
    assert response.status_code == 200, response.content
    return InboundMail.objects.latest("pk")


def sign_mailgun(key: str = KEY, token: str = "c0ffee") -> dict[str, str]:
    """Return the fields by which Mailgun proves itself."""
    signature = hmac.new(key.encode(), f"1780000000{token}".encode(), hashlib.sha256).hexdigest()
    return {"timestamp": "1780000000", "token": token, "signature": signature}


def post_mailgun(client: Client, *, key: str = KEY, files: dict[str, bytes] | None = None, **mail: str):
    """Post a mail as Mailgun's route does: a form, its files beside it."""
    fields = {
        "sender": "hanako@robotics.example",
        "recipient": f"reply+none@{DOMAIN}",
        "body-plain": "Yes, on Monday.",
    } | mail
    headers = [
        ["From", "Hanako Sato <hanako@robotics.example>"],
        ["To", fields["recipient"]],
        ["Subject", "Re: We have your enquiry"],
        ["Message-Id", fields.pop("message_id", f"<mail-{next(_numbers)}@sender.example>")],
    ]
    attached = {
        f"attachment-{number}": SimpleUploadedFile(name, content)
        for number, (name, content) in enumerate((files or {}).items(), start=1)
    }
    fields |= {"message-headers": json.dumps(headers), "attachment-count": str(len(attached))}
    return client.post(f"{MAILGUN}inbound/", fields | sign_mailgun(key) | attached)


def report_mailgun(client: Client, message: Message, *, key: str = KEY, **data: Any) -> HttpResponse:
    """Report what became of ``message`` as Mailgun does."""
    event = {
        "event": "failed",
        "severity": "permanent",
        "reason": "bounce",
        "recipient": message.to_email,
        "timestamp": 1780000000.5,
        "message": {"headers": {"message-id": message.message_id.strip("<>")}},
        "delivery-status": {"message": "550 5.1.1 No such user"},
    } | data
    payload = {"signature": sign_mailgun(key), "event-data": event}
    return client.post(f"{MAILGUN}tracking/", json.dumps(payload), content_type="application/json")


def report_postmark(client: Client, message: Message, *, secret: str = SECRET, **data: Any) -> HttpResponse:
    """Report what became of ``message`` as Postmark does: by the name that we gave it."""
    payload = {
        "RecordType": "Bounce",
        "Type": "HardBounce",
        "ID": 42,
        "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483",
        "Email": message.to_email,
        "Details": "550 5.1.1 No such user",
        "BouncedAt": "2026-06-02T10:40:00Z",
        "Metadata": {"message": message.message_id.strip("<>")},
    } | data
    return post_json(client, f"{POSTMARK}tracking/", payload, secret)


def reply_address(message: Message) -> str:
    """Return the address at which answers to ``message`` reach its case."""
    address = find_reply_address(message)
    assert re.fullmatch(rf"reply\+[0-9a-f]{{40}}@{DOMAIN}", address), address
    return address
