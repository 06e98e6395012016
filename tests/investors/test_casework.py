import datetime

import pytest

from investors.models import Enquiry, Referral
from investors.services import casework, notes
from investors.services.assignment import accept_referral, route_enquiry
from investors.workflow import Actor, IllegalMove, StaleEnquiry
from outbox.models import Message, SecretLink
from tests.investors.asked_contacts import list_events, make_contact, make_staff, offer_enquiry
from tests.investors.sent_enquiries import NOW, make_cluster, send_enquiry, send_enquiry_at

pytestmark = pytest.mark.django_db
LATER = NOW + datetime.timedelta(hours=3)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("received", "triage"),
        ("triage", "triage"),
        ("referred", "triage"),
        ("in_progress", "in_progress"),
        ("awaiting_investor", "awaiting_investor"),
        ("nurture", "nurture"),
        ("converted", "converted"),
    ],
)
def test_take_gives_the_enquiry_to_the_member_of_staff(before, after):
    staff, enquiry = make_staff(), send_enquiry_at(before)

    casework.take_enquiry(enquiry=enquiry, by=staff, now=LATER)

    enquiry.refresh_from_db()
    assert (enquiry.status, enquiry.taken_by, enquiry.due_at, enquiry.version) == (after, staff, None, 1)
    event = enquiry.events.get(kind="taken")
    assert (event.actor_kind, event.actor_name, event.at) == ("staff", "Olu Officer", LATER)


@pytest.mark.parametrize("status", ["quarantined", "closed"])
def test_take_of_what_is_in_quarantine_or_closed_is_illegal(status):
    enquiry = send_enquiry_at(status)

    with pytest.raises(IllegalMove):
        casework.take_enquiry(enquiry=enquiry, by=make_staff(), now=LATER)

    assert Enquiry.objects.get(pk=enquiry.pk).taken_by is None


def test_take_withdraws_the_contact_who_was_asked():
    contact = make_contact()
    enquiry, referral = offer_enquiry()

    casework.take_enquiry(enquiry=enquiry, by=make_staff(), now=LATER)

    referral.refresh_from_db()
    assert (referral.status, referral.reason) == ("withdrawn", "UKTI has taken it over.")
    assert (
        "UKTI has taken it over." in Message.objects.get(to_email=contact.email, kind="referral-moved").body
    )
    assert SecretLink.objects.get(purpose="referral").revoked_at == LATER


def test_second_of_two_who_take_it_is_told():
    enquiry = send_enquiry_at("triage")
    seen_by_other = Enquiry.objects.get(pk=enquiry.pk)
    first = make_staff()
    casework.take_enquiry(enquiry=enquiry, by=first, now=LATER)

    with pytest.raises(StaleEnquiry):
        casework.take_enquiry(enquiry=seen_by_other, by=make_staff("two@technorth.example"), now=LATER)

    assert Enquiry.objects.get(pk=enquiry.pk).taken_by == first


def test_note_is_added_whatever_else_happened_meanwhile():
    enquiry = send_enquiry_at("triage")
    seen_before = Enquiry.objects.get(pk=enquiry.pk)
    casework.take_enquiry(enquiry=enquiry, by=make_staff(), now=LATER)

    notes.add_note(
        enquiry=seen_before, text="Called them.", by=make_staff("two@technorth.example"), now=LATER
    )

    assert enquiry.events.get(kind="note").text == "Called them."


@pytest.mark.parametrize(
    "status",
    ["quarantined", "triage", "referred", "in_progress", "awaiting_investor", "nurture", "converted"],
)
@pytest.mark.parametrize(("reason", "is_told"), [("not_fdi", True), ("succeeded", True), ("spam", False)])
def test_close_keeps_the_reason_and_tells_the_investor_unless_it_is_spam(status, reason, is_told):
    enquiry = send_enquiry_at(status)

    casework.close_enquiry(enquiry=enquiry, reason=reason, text="Because.", by=make_staff(), now=LATER)

    enquiry.refresh_from_db()
    assert (enquiry.status, enquiry.close_reason, enquiry.closed_at) == ("closed", reason, LATER)
    event = enquiry.events.get(kind="closed")
    assert (event.text, event.from_status, event.to_status) == ("Because.", status, "closed")
    mails = Message.objects.filter(kind="enquiry-closed", to_email=enquiry.email)
    assert mails.exists() is is_told


