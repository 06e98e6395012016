"""What the investor does on the page of their enquiry: each one transaction with its event."""

import datetime
import zoneinfo
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from investors.call_times import describe_slot
from investors.models import AddressChange, Enquiry, EnquiryEvent
from investors.models.choices import CloseReason
from investors.notices import queue_notice, tell_investor, tell_triage
from investors.services.attachments import add_attachments
from investors.services.contributions import end_contributions
from investors.services.joining import lock_with_joined, release_joined
from investors.services.offers import withdraw_lead
from investors.services.turns import lock_open, take_up, tell_holders
from investors.uploads import NewFile
from investors.workflow import Actor, IllegalMove, Kind, Status, move_enquiry, record_event
from outbox.links import issue_link, revoke_links
from outbox.models import SecretLink
from technorth.languages import find_language, in_house_language

ADDRESS_DAYS = 7
ADDRESS_PATH = "/{prefix}enquiries/address/{{token}}/"
MOST_CHANGES_A_DAY = 5  # addresses that one enquiry may write to for confirmation


class TooManyChanges(Exception):
    """So many addresses were given for this enquiry today that no more mail goes out."""


@in_house_language
@transaction.atomic
def write_back(
    *,
    enquiry: Enquiry,
    text: str,
    files: Sequence[NewFile] = (),
    now: datetime.datetime,
    detail: dict[str, Any] | None = None,
    note: str = "",
) -> None:
    """Add what the investor wrote, and ``files``, to the enquiry, and tell who has it.

    One that awaited the investor, or was put off, is in progress again, and whoever has it owes an answer.
    One that was closed because the investor did not answer is opened again and routed. Raises IllegalMove
    when it is closed for another reason, TooManyFiles when it would have more files than it may; then nothing
    is kept. Where it came by mail, ``detail`` names the mail, and ``note`` is told to who has the enquiry.
    """
    enquiry = Enquiry.objects.select_for_update().get(pk=enquiry.pk)
    if not enquiry.takes_words:
        raise IllegalMove(f"{enquiry.reference}: closed")
    added = add_attachments(enquiry=enquiry, files=files, actor=Actor.investor(), now=now)
    if not text and not added:  # these very files are there already
        return
    take = _take_up_joined if enquiry.joined_to_id else take_up
    event = take(enquiry=enquiry, text=text, now=now, detail=detail)
    tell_holders(
        enquiry=enquiry,
        template="investor-wrote",
        cause=str(event.pk) if event else f"file-{added[0].pk}",
        now=now,
        text=text,
        files=added,
        note=note,
    )


def _take_up_joined(
    *, enquiry: Enquiry, text: str, now: datetime.datetime, detail: dict[str, Any] | None
) -> EnquiryEvent | None:
    """Keep the words with ``enquiry``, and let whoever has the one that it is joined to owe an answer."""
    lead = Enquiry.objects.select_for_update().get(joined=enquiry)
    take_up(enquiry=lead, text="", now=now, detail={"with": enquiry.reference})
    if not text:
        return None
    kind, investor = Kind.INVESTOR_WROTE, Actor.investor()
    return record_event(enquiry=enquiry, kind=kind, actor=investor, now=now, text=text, detail=detail)


@in_house_language
@transaction.atomic
def correct_details(
    *, enquiry: Enquiry, name: str, phone: str, email: str, now: datetime.datetime
) -> AddressChange | None:
    """Correct who asks and how to reach them, and tell who has the enquiry.

    Name and telephone count at once. Another e-mail address is returned as a change that waits until
    its owner confirms it. Raises IllegalMove when the enquiry is closed, TooManyChanges.
    """
    enquiry = lock_open(enquiry)
    labels = []
    if name != enquiry.name:
        labels.append(_("name"))
    if phone != enquiry.phone:
        labels.append(_("telephone number"))
    if labels:
        Enquiry.objects.filter(pk=enquiry.pk).update(name=name, phone=phone)
        enquiry.name, enquiry.phone = name, phone
        _tell_correction(enquiry, ", ".join(labels), now)
    return _ask_owner(enquiry, email, now) if email != enquiry.email else None


def _tell_correction(enquiry: Enquiry, what: str, now: datetime.datetime) -> None:
    """Write the event, which names fields and no values, and tell who has the enquiry."""
    event = record_event(enquiry=enquiry, kind=Kind.CORRECTED, actor=Actor.investor(), now=now, text=what)
    tell_holders(enquiry=enquiry, template="investor-corrected", cause=str(event.pk), now=now, what=what)


