"""The mails about an enquiry: each is a template in ``templates/emails``, its first line the subject."""

import datetime
from typing import Any

from django.conf import settings
from django.template import Context, Engine
from django.utils.translation import gettext as _

from investors.models import Enquiry, EnquiryEvent
from outbox.models import Message, SecretLink
from outbox.services import queue_message


def queue_notice(
    *,
    template: str,
    enquiry: Enquiry,
    to_email: str,
    to_name: str,
    cause: str,
    now: datetime.datetime,
    link: SecretLink | None = None,
    **context: Any,
) -> Message:
    """Queue the mail ``templates/emails/<template>.txt`` about ``enquiry``, once for its ``cause``.

    The template gets ``enquiry``, ``to_name``, ``context`` and, for a secret ``link``, the
    placeholder ``link`` that delivery replaces. It is plain text: nothing is escaped. Call it
    inside the transaction of the cause.
    """
    values = {"enquiry": enquiry, "to_name": to_name, **context}
    if link is not None:
        values["link"] = f"[[link:{link.pk}]]"
    mail = Engine.get_default().get_template(f"emails/{template}.txt")
    subject, _line, body = mail.render(Context(values, autoescape=False)).strip().partition("\n")
    return queue_message(
        kind=template,
        dedupe_key=f"{template}:{cause}",
        about=enquiry.reference,
        to_email=to_email,
        to_name=to_name,
        subject=subject.strip(),
        body=body.strip() + "\n",
        link=link,
        now=now,
    )


def tell_investor(
    *, template: str, enquiry: Enquiry, cause: str, now: datetime.datetime, **context: Any
) -> Message:
    """Queue a mail to the investor, with the link to follow the enquiry while it is open."""
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
        **context,
    )


def tell_triage(*, template: str, event: EnquiryEvent, now: datetime.datetime, **context: Any) -> Message:
    """Queue a mail to UKTI triage about what ``event`` says of its enquiry."""
    return queue_notice(
        template=template,
        enquiry=event.enquiry,
        to_email=settings.TRIAGE_EMAIL,
        to_name=_("UKTI triage"),
        cause=str(event.pk),
        now=now,
        desk_url=f"{settings.SITE_URL}/desk/enquiries/{event.enquiry.reference}/",
        **context,
    )
