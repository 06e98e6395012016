"""What the desk's pages show, for tests: people at the desk, and enquiries in their states."""

import datetime
import html
import re
from typing import Any

from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from directory.models import Sector
from investors.models import Contact, Enquiry, Referral
from investors.services.assignment import route_enquiry
from investors.spam import Sending
from tests.accounts.people import sign_in_to_desk
from tests.investors.asked_contacts import make_contact, offer_enquiry
from tests.investors.sent_enquiries import NOW, put_at, send_enquiry

LATER = NOW + datetime.timedelta(hours=1)
QUEUE = "/desk/enquiries/"


def make_sectors() -> tuple[Sector, Sector]:
    """Create a sector and one below it."""
    games = Sector.objects.create(code="games", name="Games", position=901)
    studios = Sector.objects.create(code="studios", name="Game studios", position=902, parent=games)
    return games, studios


def make_enquiry(organisation: str, *, status: str = "triage", **changes: Any) -> Enquiry:
    """Send an enquiry from ``organisation`` and set it at the open ``status``."""
    fields = {name: changes.pop(name) for name in ("reply_due_at", "taken_by", "due_at") if name in changes}
    enquiry = send_enquiry(organisation=organisation, **changes)
    put_at(enquiry, status)
    Enquiry.objects.filter(pk=enquiry.pk).update(**fields)
    enquiry.refresh_from_db()
    return enquiry


def offer_to(contact: Contact, organisation: str = "Offered Ltd (test)", **answers: Any) -> Referral:
    """Send an enquiry for the contact's cluster and route it to ``contact``, the only one there."""
    enquiry, referral = offer_enquiry(contact.cluster_id, organisation=organisation, **answers)
    assert referral.contact == contact
    referral.enquiry = enquiry
    return referral


def quarantine_enquiry(organisation: str = "Spam Ltd (test)") -> Enquiry:
    """Send an enquiry with a sign of spam, and route it into quarantine."""
    enquiry = send_enquiry(organisation=organisation, sending=Sending(is_trap_filled=True))
    route_enquiry(enquiry_id=enquiry.pk, now=NOW)
    enquiry.refresh_from_db()
    assert enquiry.status == Enquiry.Status.QUARANTINED
    return enquiry


def sign_in_contact(client: Client, *, cluster: str = "leeds", name: str = "Amir Test") -> Contact:
    """Sign a regional contact in to the desk, and return the contact that the account is tied to."""
    user = sign_in_to_desk(client, User.Role.REGIONAL_CONTACT, name=name)
    return make_contact(name, cluster=cluster, user=user)


def read_page(response: HttpResponse) -> str:
    """Return the words of a page, tags away and white space folded."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", response.content.decode())).split())


def read_through(response: HttpResponse) -> HttpResponse:
    """Read an answer that is a file to its end, which closes the file; return the answer."""
    if response.streaming:
        b"".join(response.streaming_content)
    return response


def find(client: Client, text: str, address: str = "") -> HttpResponse:
    """Look for ``text`` in the queue at ``address``, as the form does; return the page that comes."""
    return client.post(f"{QUEUE}find/", {"q": text, "address": address}, follow=True)


def list_organisations(response: HttpResponse) -> list[str]:
    """Return the organisations that the queue shows, in its order."""
    return [enquiry.organisation for enquiry in response.context["page"].object_list]
