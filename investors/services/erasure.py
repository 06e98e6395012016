"""Erasing the personal data of an enquiry: what is blanked, what stays, and the record of it."""

import datetime
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from investors.models import (
    AddressChange,
    Attachment,
    BulkAction,
    BulkItem,
    CaseTask,
    Decision,
    Enquiry,
    EnquiryDraft,
    EnquiryEvent,
    Erasure,
    InboundFile,
    InboundMail,
    LinkRequest,
    Referral,
    SenderTrace,
    SpamCheck,
)
from investors.services.joining import lock_with_joined
from investors.workflow import Actor, IllegalMove, Kind, record_event
from outbox.erasure import erase_messages
from outbox.links import revoke_links
from outbox.models import Message, SecretLink

logger = logging.getLogger(__name__)

# Blank in every enquiry that is erased. What stays: reference, dates, country, language, sectors, clusters,
# business and opportunities named, kind and size of the plan, status, outcome, routing's rule and contact,
# version of consent.
BLANKED: dict[str, Any] = {
    "name": "",
    "email": "",
    "phone": "",
    "organisation": "",
    "job_title": "",
    "website": "",
    "plan": "",
    "place": "",
    "anything_else": "",
    "triage_reason": "",
    "spam_reasons": [],
}
# Numbers and dates in an event's detail that say nothing of the person.
KEPT_DETAIL = frozenset({"role", "referral", "decision", "contact", "contact_name"})


@dataclass(frozen=True)
class Item:
    """One line of the preview: what, how many rows, and what becomes of them."""

    label: str
    count: int


def preview_erasure(enquiry: Enquiry) -> list[Item]:
    """Return what erasing ``enquiry`` would blank or delete, as it stands."""
    mail = enquiry.email
    counts = [
        (_("Name, addresses, plan and all else that was typed into the form"), int(bool(mail))),
        (
            _("Words in the history: what was written, notes, reasons"),
            enquiry.events.exclude(text="").count(),
        ),
        (_("Messages: subject, text, and the investor's address"), _messages(enquiry).count()),
        (_("Files, deleted from where they are stored"), enquiry.attachments.count()),
        (_("Mail that came in about it, with its files"), enquiry.inbound_mails.count()),
        (_("Tasks"), enquiry.tasks.count()),
        (
            _("Later enquiries of the same person that were put together with it"),
            enquiry.joined.filter(email__iexact=mail).count() if mail else 0,
        ),
        (_("Words of what was done to it and others at once"), _bulks(enquiry).count()),
        (_("Reasons why contacts passed it on"), enquiry.referrals.exclude(reason="").count()),
        (_("Explanations of routing, which may quote the form"), enquiry.decisions.exclude(lines=[]).count()),
        (_("Unfinished enquiries of the same address"), _drafts(mail).count()),
    ]
    return [Item(label, count) for label, count in counts if count]


@transaction.atomic
def erase_enquiry(*, enquiry: Enquiry, reason: str, by: User | None, now: datetime.datetime) -> Erasure:
    """Erase the personal data of a closed ``enquiry`` for ``reason`` (Erasure.Reason); return the record.

    What the same person sent and was joined to it is erased with it; what others sent, once it is old enough.
    A second time it erases what has come since, and keeps the first record. Files are deleted from storage
    after commit; one that a crash left is cleared away as a stray. Raises IllegalMove while the enquiry is
    open, ``outbox.erasure.MessageUnderWay`` while a message about it is being sent.
    """
    enquiry = lock_with_joined(enquiry)
    if enquiry.is_open:
        raise IllegalMove(f"{enquiry.reference}: open, so not to be erased")
    erasure, is_first = Erasure.objects.get_or_create(
        enquiry=enquiry, defaults={"reason": reason, "by": by, "at": now}
    )
    for joined in _find_joined(enquiry, reason):
        erase_enquiry(enquiry=joined, reason=reason, by=by, now=now)
    counts = _erase_rows(enquiry)
    Enquiry.objects.filter(pk=enquiry.pk).update(**BLANKED)
    for purpose in (SecretLink.Purpose.ENQUIRY, SecretLink.Purpose.ADDRESS):
        revoke_links(purpose=purpose, subject_id=enquiry.pk, now=now)
    if is_first:
        erasure.counts = counts
        erasure.save(update_fields=["counts"])
        actor = Actor.staff(by) if by else Actor.system()
        record_event(enquiry=enquiry, kind=Kind.ERASED, actor=actor, now=now, detail={"reason": reason})
    logger.info("Enquiry %s was erased", enquiry.reference)
    return erasure


