"""The desk in a real browser, with work on every page."""

from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.models import User
from investors.models import Enquiry
from investors.routing_rules import Assignment, Rules
from outbox.models import Message
from tests.accounts.people import PASSWORD, sign_in_to_desk
from tests.browser.conftest import OpenPage
from tests.browser.faults import find_faults_in_windows
from tests.investors.asked_contacts import make_contact, offer_enquiry
from tests.investors.desk_rows import quarantine_enquiry, sign_in_contact
from tests.investors.routing_versions import make_draft, put_in_force

STAFF_PAGES = [
    "/desk/",
    "/desk/enquiries/",
    "/desk/enquiries/?status=triage&overdue=on&q=nothing",
    "/desk/enquiries/?status=quarantined",
    "/desk/contacts/",
    "/desk/contacts/add/",
    "/desk/routing/",
    "/desk/routing/simulate/",
    "/desk/routing/cover/?language=ja",
    "/desk/routing/capacity/",
    "/desk/messages/",
    "/accounts/2fa/",
    "/accounts/sessions/",
    "/accounts/password/change/",
    "/accounts/email/",
]


def find_all_faults(open_page: OpenPage, client: Client, addresses: list[str]) -> str:
    """Return the faults of ``addresses`` as ``client`` sees them, a line each."""
    session = {"sessionid": client.cookies["sessionid"].value}
    faults = []
    for address in addresses:
        page = open_page(address, cookies=session)
        faults += [f"{address} {fault}" for fault in find_faults_in_windows(page)]
        if page.url.split("/", 3)[3] != address.lstrip("/"):
            faults.append(f"{address} leads to {page.url}")
        page.context.close()
    return "\n".join(faults)


def test_desk_pages_of_staff_have_no_faults(open_page: OpenPage, client: Client) -> None:
    call_command("load_reference", verbosity=0)
    sign_in_to_desk(client, User.Role.MANAGER, password=PASSWORD)
    contact = make_contact("Amir Test", cluster="leeds")
    enquiry, _referral = offer_enquiry("leeds", now=timezone.now())
    held = quarantine_enquiry()
    message = Message.objects.order_by("pk").first()

    faults = find_all_faults(
        open_page,
        client,
        [
            *STAFF_PAGES,
            *(f"/desk/enquiries/{reference}/" for reference in (enquiry.reference, held.reference)),
            f"/desk/contacts/{contact.pk}/",
            f"/desk/contacts/{contact.pk}/edit/",
            f"/desk/messages/{message.pk}/",
        ],
    )

    assert not faults, faults


def test_routing_pages_have_no_faults(open_page: OpenPage, client: Client) -> None:
    call_command("load_reference", verbosity=0)
    sign_in_to_desk(client, User.Role.MANAGER)
    contact = make_contact("Amir Test", cluster="leeds", languages=["ja"])
    now = timezone.now()
    enquiry, _referral = offer_enquiry("leeds", now=now)
    rules = Rules(nearest_counts=False, assignments=(Assignment("country", "JP", None, "Under review"),))
    current, draft = put_in_force(now=now), make_draft(rules)

    faults = find_all_faults(
        open_page,
        client,
        [
            f"/desk/routing/{draft.number}/",
            f"/desk/routing/{draft.number}/edit/",
            f"/desk/routing/{draft.number}/activate/",
            f"/desk/routing/compare/?old={current.number}&new={draft.number}",
            f"/desk/routing/simulate/?reference={enquiry.reference}&version={draft.number}",
            f"/desk/routing/replay/?version={draft.number}",
            f"/desk/routing/cover/?contact={contact.pk}",
        ],
    )

    assert not faults, faults


def test_desk_pages_of_a_contact_have_no_faults(open_page: OpenPage, client: Client) -> None:
    call_command("load_reference", verbosity=0)
    sign_in_contact(client)
    offer_enquiry("leeds", now=timezone.now())
    enquiry = Enquiry.objects.get()

    faults = find_all_faults(
        open_page, client, ["/desk/", "/desk/enquiries/", f"/desk/enquiries/{enquiry.reference}/"]
    )

    assert not faults, faults
