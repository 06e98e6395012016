"""The mails about a business: each is a template in ``templates/emails``, its first line the subject."""

import datetime
from typing import Any

from django.conf import settings
from django.template import Context, Engine

from accounts.models import User
from directory.models import Business
from directory.permissions import roles_with
from outbox.models import Message, SecretLink
from outbox.services import queue_message


def queue_notice(
    *,
    template: str,
    business: Business,
    to_email: str,
    cause: str,
    now: datetime.datetime,
    to_name: str = "",
    link: SecretLink | None = None,
    is_private: bool = False,
    **context: Any,
) -> Message:
    """Queue the mail ``templates/emails/<template>.txt`` about ``business``, once for its ``cause``.

    The template gets ``business``, ``to_name``, ``site_url``, ``context`` and, for a secret ``link``, the
    placeholder ``link`` that delivery replaces. It is plain text: nothing is escaped. Call it inside the
    transaction of the cause.
    """
    values = {"business": business, "to_name": to_name, "site_url": settings.SITE_URL, **context}
    if link is not None:
        values["link"] = f"[[link:{link.pk}]]"
    mail = Engine.get_default().get_template(f"emails/{template}.txt")
    subject, _line, body = mail.render(Context(values, autoescape=False)).strip().partition("\n")
    return queue_message(
        kind=template,
        dedupe_key=f"{template}:{cause}",
        to_email=to_email,
        to_name=to_name,
        subject=subject.strip(),
        body=body.strip() + "\n",
        link=link,
        is_private=is_private,
        business_slug=business.slug,
        now=now,
    )


def tell_person(
    *, template: str, business: Business, user: User, cause: str, now: datetime.datetime, **context: Any
) -> Message:
    """Queue a mail about ``business`` to one person."""
    return queue_notice(
        template=template,
        business=business,
        to_email=user.email,
        to_name=user.name,
        cause=f"{cause}:{user.pk}",
        now=now,
        **context,
    )


def tell_team(
    *, template: str, business: Business, action: str, cause: str, now: datetime.datetime, **context: Any
) -> None:
    """Queue a mail about ``business`` to everybody in its team who may take ``action``."""
    people = User.objects.filter(
        memberships__business=business, memberships__role__in=roles_with(action), is_active=True
    )
    for user in people.order_by("pk"):
        tell_person(template=template, business=business, user=user, cause=cause, now=now, **context)
