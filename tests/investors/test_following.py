"""What investors ask for on the page of their enquiry: other details, a call, deletion."""

import datetime
from functools import partial
from zoneinfo import ZoneInfo

import pytest

from investors.call_times import describe_slot, guess_zone, list_zones
from investors.forms.following import CallForm
from investors.models import AddressChange, Enquiry, EnquiryEvent
from investors.services.following import (
    MOST_CHANGES_A_DAY,
    confirm_address,
    correct_details,
    withdraw_enquiry,
)
from outbox.links import compute_token
from outbox.models import Message, SecretLink
from tests.at_once import run_at_once
from tests.investors.asked_contacts import list_events
from tests.investors.desk_rows import read_page
from tests.investors.sent_enquiries import (
    NOW,
    open_referral_token,
    read_enquiry_token,
    refer_to_contact,
    send_enquiry,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TOKYO = ZoneInfo("Asia/Tokyo")
DETAILS = {"name": "佐藤 花子", "phone": "", "email": "hanako@robotics.example"}
SLOTS = {
    "zone": "Asia/Tokyo",
    "slot_1": "2026-06-09T15:00",
    "slot_2": "2026-06-10 16:30",
    "slot_3": "11/06/2026 09:00",
    "phone": "03-1234-5678",
}


def find_page(enquiry):
    return f"/enquiries/{enquiry.reference}/{read_enquiry_token(enquiry)}/"


def read_address_token(change: AddressChange) -> str:
    return compute_token(SecretLink.objects.get(purpose="address", subject_id=change.pk))


def test_name_and_number_count_at_once_and_the_holder_is_told_without_them(client):
    enquiry = send_enquiry()
    referral = refer_to_contact(enquiry)

    changed = DETAILS | {"name": "Hanako Suzuki", "phone": "03-1234-5678"}
    page = client.post(find_page(enquiry) + "details/", changed, follow=True)

    enquiry.refresh_from_db()
    assert (enquiry.name, enquiry.phone) == ("Hanako Suzuki", "+81312345678")
    assert "You corrected your contact details" in read_page(page)
    event = enquiry.events.get(kind=EnquiryEvent.Kind.CORRECTED)
    assert (event.text, event.detail) == ("name, telephone number", {})
    mail = Message.objects.get(kind="investor-corrected", to_email=referral.contact.email)
    assert "name, telephone number" in mail.body
    assert "Suzuki" not in mail.body + mail.subject


def test_details_that_are_the_same_write_nothing(client):
    enquiry = send_enquiry()

    client.post(find_page(enquiry) + "details/", DETAILS)

    assert list_events(enquiry) == ["received"]


def test_details_are_shown_to_be_corrected_and_errors_keep_what_was_typed(client):
    enquiry = send_enquiry(phone="+81312345678")

    shown = client.get(find_page(enquiry) + "details/").content.decode()
    wrong = client.post(find_page(enquiry) + "details/", {"name": "", "phone": "12", "email": "hanako@"})

    assert 'value="+81 3-1234-5678"' in shown
    assert wrong.status_code == 200
    assert set(wrong.context["form"].errors) == {"name", "phone", "email"}
    assert 'value="hanako@"' in wrong.content.decode()


def test_new_address_counts_only_once_its_owner_has_pressed_the_button(client):
    enquiry = send_enquiry()
    client.post(find_page(enquiry) + "details/", DETAILS | {"email": "new@robotics.example"})
    change = AddressChange.objects.get()
    address = f"/enquiries/address/{read_address_token(change)}/"

    asked = Message.objects.get(kind="address-confirm")
    looked = client.get(address)
    before = Enquiry.objects.get().email
    confirmed = read_page(client.post(address, follow=True))
    client.post(address)

    assert (asked.to_email, asked.to_name) == ("new@robotics.example", "")
    assert "佐藤" not in asked.body
    assert "Is this your address?" in read_page(looked)
    assert before == "hanako@robotics.example"
    assert Enquiry.objects.get().email == "new@robotics.example"
    assert "Your address is confirmed" in confirmed
    assert Message.objects.get(kind="address-changed").to_email == "hanako@robotics.example"
    assert Message.objects.get(kind="address-confirmed").to_email == "new@robotics.example"
    assert list_events(enquiry) == ["received", "corrected"]


def test_later_address_closes_the_question_to_the_earlier_one(client):
    enquiry = send_enquiry()
    for email in ("first@robotics.example", "second@robotics.example"):
        client.post(find_page(enquiry) + "details/", DETAILS | {"email": email})
    first, second = AddressChange.objects.order_by("pk")

    answers = [client.get(f"/enquiries/address/{read_address_token(change)}/") for change in (first, second)]

    assert [answer.status_code for answer in answers] == [404, 200]


def test_addresses_are_asked_a_few_times_a_day_at_most(client):
    enquiry = send_enquiry()
    for number in range(MOST_CHANGES_A_DAY + 1):
        last = client.post(find_page(enquiry) + "details/", DETAILS | {"email": f"{number}@robotics.example"})

    assert "Too many addresses were given today" in last.content.decode()
    assert Message.objects.filter(kind="address-confirm").count() == MOST_CHANGES_A_DAY


@pytest.mark.parametrize("token", ["0000", "x" * 300])
def test_unknown_token_confirms_nothing(client, token):
    assert client.post(f"/enquiries/address/{token}/").status_code == 404


def test_call_is_shown_to_the_contact_on_both_clocks(client):
    enquiry = send_enquiry()
    referral = refer_to_contact(enquiry)

    page = client.post(find_page(enquiry) + "call/", SLOTS, follow=True)

    first = "Tuesday 9 June 2026, 15:00 in Tokyo, which is Tuesday 9 June 2026, 07:00 in London"
    third = "Thursday 11 June 2026, 09:00 in Tokyo, which is Thursday 11 June 2026, 01:00 in London"
    shown = read_page(client.get(f"/referrals/{open_referral_token(referral)}/"))
    mail = Message.objects.get(kind="call-asked", to_email=referral.contact.email)
    enquiry.refresh_from_db()
    assert "You asked for a call" in read_page(page)
    assert all(text in shown for text in ("The investor asks for a call", first, third))
    assert first in mail.body
    assert enquiry.phone == "+81312345678"
    assert "1234" not in mail.body + enquiry.events.latest("pk").text
    assert enquiry.events.latest("pk").detail == {
        "zone": "Asia/Tokyo",
        "slots": ["2026-06-09T06:00:00+00:00", "2026-06-10T07:30:00+00:00", "2026-06-11T00:00:00+00:00"],
    }


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"slot_1": ""}, "slot_1", "Enter a day and a time"),
        ({"slot_1": "next week"}, "slot_1", "Enter a day and a time, like 2027-06-09 14:30"),
        ({"slot_1": "2026-06-01T15:00"}, "slot_1", "This time is over: choose a later one"),
        ({"slot_1": "2027-06-09T15:00"}, "slot_1", "Enter a time within the next 90 days"),
        ({"slot_1": "0001-01-01T00:00"}, "slot_1", "Enter a time within the next 90 days"),
        ({"slot_2": "2026-06-09T15:00"}, "slot_2", "You gave this time already: choose another"),
        ({"zone": "Mars/Olympus"}, "zone", "Choose a time zone from the list"),
        ({"zone": ""}, "zone", "Choose your time zone"),
        ({"phone": ""}, "phone", "Enter the number to call"),
        ({"slot_3": "\x00"}, "slot_3", "Enter a day and a time, like 2027-06-09 14:30"),
    ],
)
def test_time_that_cannot_be_is_said_beside_its_field(client, change, field, said):
    enquiry = send_enquiry()

    response = client.post(find_page(enquiry) + "call/", SLOTS | change)

    assert response.context["form"].errors[field] == [said]
    assert list_events(enquiry) == ["received"]