def _find_joined(enquiry: Enquiry, reason: str) -> QuerySet[Enquiry]:
    """Return what is erased with ``enquiry``: its own time is over where that of the case is."""
    joined = enquiry.joined.order_by("-pk")
    return joined if reason == Erasure.Reason.RETENTION else joined.filter(email__iexact=enquiry.email)


def _erase_rows(enquiry: Enquiry) -> dict[str, int]:
    mail = enquiry.email
    counts = {
        "messages": erase_messages(about=enquiry.reference, person=mail),
        "events": _blank_words(enquiry),
    }
    counts["mails"] = delete_mails(InboundMail.objects.filter(enquiry=enquiry))
    counts["files"] = _delete_files(enquiry)
    counts["tasks"] = CaseTask.objects.filter(enquiry=enquiry).delete()[0]
    counts["bulk_words"] = _blank_bulk_words(enquiry)
    counts["reasons"] = Referral.objects.filter(enquiry=enquiry).exclude(reason="").update(reason="")
    counts["explanations"] = (
        Decision.objects.filter(enquiry=enquiry).exclude(lines=[]).update(lines=[], candidates=[])
    )
    counts["addresses"] = AddressChange.objects.filter(enquiry=enquiry).delete()[0]
    counts["traces"] = SenderTrace.objects.filter(enquiry=enquiry).delete()[0]
    SpamCheck.objects.filter(enquiry=enquiry).update(signs=[], marks=[], words=[])
    if mail:
        counts["drafts"] = _drafts(mail).delete()[0]
        counts["link_requests"] = LinkRequest.objects.filter(email__iexact=mail).delete()[0]
    return {name: count for name, count in counts.items() if count}


def _blank_words(enquiry: Enquiry) -> int:
    events = list(_worded(enquiry))
    for event in events:
        kept = {name: value for name, value in event.detail.items() if name in KEPT_DETAIL}
        EnquiryEvent.objects.filter(pk=event.pk).update(text="", detail=kept)
    return len(events)


def _blank_bulk_words(enquiry: Enquiry) -> int:
    """Blank the words of what was done to it and others at once; what was not done yet never is.

    What is being done this moment goes on: who does it locks the item first, so waiting would be a deadlock.
    """
    bulks = list(_bulks(enquiry))
    pending = BulkItem.objects.filter(bulk__in=bulks, outcome=BulkItem.Outcome.PENDING)
    free = list(pending.select_for_update(skip_locked=True).values_list("pk", flat=True))
    BulkItem.objects.filter(pk__in=free).update(
        outcome=BulkItem.Outcome.PASSED_OVER, words=_("Its words were erased before its turn came.")
    )
    for bulk in bulks:
        BulkAction.objects.filter(pk=bulk.pk).update(parameters=bulk.parameters | {"text": ""})
    return len(bulks)


def delete_mails(mails: QuerySet[InboundMail]) -> int:
    """Delete ``mails`` that came in, and their files after commit; return how many. In a transaction."""
    keys = list(mails.values_list("pk", flat=True))
    _delete_from_storage(InboundFile.objects.filter(mail__in=keys))
    InboundMail.objects.filter(pk__in=keys).delete()
    return len(keys)


def _delete_from_storage(files: Iterable[Attachment | InboundFile]) -> None:
    for each in files:
        transaction.on_commit(partial(each.file.storage.delete, str(each.file.name)), robust=True)


def _delete_files(enquiry: Enquiry) -> int:
    files = list(Attachment.objects.filter(enquiry=enquiry))
    _delete_from_storage(files)
    Attachment.objects.filter(pk__in=[each.pk for each in files]).delete()
    return len(files)


def _worded(enquiry: Enquiry) -> Any:
    return enquiry.events.exclude(kind=Kind.ERASED).exclude(text="", detail={})


def _bulks(enquiry: Enquiry) -> QuerySet[BulkAction]:
    return BulkAction.objects.filter(items__enquiry=enquiry, parameters__text__gt="")


def _messages(enquiry: Enquiry) -> Any:
    return Message.objects.filter(about=enquiry.reference).exclude(body="", subject="")


def _drafts(mail: str) -> Any:
    return EnquiryDraft.objects.filter(email__iexact=mail) if mail else EnquiryDraft.objects.none()


def list_kept() -> list[tuple[str, str]]:
    """Return what stays after an erasure, each with why."""
    return [
        (_("Reference, dates, status and outcome"), _("to count enquiries and how long they took")),
        (_("Country, language, sectors, clusters, kind and size of the plan"), _("for statistics")),
        (_("Who answered, and each step with its time"), _("to account for the work of staff and contacts")),
        (_("Who opened the case"), _("to show that nobody looked who should not have")),
        (_("The version of the wording agreed to, and when"), _("to prove the consent")),
        (_("That messages were sent, when, and whether they arrived"), _("to prove that we answered")),
    ]
