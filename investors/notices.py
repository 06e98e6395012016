"""The mails about an enquiry: each is a template in ``templates/emails``, its first line the subject."""

import datetime
import re
from typing import Any

from django.template.loader import render_to_string

from investors.models import Enquiry
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
    placeholder ``link`` that delivery replaces. Call it inside the transaction of the cause.
    """
    values = {"enquiry": enquiry, "to_name": to_name, **context}
    if link is not None:
        values["link"] = f"[[link:{link.pk}]]"
    text = _keep_link(render_to_string(f"emails/{template}.txt", values), link)
    subject, _, body = text.strip().partition("\n")
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


def _keep_link(text: str, link: SecretLink | None) -> str:
    """Break every link placeholder but that of ``link``.

    What an investor typed stands in mails too, and must not open other people's links.
    """
    own = f"[[link:{link.pk}]]" if link is not None else ""
    return re.sub(r"\[\[(link:\d+)\]\]", lambda found: found[0] if found[0] == own else f"({found[1]})", text)
