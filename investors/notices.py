"""The mails about an enquiry: each is a template in ``templates/emails``, its first line the subject."""

import datetime
from typing import Any

from django.conf import settings
from django.template import Context, Engine

from investors.models import Enquiry, EnquiryEvent
from investors.reply_links import find_reply_link
from outbox.models import Message, SecretLink
from outbox.services import MessageParts, queue_message
from technorth.languages import HOUSE_LANGUAGE, speak

TRIAGE_NAME = "UKTI triage"


def queue_notice(
    *,
    template: str,
    enquiry: Enquiry,
    to_email: str,
    to_name: str,
    cause: str,
    now: datetime.datetime,
    link: SecretLink | None = None,
    language: str = HOUSE_LANGUAGE,
    **context: Any,
) -> Message:
    """Queue the mail ``templates/emails/<template>.txt`` about ``enquiry``, once for its ``cause``.

    It is in ``language``, whatever is spoken now: the investor's own is ``enquiry.page_language``.

    The template gets ``enquiry``, ``to_name``, ``context`` and, for a secret ``link``, the
    placeholder ``link`` that delivery replaces. It is plain text: nothing is escaped. Call it
    inside the transaction of the cause.
    """
    reply_link = find_reply_link(enquiry=enquiry, to_email=to_email, link=link, now=now)
    parts = write_notice(
        template=template,
        enquiry=enquiry,
        to_email=to_email,
        to_name=to_name,
        cause=cause,
        now=now,
        link=link,
        reply_link=reply_link,
        language=language,
        **context,
    )
    return queue_message(**parts)


def write_notice(
    *,
    template: str,
    enquiry: Enquiry,
    to_email: str,
    to_name: str,
    cause: str,
    now: datetime.datetime,
    link: SecretLink | None,
    reply_link: SecretLink | None,
    language: str = HOUSE_LANGUAGE,
    **context: Any,
) -> MessageParts:
    """Return the mail that ``queue_notice`` queues; no query."""
    with speak(language):
        subject, body = render_mail(template, link=link, enquiry=enquiry, to_name=to_name, **context)
    return {
        "kind": template,
        "dedupe_key": f"{template}:{cause}",
        "about": enquiry.reference,
        "to_email": to_email,
        "to_name": to_name,
        "subject": subject,
        "body": body,
        "link": link,
        "reply_link": reply_link,
        "now": now,
    }


def render_mail(template: str, *, link: SecretLink | None, **context: Any) -> tuple[str, str]:
    """Return subject and body of the mail ``templates/emails/<template>.txt``; nothing is escaped.

    In the language that is spoken now.
    """
    if link is not None:
        context["link"] = f"[[link:{link.pk}]]"
    mail = Engine.get_default().get_template(f"emails/{template}.txt")
    subject, _line, body = mail.render(Context(context, autoescape=False)).strip().partition("\n")
    return subject.strip(), body.strip() + "\n"


def tell_investor(
    *, template: str, enquiry: Enquiry, cause: str, now: datetime.datetime, **context: Any
) -> Message:
    """Queue a mail to the investor, with the link to follow the enquiry while it is open.

    Other people whose enquiries were joined to it get it too, each about their own. Returns the investor's.
    """
    others = enquiry.joined.exclude(email__iexact=enquiry.email).exclude(email="")
    for other in others.order_by("email", "pk").distinct("email"):
        other.reply_due_at, other.close_reason = enquiry.reply_due_at, enquiry.close_reason  # one matter
        _tell_one(template, other, f"{cause}:{other.pk}", now, context)
    return _tell_one(template, enquiry, cause, now, context)


def _tell_one(
    template: str, enquiry: Enquiry, cause: str, now: datetime.datetime, context: dict[str, Any]
) -> Message:
    links = SecretLink.objects.filter(
        purpose=SecretLink.Purpose.ENQUIRY, subject_id=enquiry.pk, revoked_at=None, expires_at__gt=now
    )
    return queue_notice(
        template=template,
        enquiry=enquiry,
        to_email=enquiry.email,
        to_name=enquiry.name,
        cause=cause,
        now=now,
        link=links.order_by("-created_at", "-pk").first(),
        language=enquiry.page_language,
        **context,
    )


def tell_triage(*, template: str, event: EnquiryEvent, now: datetime.datetime, **context: Any) -> Message:
    """Queue a mail to UKTI triage about what ``event`` says of its enquiry."""
    return queue_notice(
        template=template,
        enquiry=event.enquiry,
        to_email=settings.TRIAGE_EMAIL,
        to_name=TRIAGE_NAME,
        cause=str(event.pk),
        now=now,
        desk_url=f"{settings.SITE_URL}/desk/enquiries/{event.enquiry.reference}/",
        **context,
    )
