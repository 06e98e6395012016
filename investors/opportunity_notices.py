"""The mails about an opportunity: to UKTI, to who drafted it, and to who looks after it."""

import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from investors.models import Opportunity
from investors.revision_notices import find_author, queue_revision_notice
from outbox.models import Message


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
    return queue_revision_notice(
        template=template,
        to_email=to_email,
        to_name=to_name,
        cause=cause,
        now=now,
        opportunity=opportunity,
        page_url=settings.SITE_URL + opportunity.get_absolute_url(),
        desk_url=settings.SITE_URL + reverse("investors:desk_opportunity", args=[opportunity.slug]),
        **context,
    )


def find_owner(opportunity: Opportunity) -> tuple[str, str]:
    """Return address and name of who looks after ``opportunity``.

    Its contact while that one is active, else who wrote it last, else UKTI triage.
    """
    contact = opportunity.contact
    if contact is not None and contact.is_active:
        return contact.email, contact.name
    return find_author(opportunity.revisions.order_by("-pk").first())
