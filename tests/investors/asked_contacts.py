"""Contacts to ask, and enquiries that routing put before them, for tests."""

import datetime
from typing import Any

from accounts.models import User
from investors.models import Contact, Enquiry, Referral
from investors.services.assignment import route_enquiry
from outbox.models import Message
from tests.investors.sent_enquiries import NOW, make_cluster, send_enquiry


def make_contact(name: str = "Amir Test", *, cluster: str = "leeds", **fields: Any) -> Contact:
    """Create a regional contact of ``cluster``, which is made where it is missing."""
    email = f"{name.lower().replace(' ', '.')}@regions.example"
    return Contact.objects.create(
        **{"name": name, "email": email, "cluster": make_cluster(cluster), "organisation": "Region (test)"}
        | fields
    )


def make_staff(email: str = "olu@technorth.example") -> User:
    """Create a triage officer named Olu Officer."""
    return User.objects.create_user(email, name="Olu Officer", role=User.Role.TRIAGE_OFFICER)


def offer_enquiry(
    cluster: str = "leeds", *, now: datetime.datetime = NOW, **answers: Any
) -> tuple[Enquiry, Referral]:
    """Send an enquiry for ``cluster`` and route it; return it with the referral that came of it."""
    enquiry = send_enquiry(now=now, clusters=(make_cluster(cluster).slug,), **answers)
    route_enquiry(enquiry_id=enquiry.pk, now=now)
    enquiry.refresh_from_db()
    return enquiry, enquiry.referrals.live().get()


def list_events(enquiry: Enquiry) -> list[str]:
    """Return the kinds of the events of ``enquiry``, oldest first."""
    return list(enquiry.events.order_by("at", "pk").values_list("kind", flat=True))


def mail_to(email: str, kind: str) -> Message:
    """Return the one message of ``kind`` to ``email``."""
    return Message.objects.get(to_email=email, kind=kind)
