"""The desk's inbox: what staff do with a mail that was not filed by itself, and how they take it back.

Each is one transaction that locks the mail.
"""

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from investors.models import Attachment, Enquiry, InboundMail, Referral
from investors.services.inbound import NotInInbox, put_on_case
from investors.workflow import Actor, Kind, record_event

Status = InboundMail.Status


@transaction.atomic
def file_by_hand(
    *,
    mail_id: int,
    enquiry: Enquiry,
    filed_as: str,
    referral: Referral | None = None,
    by: User,
    now: datetime.datetime,
) -> None:
    """Put a mail of the inbox on ``enquiry``, as the words of whom staff say; ``referral`` is the contact's.

    Raises NotInInbox when somebody was first, IllegalMove when the investor may not write to the case.
    """
    put_on_case(
        mail=_lock(mail_id, Status.INBOX),
        enquiry=enquiry,
        filed_as=filed_as,
        referral=referral,
        match=InboundMail.Match.STAFF,
        now=now,
        by=Actor.staff(by),
    )


@transaction.atomic
def set_aside(*, mail_id: int, reason: str, by: User, now: datetime.datetime) -> None:
    """Note that a mail of the inbox is about no case, because of ``reason``. Raises NotInInbox."""
    mail = _lock(mail_id, Status.INBOX)
    InboundMail.objects.filter(pk=mail.pk).update(
        status=Status.SET_ASIDE, reason=reason[:300], handled_by=by, handled_at=now
    )


@transaction.atomic
def take_back(*, mail_id: int, by: User, now: datetime.datetime) -> None:
    """Put a mail back into the inbox from a case, with its files, or from among those about no case.

    The history of a case keeps that the mail was there; clocks that it set going stay. Raises NotInInbox when
    it is there already.
    """
    mail = _lock(mail_id, Status.FILED, Status.SET_ASIDE)
    if mail.enquiry is not None:
        record_event(
            enquiry=mail.enquiry,
            kind=Kind.MAIL_NOTED,
            actor=Actor.staff(by),
            now=now,
            text=_("A mail was taken off this case: it was filed here by mistake."),
            detail={"mail": mail.pk},
        )
        files = mail.files.exclude(attachment=None)
        Attachment.objects.filter(pk__in=list(files.values_list("attachment", flat=True))).delete()
    InboundMail.objects.filter(pk=mail.pk).update(
        status=Status.INBOX,
        enquiry=None,
        filed_as="",
        matched_by="",
        is_other_address=False,
        reason="",
        handled_by=None,
        handled_at=None,
        inbox_reason=_("%(name)s put it back.") % {"name": by},
        suggested="",
    )


def _lock(mail_id: int, *statuses: str) -> InboundMail:
    mail = InboundMail.objects.select_for_update().filter(pk=mail_id, status__in=statuses).first()
    if mail is None:
        raise NotInInbox(mail_id)
    return mail
