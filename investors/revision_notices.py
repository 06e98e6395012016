"""The mails about a revision: to UKTI who decide on it, and to who wrote it."""

import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import User
from investors.models.revisions import Revision
from investors.notices import render_mail
from outbox.models import Message
from outbox.services import queue_message


def queue_revision_notice(
    *, template: str, to_email: str, to_name: str, cause: str, now: datetime.datetime, **context: Any
) -> Message:
    """Queue the mail ``templates/emails/<template>.txt`` once for its ``cause``, in the transaction of that.

    The template gets ``to_name`` and ``context``.
    """
    subject, body = render_mail(template, link=None, to_name=to_name, **context)
    return queue_message(
        kind=template,
        dedupe_key=f"{template}:{cause}",
        to_email=to_email,
        to_name=to_name,
        subject=subject,
        body=body,
        now=now,
    )


def find_author(revision: Revision | None) -> tuple[str, str]:
    """Return address and name of who wrote ``revision``, or UKTI's where that account is gone."""
    author: User | None = revision.author if revision else None
    if author is not None and author.is_active:
        return author.email, str(author)
    return settings.TRIAGE_EMAIL, _("UKTI triage")