@pytest.mark.parametrize("status", ["received", "closed"])
def test_close_where_the_table_has_no_such_move_is_illegal(status):
    enquiry = send_enquiry_at(status)

    with pytest.raises(IllegalMove):
        casework.close_enquiry(enquiry=enquiry, reason="not_fdi", text="", by=make_staff(), now=LATER)


@pytest.mark.parametrize(
    ("is_accepted", "status", "mail"),
    [(False, "withdrawn", "referral-moved"), (True, "completed", "referral-closed")],
)
def test_close_ends_the_referral_and_tells_its_contact(is_accepted, status, mail):
    contact = make_contact()
    enquiry, referral = offer_enquiry()
    if is_accepted:
        accept_referral(referral=referral, by=Actor.contact(contact), now=NOW)
        enquiry.refresh_from_db()

    casework.close_enquiry(enquiry=enquiry, reason="succeeded", text="", by=make_staff(), now=LATER)

    referral.refresh_from_db()
    assert (referral.status, referral.ended_at) == (status, LATER)
    last = Message.objects.filter(to_email=contact.email).latest("pk")
    assert (last.kind, enquiry.reference in last.body) == (mail, True)


def test_release_routes_the_enquiry_and_it_is_not_quarantined_again():
    contact = make_contact()
    make_cluster("leeds")
    enquiry = send_enquiry(clusters=("leeds",), plan="[url=https://x.example]x[/url]")
    route_enquiry(enquiry_id=enquiry.pk, now=NOW)
    enquiry.refresh_from_db()

    casework.release_enquiry(enquiry=enquiry, by=make_staff(), now=LATER)

    enquiry.refresh_from_db()
    assert (enquiry.status, enquiry.due_at) == ("triage", LATER)
    decision = route_enquiry(enquiry_id=enquiry.pk, now=LATER)
    assert decision.contact == contact
    assert decision.lines[0] == "Signs of spam were found before and passed over."
    assert list_events(enquiry) == ["received", "decided", "moved", "released", "decided", "offered"]


@pytest.mark.parametrize("status", sorted(set(Enquiry.Status.values) - {"quarantined"}))
def test_release_of_what_is_not_in_quarantine_is_illegal(status):
    enquiry = send_enquiry_at(status)

    with pytest.raises(IllegalMove):
        casework.release_enquiry(enquiry=enquiry, by=make_staff(), now=LATER)


def test_reopen_puts_it_before_ukti_with_who_reopened_it():
    staff, enquiry = make_staff(), send_enquiry_at("closed")

    casework.reopen_enquiry(enquiry=enquiry, reason="They wrote again.", by=staff, now=LATER)

    enquiry.refresh_from_db()
    assert (enquiry.status, enquiry.close_reason, enquiry.closed_at) == ("triage", "", None)
    assert (enquiry.taken_by, enquiry.due_at) == (staff, None)
    assert enquiry.events.get(kind="reopened").text == "They wrote again."


@pytest.mark.parametrize("status", sorted(set(Enquiry.Status.values) - {"closed"}))
def test_reopen_of_what_is_open_is_illegal(status):
    enquiry = send_enquiry_at(status)

    with pytest.raises(IllegalMove):
        casework.reopen_enquiry(enquiry=enquiry, reason="", by=make_staff(), now=LATER)


def test_route_again_from_triage_asks_the_contact_who_came_since():
    make_cluster("leeds")
    enquiry = send_enquiry(clusters=("leeds",))
    route_enquiry(enquiry_id=enquiry.pk, now=NOW)
    enquiry.refresh_from_db()
    contact = make_contact()

    casework.route_again(enquiry=enquiry, by=make_staff(), now=LATER)
    route_enquiry(enquiry_id=enquiry.pk, now=LATER)

    assert Referral.objects.get(enquiry=enquiry).contact == contact


@pytest.mark.parametrize("status", sorted(set(Enquiry.Status.values) - {"triage"}))
def test_route_again_elsewhere_is_illegal(status):
    enquiry = send_enquiry_at(status)

    with pytest.raises(IllegalMove):
        casework.route_again(enquiry=enquiry, by=make_staff(), now=LATER)