def test_time_that_the_clocks_skip_is_refused():
    spring = datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC)
    slots = SLOTS | {"zone": "America/New_York", "slot_1": "2026-03-08T02:30"}

    form = CallForm(slots, enquiry=Enquiry(country="US"), now=spring)

    assert form.errors["slot_1"] == ["The clocks go forward over this time: choose another"]


@pytest.mark.parametrize(
    ("country", "phone", "zone"),
    [
        ("JP", "", "Asia/Tokyo"),
        ("US", "", ""),
        ("US", "+81312345678", "Asia/Tokyo"),
        ("US", "+12125550123", "America/New_York"),
        ("IN", "", "Asia/Calcutta"),
        ("AQ", "nonsense", ""),
    ],
)
def test_time_zone_is_guessed_where_there_is_but_one(country, phone, zone):
    assert guess_zone(Enquiry(country=country, phone=phone)) == zone


def test_time_zones_are_named_for_places():
    labels = dict(zone for _name, zones in list_zones() for zone in zones)

    assert labels["America/New_York"] == "New York"
    assert labels["America/Argentina/Buenos_Aires"] == "Buenos Aires (Argentina)"
    assert "UTC" not in labels


def test_slot_names_the_day_on_either_clock():
    late = datetime.datetime(2026, 6, 9, 20, 0, tzinfo=datetime.UTC)

    assert describe_slot(late, TOKYO) == (
        "Wednesday 10 June 2026, 05:00 in Tokyo, which is Tuesday 9 June 2026, 21:00 in London"
    )


