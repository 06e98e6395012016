"""From a message of the ledger to a mail, and from an error to what it means for the message."""

import re
import smtplib
from dataclasses import dataclass
from email.utils import quote

from django.conf import settings
from django.core.mail import EmailMessage

from outbox.links import build_url, compute_token
from outbox.models import RECIPIENT_REFUSED, TEXT_REFUSED, Message

REPLY_NAME = "reply"  # what stands before the + of an address for answers
# Answers about the address itself (RFC 5321), unless the finer code (RFC 3463) says policy or the like.
NO_SUCH_ADDRESS = {550, 551, 553}
OTHER_TROUBLE = re.compile(r"5\.(?!1\.|2\.1)\d")


def build_mail(message: Message) -> EmailMessage:
    """Return the plain-text mail of ``message``, with its secret link opened.

    Its Message-ID is the same at each attempt. Raises ValueError if the link was issued
    under a key that is gone, or if a header would break over lines.
    """
    return EmailMessage(
        subject=message.subject,
        body=open_link(message),
        to=[_write_recipient(message)],
        reply_to=[address] if (address := find_reply_address(message)) else None,
        headers={"Message-ID": message.message_id, "Auto-Submitted": "auto-generated"}
        | list_headers(message)
        | provider_headers(message),
    )


def find_reply_address(message: Message) -> str:
    """Return where answers to ``message`` go; empty where that is its sender.

    The token of a reply address is computed here, like that of a link, and is never stored.
    """
    if message.reply_to or message.reply_link is None or not settings.INBOUND_DOMAIN:
        return message.reply_to
    return f"{REPLY_NAME}+{compute_token(message.reply_link)}@{settings.INBOUND_DOMAIN}"


def provider_headers(message: Message) -> dict[str, str]:
    """Return the headers by which Postmark keeps our Message-ID, and names it when a mail comes back."""
    if not settings.POSTMARK_WEBHOOK_SECRET:
        return {}
    return {"X-PM-KeepID": "true", "X-PM-Metadata-message": message.message_id.strip("<>")}


def list_headers(message: Message) -> dict[str, str]:
    """Return the headers by which a mail program ends such mails at one click (RFC 8058); none for others."""
    if message.link is None or not message.link_unsubscribes:
        return {}
    return {
        "List-Unsubscribe": f"<{build_url(message.link)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _write_recipient(message: Message) -> str:
    """Return name and address in one line. Django encodes and folds it, which must not happen twice."""
    return f'"{quote(message.to_name)}" <{message.to_email}>' if message.to_name else message.to_email


def open_link(message: Message) -> str:
    """Return the body of ``message`` with the address of its own secret link, and of no other."""
    if message.link is None:
        return message.body
    return message.body.replace(f"[[link:{message.link.pk}]]", build_url(message.link))


@dataclass(frozen=True)
class Refusal:
    """Why a mail did not leave, and whether trying again may help."""

    cause: str
    may_pass: bool
    is_bad_address: bool = False


def judge_error(error: Exception) -> Refusal:
    """Say what ``error``, raised while building or sending a mail, means for its message.

    A 5xx answer about the recipient or the text is final (RFC 5321, 4.2.1). One about us or
    the connection may pass, since it is the mail server that must be put right.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, answer = next(iter(error.recipients.values()))
        words = _read_answer(answer)
        return Refusal(
            f"{RECIPIENT_REFUSED} {code} {words}",
            may_pass=code < 500,
            is_bad_address=code in NO_SUCH_ADDRESS and not OTHER_TROUBLE.match(words),
        )
    if isinstance(error, smtplib.SMTPDataError):
        return Refusal(
            f"{TEXT_REFUSED} {error.smtp_code} {_read_answer(error.smtp_error)}",
            may_pass=error.smtp_code < 500,
        )
    if isinstance(error, smtplib.SMTPResponseException):
        return Refusal(f"Server refused: {error.smtp_code} {_read_answer(error.smtp_error)}", may_pass=True)
    if isinstance(error, OSError):  # smtplib's own errors among them
        return Refusal(f"Mail server not reached: {error or type(error).__name__}", may_pass=True)
    return Refusal(f"{type(error).__name__}: {error}", may_pass=False)


def _read_answer(answer: bytes | str) -> str:
    text = answer.decode(errors="replace") if isinstance(answer, bytes) else answer
    return " ".join(text.split())
