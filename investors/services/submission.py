"""What the investor does: sends an enquiry, writes back, withdraws."""

import datetime
import uuid
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from investors.clock import compute_accept_due, compute_reply_due
from investors.facts import find_signs
from investors.models import Contact, Enquiry
from investors.models.choices import CloseReason
from investors.notices import queue_notice
from investors.references import generate_reference
from investors.services.offers import withdraw_lead
from investors.workflow import Actor, IllegalMove, Kind, Status, move_enquiry, record_event
from outbox.links import issue_link
from outbox.models import SecretLink
from technorth.queueing import enqueue

LINK_DAYS = 365
MOST_A_DAY = 20  # enquiries with one e-mail address that are acknowledged, so that nobody's is flooded
FOLLOW_PATH = "/enquiries/{reference}/{{token}}/"


@dataclass(frozen=True)
class EnquiryAnswers:
    """An investor's answers, cleaned: field for field as on ``Enquiry``."""

    name: str
    email: str
    organisation: str
    country: str
    fdi_type: str
    plan: str
    consent_wording: str
    language: str = "en"
    phone: str = ""
    job_title: str = ""
    website: str = ""
    activities: tuple[str, ...] = ()
    drivers: tuple[str, ...] = ()
    jobs: str = ""
    spend: str = ""
    landing: str = ""
    clusters: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    business_id: int | None = None
    place: str = ""
    anything_else: str = ""


def submit_enquiry(
    *, submission_key: uuid.UUID, answers: EnquiryAnswers, spam_reasons: list[str], now: datetime.datetime
) -> Enquiry:
    """Receive an enquiry, once for its ``submission_key``, and return it.

    One transaction writes the enquiry, its first event, the investor's link and the
    acknowledgement; routing is due at once. The same key again, even at the same instant,
    returns the first enquiry and writes nothing. ``spam_reasons`` are kept for routing to judge.
    Beyond ``MOST_A_DAY`` with one address a person looks first, and the address gets no more mail.
    """
    for _attempt in range(3):  # a reference may be taken already: one in thousands of millions
        first = Enquiry.objects.filter(submission_key=submission_key).first()
        if first is not None:
            return first
        try:
            with transaction.atomic():
                return _receive(submission_key, answers, spam_reasons, now)
        except IntegrityError as error:
            refusal = error
    raise refusal


def _receive(
    submission_key: uuid.UUID, answers: EnquiryAnswers, spam_reasons: list[str], now: datetime.datetime
) -> Enquiry:
    same_address = Enquiry.objects.filter(email__iexact=answers.email)
    is_flood = same_address.filter(received_at__gt=now - datetime.timedelta(days=1)).count() >= MOST_A_DAY
    if is_flood:
        spam_reasons = [*spam_reasons, _("Very many enquiries came with this e-mail address within a day.")]
    enquiry = Enquiry.objects.create(
        **_list_fields(answers),
        reference=generate_reference(),
        submission_key=submission_key,
        spam_reasons=spam_reasons,
        received_at=now,
        due_at=now,
        reply_due_at=compute_reply_due(now),
    )
    enquiry.clusters.set(answers.clusters)  # type: ignore[arg-type]  # slugs and codes are the keys
    enquiry.sectors.set(answers.sectors)  # type: ignore[arg-type]
    record_event(
        enquiry=enquiry, kind=Kind.RECEIVED, actor=Actor.investor(), now=now, to_status=Status.RECEIVED
    )
    link = issue_link(
        purpose=SecretLink.Purpose.ENQUIRY,
        subject_id=enquiry.pk,
        path=FOLLOW_PATH.format(reference=enquiry.reference),
        now=now,
        expires_at=now + datetime.timedelta(days=LINK_DAYS),
    )
    if not is_flood:
        _acknowledge(enquiry, link, now)
    enqueue("investors.tasks.route_enquiry", enquiry_id=enquiry.pk)
    return enquiry


def _list_fields(answers: EnquiryAnswers) -> dict[str, Any]:
    """Return the answers that are columns of an enquiry, all but clusters and sectors."""
    values = {
        name: list(value) if isinstance(value, tuple) else value for name, value in vars(answers).items()
    }
    return {name: value for name, value in values.items() if name not in {"clusters", "sectors"}}


def _acknowledge(enquiry: Enquiry, link: SecretLink, now: datetime.datetime) -> None:
    """Queue the acknowledgement. It repeats nothing that may be an advertisement to a stranger's address."""
    is_suspect = bool(enquiry.spam_reasons or find_signs(enquiry))
    queue_notice(
        template="enquiry-received",
        enquiry=enquiry,
        to_email=enquiry.email,
        to_name="" if is_suspect else enquiry.name,
        cause=str(enquiry.pk),
        now=now,
        link=link,
        is_suspect=is_suspect,
        accept_due_at=compute_accept_due(now),
    )


@transaction.atomic
def write_back(*, enquiry: Enquiry, text: str, now: datetime.datetime) -> None:
    """Add what the investor wrote to the history, and tell who has the enquiry.

    An enquiry that awaited the investor is in progress again. Raises IllegalMove when it is closed.
    """
    enquiry = Enquiry.objects.select_for_update().get(pk=enquiry.pk)
    if not enquiry.is_open:
        raise IllegalMove(f"{enquiry.reference}: closed")
    actor = Actor.investor()
    if enquiry.status == Status.AWAITING_INVESTOR:
        event = move_enquiry(
            enquiry=enquiry, to=Status.IN_PROGRESS, kind=Kind.INVESTOR_WROTE, actor=actor, now=now, text=text
        )
    else:
        event = record_event(enquiry=enquiry, kind=Kind.INVESTOR_WROTE, actor=actor, now=now, text=text)
    for position, (email, name) in enumerate(_find_holders(enquiry)):
        queue_notice(
            template="investor-wrote",
            enquiry=enquiry,
            to_email=email,
            to_name=name,
            cause=f"{event.pk}:{position}",
            now=now,
            text=text,
        )


def _find_holders(enquiry: Enquiry) -> list[tuple[str, str]]:
    """Return address and name of who has the enquiry: its contacts, else staff, else UKTI triage.

    While it waits for routing or in quarantine nobody has it; the words stand in its history.
    """
    contacts = Contact.objects.filter(referrals__in=enquiry.referrals.live()).distinct().order_by("pk")
    holders = [(contact.email, contact.name) for contact in contacts]
    if holders or enquiry.status in {Status.RECEIVED, Status.QUARANTINED}:
        return holders
    if enquiry.taken_by is not None:
        return [(enquiry.taken_by.email, enquiry.taken_by.name)]
    return [(settings.TRIAGE_EMAIL, _("UKTI triage"))]


@transaction.atomic
def withdraw_enquiry(*, enquiry: Enquiry, now: datetime.datetime) -> None:
    """Close the enquiry because the investor takes it back, and tell whoever has it.

    Live referrals end, their links close, routing is no longer due. Raises IllegalMove when the
    enquiry is closed already.
    """
    enquiry = Enquiry.objects.select_for_update().get(pk=enquiry.pk)
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
    withdraw_lead(
        enquiry=enquiry,
        reason=_("The investor withdrew the enquiry."),
        now=now,
        template="referral-withdrawn",
    )
    queue_notice(
        template="enquiry-withdrawn",
        enquiry=enquiry,
        to_email=enquiry.email,
        to_name=enquiry.name,
        cause=str(event.pk),
        now=now,
    )
