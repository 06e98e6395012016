"""Mail that comes in: kept at once, then put on its case, or into the desk's inbox."""

import datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from investors.mail_matching import Found, match_mail, suggest_case
from investors.mail_reading import ReceivedMail
from investors.mail_text import split_quoted
from investors.models import Attachment, Enquiry, EnquiryEvent, InboundFile, InboundMail, Referral
from investors.models.attachments import MOST_FILES
from investors.notices import queue_notice, tell_investor
from investors.services.attachments import add_attachments
from investors.services.following import write_back
from investors.services.holders import find_owner
from investors.services.offers import describe_referral
from investors.uploads import NewFile
from investors.workflow import Actor, IllegalMove, Kind, record_event
from technorth.queueing import enqueue

Status, FiledAs = InboundMail.Status, InboundMail.FiledAs
MOST_WORDS = 10_000  # characters of a mail that go into the history; the whole of it stays with the mail
BATCH = 100


class NotInInbox(Exception):
    """Somebody else dealt with the mail a moment ago."""


@transaction.atomic
def receive_mail(*, received: ReceivedMail, now: datetime.datetime) -> InboundMail:
    """Keep a mail that came in, with its files, to be filed after commit; return it.

    The same mail again is the same row. Another mail with the id of an earlier one is a row of its own.
    """
    key = received.message_id or f"<{received.digest}@without-id>"
    mail, is_new = _keep(key, received, now)
    if not is_new and mail.digest != received.digest:
        mail, is_new = _keep(f"{key[:200]} {received.digest}", received, now)
    if is_new:
        enqueue("investors.tasks.file_mail", mail_id=mail.pk)
    return mail


def _keep(key: str, received: ReceivedMail, now: datetime.datetime) -> tuple[InboundMail, bool]:
    mail, is_new = InboundMail.objects.get_or_create(
        message_id=key,
        defaults={
            "digest": received.digest,
            "from_email": received.from_email,
            "from_name": received.from_name,
            "recipients": received.recipients,
            "subject": received.subject,
            "text": received.text,
            "headers": dict(received.headers),
            "refused_files": received.refused_files,
            "automatic_sign": received.automatic_sign[:120],
            "received_at": now,
            "due_at": now,
        },
    )
    for file in received.files if is_new else []:
        InboundFile.objects.create(
            mail=mail,
            name=file.name,
            content_type=file.content_type,
            size=file.size,
            sha256=file.sha256,
            file=file.content,
        )
    return mail, is_new


def list_due(now: datetime.datetime) -> list[int]:
    """Return the keys of mails that wait to be filed, the oldest first."""
    due = InboundMail.objects.filter(status=Status.WAITING, due_at__lte=now).order_by("due_at", "pk")
    return list(due.values_list("pk", flat=True)[:BATCH])


@transaction.atomic
def file_mail(*, mail_id: int, now: datetime.datetime) -> str:
    """Put a mail that waits on the case that it is about, or into the inbox; return how it stands then.

    Returns the empty text where there is nothing to do, so it may be called any number of times.
    """
    waiting = InboundMail.objects.select_for_update(skip_locked=True)
    mail = waiting.filter(pk=mail_id, status=Status.WAITING, due_at__lte=now).first()
    if mail is None:
        return ""
    found = match_mail(mail, now)
    if found.enquiry is None or found.problem:
        return _put_in_inbox(mail, found)
    filed_as = FiledAs.CONTACT if found.referral else FiledAs.INVESTOR
    try:
        with transaction.atomic():
            put_on_case(
                mail=mail,
                enquiry=found.enquiry,
                filed_as=filed_as,
                referral=found.referral,
                match=found.match,
                now=now,
            )
    except IllegalMove:
        return _put_in_inbox(mail, Found(enquiry=found.enquiry, problem=_("The case is closed.")))
    return Status.FILED


def give_up_filing(*, mail_id: int, error: str) -> None:
    """Put a mail whose filing raised ``error`` (the exception's name) into the inbox, for a person."""
    reason = _("Filing it failed (%(error)s).") % {"error": error}
    waiting = InboundMail.objects.filter(pk=mail_id, status=Status.WAITING)
    waiting.update(status=Status.INBOX, due_at=None, inbox_reason=reason[:300])


def _put_in_inbox(mail: InboundMail, found: Found) -> str:
    enquiry = found.enquiry or suggest_case(mail)
    InboundMail.objects.filter(pk=mail.pk).update(
        status=Status.INBOX,
        due_at=None,
        inbox_reason=found.problem[:300],
        suggested=enquiry.reference if enquiry else "",
    )
    return Status.INBOX