def test_deletion_is_put_before_ukti_once_and_deletes_nothing(client, settings):
    enquiry = send_enquiry()
    address = find_page(enquiry) + "deletion/"

    asked = read_page(client.get(address))
    first = read_page(client.post(address, follow=True))
    second = read_page(client.post(address, follow=True))

    assert "Nothing is deleted at the press of this button." in asked
    assert "UKTI has your wish." in first
    assert "You asked us to delete what we hold" in first
    assert "You asked for this before." in second
    assert list_events(enquiry) == ["received", "deletion_asked"]
    mail = Message.objects.get(kind="triage-deletion")
    assert mail.to_email == settings.TRIAGE_EMAIL
    assert f"/desk/enquiries/{enquiry.reference}/" in mail.body
    assert Enquiry.objects.filter(pk=enquiry.pk).exists()


def test_closed_enquiry_offers_deletion_and_nothing_else(client):
    enquiry = send_enquiry()
    withdraw_enquiry(enquiry=enquiry, now=NOW)
    page = find_page(enquiry)

    words = read_page(client.get(page))
    answers = [
        read_page(client.post(page + action, SLOTS | DETAILS, follow=True))
        for action in ("call/", "details/")
    ]
    client.post(page + "deletion/")

    assert "Ask for a call" not in words
    assert "Ask us to delete what we hold about you" in words
    assert all("This enquiry is closed, so nothing was changed." in answer for answer in answers)
    assert list_events(enquiry)[-1] == "deletion_asked"


@pytest.mark.parametrize("action", ["details/", "call/", "deletion/"])
def test_looking_changes_nothing_and_a_stranger_finds_nothing(client, action):
    enquiry = send_enquiry()

    looked = client.get(find_page(enquiry) + action)
    stranger = client.post(f"/enquiries/{enquiry.reference}/0000/{action}", SLOTS | DETAILS)

    assert (looked.status_code, stranger.status_code) == (200, 404)
    assert looked.headers["Referrer-Policy"] == "strict-origin"
    assert "no-store" in looked.headers["Cache-Control"]
    assert list_events(enquiry) == ["received"]


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_confirm_an_address_once():
    enquiry = send_enquiry()
    change = correct_details(
        enquiry=enquiry, name=enquiry.name, phone="", email="new@robotics.example", now=NOW
    )

    answers = run_at_once(*[partial(confirm_address, change=change, now=NOW)] * 2)

    assert sorted(answers) == [False, True]
    assert Message.objects.get(kind="address-changed").to_email == "hanako@robotics.example"
