"""Enquiries as an investor sends them, for tests."""

import datetime
import uuid
from typing import Any

from directory.models import Cluster
from investors.models import Contact, Enquiry, Referral
from investors.services.submission import EnquiryAnswers, submit_enquiry
from investors.spam import UNSEEN, Sending
from outbox.links import compute_token, issue_link
from outbox.models import SecretLink
from tests.directory.listings import ClusterFactory

# A Tuesday in term: no bank holiday within the next working week.
NOW = datetime.datetime(2026, 6, 2, 10, 30, tzinfo=datetime.UTC)


def make_answers(**changes: Any) -> EnquiryAnswers:
    """Return complete answers; ``changes`` replace some of them."""
    answers: dict[str, Any] = {
        "name": "佐藤 花子",
        "email": "hanako@robotics.example",
        "organisation": "Sample Robotics K.K. (test)",
        "country": "JP",
        "fdi_type": "new_site",
        "plan": "We plan a software centre for warehouse robots.",
        "consent_wording": "2026-11",
    }
    return EnquiryAnswers(**(answers | changes))


def send_enquiry(
    *,
    now: datetime.datetime = NOW,
    sending: Sending = UNSEEN,
    **changes: Any,
) -> Enquiry:
    """Submit a new enquiry with ``make_answers(**changes)``, sent as ``sending`` says."""
    return submit_enquiry(
        submission_key=uuid.uuid4(), answers=make_answers(**changes), sending=sending, now=now
    )


def make_cluster(slug: str = "leeds", *, parent: Cluster | None = None) -> Cluster:
    """Return the cluster ``slug``, made where it is missing."""
    return ClusterFactory(slug=slug, parent=parent)


def put_at(enquiry: Enquiry, status: str) -> None:
    """Set ``enquiry`` at ``status`` without the way there, as routing or a close leaves it."""
    due_at = enquiry.due_at if status == Enquiry.Status.RECEIVED else None
    closing = {"close_reason": "duplicate", "closed_at": NOW} if status == Enquiry.Status.CLOSED else {}
    Enquiry.objects.filter(pk=enquiry.pk).update(status=status, due_at=due_at, **closing)
    enquiry.refresh_from_db()


def send_enquiry_at(status: str) -> Enquiry:
    """Submit a new enquiry and set it at ``status``."""
    enquiry = send_enquiry()
    put_at(enquiry, status)
    return enquiry


def refer_to_contact(enquiry: Enquiry, *, now: datetime.datetime = NOW, name: str = "Amir Test") -> Referral:
    """Put ``enquiry`` before a new contact in Leeds, as routing leaves it: referred and offered."""
    contact = Contact.objects.create(
        name=name,
        email=f"{name.split()[0].lower()}@leeds.example",
        organisation="Leeds Inward Investment (test)",
        cluster=make_cluster("leeds"),
    )
    put_at(enquiry, Enquiry.Status.REFERRED)
    return Referral.objects.create(
        enquiry=enquiry,
        contact=contact,
        offered_at=now,
        nudge_at=now + datetime.timedelta(days=1),
        due_at=now + datetime.timedelta(days=2),
    )


def open_referral_token(
    referral: Referral, *, now: datetime.datetime = NOW, expires_at: datetime.datetime | None = None
) -> str:
    """Issue the contact's link to ``referral`` and return its token."""
    link = issue_link(
        purpose=SecretLink.Purpose.REFERRAL,
        subject_id=referral.pk,
        path="/referrals/{token}/",
        now=now,
        expires_at=expires_at or now + datetime.timedelta(days=30),
    )
    return compute_token(link)


def read_enquiry_token(enquiry: Enquiry) -> str:
    """Return the token of the investor's link to ``enquiry``."""
    link = SecretLink.objects.get(purpose=SecretLink.Purpose.ENQUIRY, subject_id=enquiry.pk)
    return compute_token(link)
