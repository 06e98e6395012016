"""A real SMTP server that a test can make refuse or hang, and that keeps what it took."""

import asyncio
import re
import socket
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class MailServer:
    """Takes mail on a free port of this machine. ``refusal`` is the answer instead, while set.

    While ``hangs`` it says nothing for so many seconds, and then takes no mail.
    """

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.refused = 0
        self.hung = 0
        self.refusal = ""
        self.hangs = 0.0
        self.controller = Controller(self, hostname="127.0.0.1", port=find_free_port())

    @property
    def url(self) -> str:
        """The address as EMAIL_URL has it."""
        return f"smtp://127.0.0.1:{self.controller.port}"

    def start(self) -> None:
        """Open the port."""
        self.controller.start()

    def stop(self) -> None:
        """Close the port."""
        self.controller.stop()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Answer the client at the end of a mail, as aiosmtpd asks."""
        if self.hangs:
            self.hung += 1
            await asyncio.sleep(self.hangs)
            return "451 Too late"
        if self.refusal:
            self.refused += 1
            return self.refusal
        parsed = message_from_bytes(envelope.content or b"", policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        self.taken.append(parsed)
        return "250 Taken"

    def to(self, address: str) -> list[EmailMessage]:
        """Return the mails to ``address``, oldest first."""
        return [mail for mail in self.taken if address in str(mail["To"])]


def find_free_port() -> int:
    """Return a port of this machine that nobody uses at the moment."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def read_links(mail: EmailMessage) -> list[str]:
    """Return the addresses in a mail, in their order."""
    return re.findall(r"https?://\S+", str(mail.get_content()))