def _ask_owner(enquiry: Enquiry, email: str, now: datetime.datetime) -> AddressChange:
    """Ask the owner of ``email`` to confirm; earlier questions are taken back."""
    earlier = enquiry.address_changes.filter(asked_at__gt=now - datetime.timedelta(days=1))
    if earlier.count() >= MOST_CHANGES_A_DAY:
        raise TooManyChanges(enquiry.reference)
    for pk in enquiry.address_changes.filter(confirmed_at=None).values_list("pk", flat=True):
        revoke_links(purpose=SecretLink.Purpose.ADDRESS, subject_id=pk, now=now)
    change = AddressChange.objects.create(enquiry=enquiry, email=email, asked_at=now)
    link = issue_link(
        purpose=SecretLink.Purpose.ADDRESS,
        subject_id=change.pk,
        path=ADDRESS_PATH.format(prefix=find_language(enquiry.page_language).prefix),
        now=now,
        expires_at=now + datetime.timedelta(days=ADDRESS_DAYS),
    )
    queue_notice(
        template="address-confirm",
        enquiry=enquiry,
        to_email=email,
        to_name="",
        cause=str(change.pk),
        now=now,
        link=link,
        language=enquiry.page_language,
        days=ADDRESS_DAYS,
    )
    return change


@in_house_language
@transaction.atomic
def confirm_address(*, change: AddressChange, now: datetime.datetime) -> bool:
    """Let the address of ``change`` count from now on; the old one is told. False if it does already."""
    enquiry = lock_with_joined(change.enquiry)
    if not AddressChange.objects.filter(pk=change.pk, confirmed_at=None).update(confirmed_at=now):
        return False
    queue_notice(
        template="address-changed",
        enquiry=enquiry,
        to_email=enquiry.email,
        to_name=enquiry.name,
        cause=str(change.pk),
        now=now,
        language=enquiry.page_language,
    )
    revoke_links(purpose=SecretLink.Purpose.INVESTOR_REPLY, subject_id=enquiry.pk, now=now)
    enquiry.joined.filter(email__iexact=enquiry.email).update(email=change.email)
    Enquiry.objects.filter(pk=enquiry.pk).update(email=change.email)
    enquiry.email = change.email
    tell_investor(template="address-confirmed", enquiry=enquiry, cause=str(change.pk), now=now)
    _tell_correction(enquiry, _("e-mail address"), now)
    return True


@in_house_language
@transaction.atomic
def ask_for_call(
    *,
    enquiry: Enquiry,
    slots: Sequence[datetime.datetime],
    zone: zoneinfo.ZoneInfo,
    phone: str,
    now: datetime.datetime,
) -> None:
    """Ask whoever has the enquiry to call at one of ``slots`` (aware), told in ``zone`` and in London's time.

    Raises IllegalMove when it is closed.
    """
    enquiry = lock_open(enquiry)
    Enquiry.objects.filter(pk=enquiry.pk).update(phone=phone)
    text = "\n".join(describe_slot(slot, zone) for slot in slots)
    detail = {"zone": zone.key, "slots": [slot.isoformat() for slot in slots]}
    event = take_up(enquiry=enquiry, text=text, now=now, kind=Kind.CALL_ASKED, detail=detail)
    tell_holders(enquiry=enquiry, template="call-asked", cause=str(event and event.pk), now=now, slots=text)


@in_house_language
@transaction.atomic
def ask_for_deletion(*, enquiry: Enquiry, now: datetime.datetime) -> bool:
    """Put the investor's wish, that all be deleted, before UKTI, once. Returns False the second time."""
    enquiry = Enquiry.objects.select_for_update().get(pk=enquiry.pk)
    if enquiry.events.filter(kind=Kind.DELETION_ASKED).exists():
        return False
    event = record_event(enquiry=enquiry, kind=Kind.DELETION_ASKED, actor=Actor.investor(), now=now)
    tell_triage(template="triage-deletion", event=event, now=now)
    return True


@in_house_language
@transaction.atomic
def withdraw_enquiry(*, enquiry: Enquiry, now: datetime.datetime) -> None:
    """Close the enquiry because the investor takes it back, and tell whoever has it.

    Live referrals end, their links close, routing is no longer due. What other people sent and was joined to
    it is routed by itself. Raises IllegalMove when the enquiry is closed already.
    """
    enquiry = lock_with_joined(enquiry)
    if not enquiry.is_open:
        raise IllegalMove(f"{enquiry.reference}: closed")
    actor = Actor.investor()
    if enquiry.status == Status.RECEIVED:  # the table has no short way from received to closed
        move_enquiry(enquiry=enquiry, to=Status.TRIAGE, kind=Kind.MOVED, actor=actor, now=now, due_at=None)
    event = move_enquiry(
        enquiry=enquiry,
        to=Status.CLOSED,
        kind=Kind.WITHDRAWN,
        actor=actor,
        now=now,
        due_at=None,
        close_reason=CloseReason.WITHDRAWN,
        closed_at=now,
    )
    end_contributions(enquiry=enquiry, now=now)
    withdraw_lead(
        enquiry=enquiry,
        reason=_("The investor withdrew the enquiry."),
        now=now,
        template="referral-withdrawn",
    )
    release_joined(enquiry=enquiry, now=now)
    queue_notice(
        template="enquiry-withdrawn",
        enquiry=enquiry,
        to_email=enquiry.email,
        to_name=enquiry.name,
        cause=str(event.pk),
        now=now,
        language=enquiry.page_language,
    )