def put_on_case(
    *,
    mail: InboundMail,
    enquiry: Enquiry,
    filed_as: str,
    referral: Referral | None = None,
    match: str,
    now: datetime.datetime,
    by: Actor | None = None,
) -> None:
    """Put ``mail``, whose row the caller has locked, on ``enquiry``, as the words of whom it is from.

    What the investor wrote does what writing on their page does. What a contact wrote is seen by staff and
    them, and goes to nobody by itself. What was sent automatically, and a note, has no effect. Raises
    IllegalMove when the investor may not write to the case any more.
    """
    enquiry = Enquiry.objects.select_for_update().get(pk=enquiry.pk)
    if mail.automatic_sign and by is None:
        filed_as = FiledAs.NOTE
    address = referral.contact.email if referral else enquiry.email
    is_other = bool(mail.from_email) and mail.from_email.lower() != address.lower()
    InboundMail.objects.filter(pk=mail.pk).update(
        status=Status.FILED,
        due_at=None,
        enquiry=enquiry,
        filed_as=filed_as,
        matched_by=match,
        is_other_address=is_other,
        handled_at=now,
        handled_by=by.user_id if by else None,
    )
    mail.is_other_address, mail.matched_by = is_other, match
    files, refused = _open_files(mail, enquiry)
    if filed_as == FiledAs.INVESTOR:
        _take_from_investor(mail, enquiry, files, refused, now)
    elif filed_as == FiledAs.CONTACT and referral is not None:
        _take_from_contact(mail, referral, files, now)
    else:
        _take_note(mail, enquiry, files, by or Actor.system(), now)
    hashes = [file.sha256 for file in files]
    for attachment in Attachment.objects.filter(enquiry=enquiry, sha256__in=hashes, added_at=now):
        InboundFile.objects.filter(mail=mail, sha256=attachment.sha256).update(attachment=attachment)
    _note_oddities(mail, enquiry, refused, now)


def read_words(mail: InboundMail) -> str:
    """Return what was written, without what it quotes, as much as the history keeps."""
    words = split_quoted(mail.text).own
    if len(words) <= MOST_WORDS:
        return words
    return f"{words[:MOST_WORDS].rstrip()} …"


def _open_files(mail: InboundMail, enquiry: Enquiry) -> tuple[list[NewFile], list[str]]:
    """Return the files of ``mail`` that ``enquiry`` has room for, and what is said of all others."""
    known = set(enquiry.attachments.values_list("sha256", flat=True))
    room = MOST_FILES - len(known)
    files, refused = [], list(mail.refused_files)
    for file in mail.files.order_by("pk"):
        if file.sha256 not in known and room <= 0:
            refused.append(_("“%(name)s”: the case has as many files as it may.") % {"name": file.name[:60]})
            continue
        room -= file.sha256 not in known
        with file.file.open("rb") as stored:  # a copy: the mail may be taken off the case again
            content = SimpleUploadedFile(file.name, stored.read())
        files.append(NewFile(file.name, file.content_type, file.size, file.sha256, content))
    return files, refused


def _take_from_investor(
    mail: InboundMail, enquiry: Enquiry, files: list[NewFile], refused: list[str], now: datetime.datetime
) -> None:
    text = read_words(mail)
    note = ""
    if mail.is_other_address:
        note = _("It came by mail from an address that is not the one of the case.")
    write_back(enquiry=enquiry, text=text, files=files, now=now, detail={"mail": mail.pk}, note=note)
    if refused and not mail.automatic_sign:
        day = timezone.localdate(now)
        tell_investor(
            template="mail-files-refused",
            enquiry=enquiry,
            cause=f"{enquiry.pk}:{day:%Y-%m-%d}",
            now=now,
            refused=refused,
        )


def _take_from_contact(
    mail: InboundMail, referral: Referral, files: list[NewFile], now: datetime.datetime
) -> None:
    """Keep a contact's words; tell them, once a day at most, that the investor has not got them."""
    enquiry, contact = referral.enquiry, referral.contact
    actor = Actor.contact(contact)
    add_attachments(enquiry=enquiry, files=files, actor=actor, now=now)
    event = _record(mail, enquiry, actor, now, describe_referral(referral))
    queue_notice(
        template="mail-noted",
        enquiry=enquiry,
        to_email=contact.email,
        to_name=contact.name,
        cause=f"{referral.pk}:{timezone.localdate(now):%Y-%m-%d}",
        now=now,
    )
    email, name = find_owner(enquiry)
    if email.lower() != contact.email.lower():
        queue_notice(
            template="mail-from-contact",
            enquiry=enquiry,
            to_email=email,
            to_name=name,
            cause=str(event.pk),
            now=now,
            text=event.text,
            contact_name=contact.name,
        )


def _take_note(
    mail: InboundMail, enquiry: Enquiry, files: list[NewFile], actor: Actor, now: datetime.datetime
) -> None:
    add_attachments(enquiry=enquiry, files=files, actor=actor, now=now)
    _record(mail, enquiry, actor, now, {})


def _record(
    mail: InboundMail, enquiry: Enquiry, actor: Actor, now: datetime.datetime, detail: dict[str, Any]
) -> EnquiryEvent:
    return record_event(
        enquiry=enquiry,
        kind=Kind.MAIL_RECEIVED,
        actor=actor,
        now=now,
        text=read_words(mail),
        detail={**detail, "mail": mail.pk},
    )


def _note_oddities(mail: InboundMail, enquiry: Enquiry, refused: list[str], now: datetime.datetime) -> None:
    """Say on the case what is to be known of the mail: another sender, files not taken, no person's words."""
    odd = [mail.automatic_sign] if mail.automatic_sign else []
    if mail.is_other_address:
        words = {"address": mail.from_email}
        odd.append(_("It came from %(address)s, which is not the address on the case.") % words)
    if refused:
        odd.append(_("Not taken: %(files)s") % {"files": " ".join(refused)})
    if odd:
        record_event(
            enquiry=enquiry,
            kind=Kind.MAIL_NOTED,
            actor=Actor.system(),
            now=now,
            text=" ".join(odd),
            detail={"mail": mail.pk},
        )
