"""The mails about an opportunity: to UKTI, to who drafted it, and to who looks after it."""

import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from investors.models import Opportunity, OpportunityRevision
from investors.notices import render_mail
from outbox.models import Message
from outbox.services import queue_message


def queue_opportunity_notice(
    *,
    template: str,
    opportunity: Opportunity,
    to_email: str,
    to_name: str,
    cause: str,
    now: datetime.datetime,
    **context: Any,
) -> Message:
    """Queue the mail ``templates/emails/<template>.txt`` about ``opportunity``, once for its ``cause``.

    The template gets ``opportunity``, ``to_name``, ``page_url``, ``desk_url`` and ``context``. Call it inside
    the transaction of the cause.
    """
    subject, body = render_mail(
        template,
        link=None,
        opportunity=opportunity,
        to_name=to_name,
        page_url=settings.SITE_URL + opportunity.get_absolute_url(),
        desk_url=settings.SITE_URL + reverse("investors:desk_opportunity", args=[opportunity.slug]),
        **context,
    )
    return queue_message(
        kind=template,
        dedupe_key=f"{template}:{cause}",
        to_email=to_email,
        to_name=to_name,
        subject=subject,
        body=body,
        now=now,
    )


def find_owner(opportunity: Opportunity) -> tuple[str, str]:
    """Return address and name of who looks after ``opportunity``.

    Its contact while that one is active, else who wrote it last, else UKTI triage.
    """
    contact = opportunity.contact
    if contact is not None and contact.is_active:
        return contact.email, contact.name
    return find_author(opportunity.revisions.order_by("-pk").first())


def find_author(revision: OpportunityRevision | None) -> tuple[str, str]:
    """Return address and name of who wrote ``revision``, or UKTI's where that account is gone."""
    author: User | None = revision.author if revision else None
    if author is not None and author.is_active:
        return author.email, str(author)
    return settings.TRIAGE_EMAIL, _("UKTI triage")
