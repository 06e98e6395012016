"""From a message of the ledger to a mail, and from an error to what it means for the message."""

import smtplib
from dataclasses import dataclass
from email.utils import quote

from django.core.mail import EmailMessage

from outbox.links import build_url
from outbox.models import Message


def build_mail(message: Message) -> EmailMessage:
    """Return the plain-text mail of ``message``, with its secret link opened.

    Its Message-ID is the same at each attempt. Raises ValueError if the link was issued
    under a key that is gone, or if a header would break over lines.
    """
    return EmailMessage(
        subject=message.subject,
        body=open_link(message),
        to=[_write_recipient(message)],
        reply_to=[message.reply_to] if message.reply_to else None,
        headers={"Message-ID": message.message_id, "Auto-Submitted": "auto-generated"}
        | list_headers(message),
    )


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


def judge_error(error: Exception) -> Refusal:
    """Say what ``error``, raised while building or sending a mail, means for its message.

    A 5xx answer about the recipient or the text is final (RFC 5321, 4.2.1). One about us or
    the connection may pass, since it is the mail server that must be put right.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, answer = next(iter(error.recipients.values()))
        return Refusal(f"Recipient refused: {code} {_read_answer(answer)}", may_pass=code < 500)
    if isinstance(error, smtplib.SMTPDataError):
        return Refusal(
            f"Text refused: {error.smtp_code} {_read_answer(error.smtp_error)}",
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
