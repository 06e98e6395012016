"""A real mail server for tests, which answers as it is told."""

import contextlib
import datetime
import email
import email.policy
import socket
from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller

from outbox.links import issue_link
from outbox.models import SecretLink
from tests.outbox.mails import NOW


class MailServer:
    """An SMTP server on loopback: it uses up the answers it was given, then says yes."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.received: list[EmailMessage] = []
        self.envelopes: list[tuple[str, list[str]]] = []
        self.recipient_answers: list[str] = []
        self.text_answers: list[str] = []
        self._controller: Controller | None = None

    def start(self) -> None:
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self) -> None:
        if self._controller:
            self._controller.stop()
            self._controller = None

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options) -> str:
        if self.recipient_answers:
            return self.recipient_answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:
        if self.text_answers:
            return self.text_answers.pop(0)
        self.received.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        self.envelopes.append((envelope.mail_from, envelope.rcpt_tos))
        return "250 OK"


@pytest.fixture
def mail_server(settings) -> Iterator[MailServer]:
    """A running mail server, and the site set to use it."""
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as probe:
        port = probe.getsockname()[1]
    server = MailServer(port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.LOCAL_MAILBOX = False
    settings.MAIL_RETRY_SECONDS = [60, 300, 900, 3600]
    yield server
    server.stop()


@pytest.fixture
def make_link():
    """Issue a secret link to a number of your choice."""

    def issue(subject_id: int = 1, purpose: str = SecretLink.Purpose.REFERRAL) -> SecretLink:
        return issue_link(
            purpose=purpose,
            subject_id=subject_id,
            path="/referrals/{token}/",
            now=NOW,
            expires_at=NOW + datetime.timedelta(days=30),
        )

    return issue
