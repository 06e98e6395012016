"""What comes in from an investor: an enquiry, once, with its acknowledgement."""

import datetime
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from investors.clock import compute_accept_due, compute_reply_due
from investors.duplicates import find_repeated
from investors.models import Enquiry
from investors.notices import write_notice
from investors.references import generate_reference
from investors.reply_links import find_reply_link
from investors.services.drafts import finish_drafts
from investors.services.joining import note_repeated
from investors.services.spam import check_message, keep_check
from investors.spam import UNSEEN, Sending, Wording
from investors.workflow import Actor, Kind, Status, record_event
from outbox.links import issue_link
from outbox.models import SecretLink
from outbox.services import queue_messages
from technorth.languages import HOUSE_LANGUAGE, find_language, in_house_language
from technorth.queueing import enqueue

LINK_DAYS = 365
_SEVERAL = {"clusters", "sectors", "other_business_ids", "opportunity_ids"}
FOLLOW_PATH = "/{prefix}enquiries/{reference}/{{token}}/"


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
    other_business_ids: tuple[int, ...] = ()
    opportunity_ids: tuple[int, ...] = ()
    place: str = ""
    anything_else: str = ""
    page_language: str = HOUSE_LANGUAGE


@in_house_language
def submit_enquiry(
    *,
    submission_key: uuid.UUID,
    answers: EnquiryAnswers,
    now: datetime.datetime,
    sending: Sending = UNSEEN,
    writing: uuid.UUID | None = None,
) -> Enquiry:
    """Receive an enquiry, once for its ``submission_key``, and return it.

    One transaction writes the enquiry, its first event, the investor's link and the
    acknowledgement; routing is due at once. The same key again, even at the same instant,
    returns the first enquiry and writes nothing. What looks like spam, also by how it was
    sent (``sending``), is received and acknowledged all the same, for routing to quarantine. Only
    an address that is named very often within a day gets no more mail.
    Drafts of this ``writing`` are deleted: it is finished.
    """
    for _attempt in range(3):  # a reference may be taken already: one in thousands of millions
        try:
            with transaction.atomic():
                enquiry = _receive(submission_key, answers, sending, now)
                if writing is not None:
                    finish_drafts(writing=writing, now=now)
                return enquiry
        except IntegrityError as error:
            first = Enquiry.objects.filter(submission_key=submission_key).first()
            if first is not None:
                return first
            refusal = error
    raise refusal


def _receive(
    submission_key: uuid.UUID, answers: EnquiryAnswers, sending: Sending, now: datetime.datetime
) -> Enquiry:
    check = check_message(wording=_read_wording(answers), sending=sending, email=answers.email, now=now)
    enquiry = Enquiry.objects.create(
        **_list_fields(answers),
        reference=generate_reference(),
        submission_key=submission_key,
        spam_reasons=check.verdict.reasons if check.verdict.is_suspect else [],
        received_at=now,
        due_at=now,
        reply_due_at=compute_reply_due(now),
    )
    enquiry.clusters.add(*answers.clusters)  # type: ignore[arg-type]  # slugs and codes are the keys
    enquiry.sectors.add(*answers.sectors)  # type: ignore[arg-type]
    enquiry.other_businesses.add(*answers.other_business_ids)
    _name_opportunities(enquiry, answers.opportunity_ids)
    keep_check(enquiry=enquiry, check=check, now=now)
    repeated = None if check.verdict.is_suspect or check.is_flood else find_repeated(enquiry)
    record_event(
        enquiry=enquiry,
        kind=Kind.RECEIVED,
        actor=Actor.investor(),
        now=now,
        to_status=Status.RECEIVED,
        detail=note_repeated(repeated),
    )
    enqueue("investors.tasks.route_enquiry", enquiry_id=enquiry.pk)  # before the mail, which can wait longer
    link = issue_follow_link(enquiry, now)
    if not check.is_flood:
        _acknowledge(enquiry, link, repeats=repeated is not None, now=now)
    return enquiry


def _name_opportunities(enquiry: Enquiry, ids: tuple[int, ...]) -> None:
    """Write the opportunities in the order in which they were chosen, which ``add`` does not promise."""
    naming = Enquiry.opportunities.through
    naming.objects.bulk_create(naming(enquiry=enquiry, opportunity_id=pk) for pk in ids)


def _read_wording(answers: EnquiryAnswers) -> Wording:
    details = (
        *(answers.activities, answers.drivers, answers.clusters, answers.sectors),
        *(
            answers.jobs,
            answers.spend,
            answers.landing,
            answers.place,
            answers.business_id,
            answers.opportunity_ids,
        ),
    )
    return Wording(
        name=answers.name,
        organisation=answers.organisation,
        plan=answers.plan,
        anything_else=answers.anything_else,
        has_details=any(details),
    )


def issue_follow_link(enquiry: Enquiry, now: datetime.datetime) -> SecretLink:
    """Create and return a link by which the investor follows ``enquiry``."""
    return issue_link(
        purpose=SecretLink.Purpose.ENQUIRY,
        subject_id=enquiry.pk,
        path=FOLLOW_PATH.format(
            prefix=find_language(enquiry.page_language).prefix, reference=enquiry.reference
        ),
        now=now,
        expires_at=now + datetime.timedelta(days=LINK_DAYS),
    )


def _list_fields(answers: EnquiryAnswers) -> dict[str, Any]:
    """Return the answers that are columns of an enquiry, all but those with tables of their own."""
    values = {
        name: list(value) if isinstance(value, tuple) else value for name, value in vars(answers).items()
    }
    return {name: value for name, value in values.items() if name not in _SEVERAL}


def _acknowledge(enquiry: Enquiry, link: SecretLink, *, repeats: bool, now: datetime.datetime) -> None:
    """Queue the acknowledgement. It repeats nothing that may be an advertisement to a stranger's address.

    Of one that ``repeats`` an open one it says that one person answers both, so no other mail need say it.
    """
    is_suspect = bool(enquiry.spam_reasons)
    notice = write_notice(
        template="enquiry-received",
        enquiry=enquiry,
        to_email=enquiry.email,
        to_name="" if is_suspect else enquiry.name,
        cause=str(enquiry.pk),
        now=now,
        link=link,
        reply_link=find_reply_link(enquiry=enquiry, to_email=enquiry.email, link=link, now=now),
        language=enquiry.page_language,
        is_suspect=is_suspect,
        repeats=repeats,
        accept_due_at=compute_accept_due(now),
    )
    queue_messages([notice])
