"""Which case a mail is about, and whose words it holds: by our own tokens and Message-IDs, never by guess."""

import datetime
import re
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from investors.models import Enquiry, InboundMail, Referral
from outbox.links import find_link, live_links
from outbox.mail import REPLY_NAME
from outbox.models import Message, SecretLink

Purpose = SecretLink.Purpose
MOST_IDS = 20
MOST_SEARCHED = 20_000  # characters of a mail
_REFERENCE = re.compile(r"\bTN-[A-Z0-9]{4}-[A-Z0-9]{4}\b")
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,200}>")


@dataclass(frozen=True)
class Found:
    """What a mail is about. With a ``problem`` a person decides, and ``enquiry`` is only the likely one."""

    enquiry: Enquiry | None = None
    referral: Referral | None = None
    match: str = ""
    problem: str = ""


def match_mail(mail: InboundMail, now: datetime.datetime) -> Found:
    """Return what ``mail`` is about: by the address that it was sent to, else by the mail that it answers."""
    tokens = list_tokens(mail.recipients)
    if tokens:
        return _match_tokens(tokens, now)
    return _match_messages(mail, now)


def suggest_case(mail: InboundMail) -> Enquiry | None:
    """Return the enquiry whose reference ``mail`` names, for a person to judge: anybody can write one."""
    named = _REFERENCE.findall(f"{mail.subject}\n{mail.text}"[:MOST_SEARCHED].upper())
    found = Enquiry.objects.filter(reference__in=named[:MOST_IDS]).order_by("pk")[:2]
    return found[0] if len(found) == 1 else None


def list_tokens(recipients: list[str]) -> list[str]:
    """Return the tokens in ``recipients`` that are addresses of ours for answers."""
    if not settings.INBOUND_DOMAIN:
        return []
    start, end = f"{REPLY_NAME}+", f"@{settings.INBOUND_DOMAIN}"
    return [
        each[len(start) : -len(end)] for each in recipients if each.startswith(start) and each.endswith(end)
    ]


def _match_tokens(tokens: list[str], now: datetime.datetime) -> Found:
    found = [_match_token(token, now) for token in tokens]
    subjects = {(each.enquiry, each.referral) for each in found if each.enquiry}
    if len(subjects) > 1:
        return Found(problem=_("It was sent to the addresses of several cases or people."))
    good = next((each for each in found if not each.problem), None)
    return good or found[0]


def _match_token(token: str, now: datetime.datetime) -> Found:
    for purpose in (Purpose.INVESTOR_REPLY, Purpose.CONTACT_REPLY):
        link = find_link(purpose=purpose, token=token)
        if link is None:
            continue
        found = _find_subject(link, InboundMail.Match.ADDRESS)
        if live_links(purpose=purpose, token=token, now=now).exists():
            return found
        return Found(enquiry=found.enquiry, problem=_("The address that it was sent to is closed."))
    return Found(problem=_("The address that it was sent to is none of ours."))


def _match_messages(mail: InboundMail, now: datetime.datetime) -> Found:
    """Match by the mail that this one answers, else by all earlier ones of its thread."""
    for name in ("in-reply-to", "references"):
        ids = _MESSAGE_ID.findall(mail.headers.get(name, ""))[-MOST_IDS:]
        messages = Message.objects.filter(message_id__in=ids).exclude(about="")
        found = {_match_message(each) for each in messages.select_related("link", "reply_link")}
        if len({each.enquiry for each in found}) > 1:
            return Found(problem=_("It answers mails about several cases."))
        if len({each.referral for each in found}) > 1:
            enquiry = next(iter(found)).enquiry
            return Found(enquiry=enquiry, problem=_("It answers mails to several people."))
        if found:
            return next(iter(found))
    return Found(problem=_("It names no case, and answers none of our mails."))


def _match_message(message: Message) -> Found:
    """Return what an answer to ``message`` is about; whose words it is follows from whom we wrote to."""
    match = InboundMail.Match.MESSAGE
    if message.reply_link is not None:
        return _find_subject(message.reply_link, match)
    enquiry = Enquiry.objects.filter(reference=message.about).first()
    if enquiry is None:
        return Found(problem=_("It answers a mail about a case that is gone."))
    if message.link is not None and message.link.purpose in {Purpose.REFERRAL, Purpose.ENQUIRY}:
        return _find_subject(message.link, match)
    if message.to_email.lower() == enquiry.email.lower():
        return Found(enquiry=enquiry, match=match)
    referral = enquiry.referrals.filter(contact__email__iexact=message.to_email).order_by("-pk").first()
    if referral is not None:
        return _check_referral(referral, match)
    return Found(
        enquiry=enquiry, problem=_("It answers a mail that went neither to the investor nor a contact.")
    )


def _find_subject(link: SecretLink, match: str) -> Found:
    """Return the case that ``link`` belongs to."""
    if link.purpose in {Purpose.INVESTOR_REPLY, Purpose.ENQUIRY}:
        enquiry = Enquiry.objects.filter(pk=link.subject_id).first()
        gone = "" if enquiry else _("The case that it is about is gone.")
        return Found(enquiry=enquiry, match=match, problem=gone)
    referrals = Referral.objects.select_related("enquiry", "contact").filter(pk=link.subject_id)
    referral = referrals.first()
    if referral is None:
        return Found(problem=_("The case that it is about is gone."))
    return _check_referral(referral, match)


def _check_referral(referral: Referral, match: str) -> Found:
    if not Referral.objects.answerable().filter(pk=referral.pk).exists():
        return Found(
            enquiry=referral.enquiry, problem=_("It comes from a contact who no longer has the case.")
        )
    return Found(enquiry=referral.enquiry, referral=referral, match=match)
