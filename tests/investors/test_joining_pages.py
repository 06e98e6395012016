"""Cases that are one matter, on the pages of staff, of the contact and of the investors."""

import pytest

from accounts.models import User
from investors.models import Enquiry, Referral
from investors.services.contributions import contribute
from investors.services.following import write_back
from investors.services.joining import join_enquiry
from investors.workflow import Actor
from tests.accounts.people import sign_in_to_desk
from tests.investors.asked_contacts import make_contact
from tests.investors.desk_rows import (
    LATER,
    QUEUE,
    make_enquiry,
    offer_to,
    read_page,
    read_through,
    sign_in_contact,
)
from tests.investors.sent_enquiries import open_referral_token, read_enquiry_token
from tests.investors.sent_files import attach
from tests.investors.test_contributions import ask

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("an_hour_later")]

OTHER = {"email": "taro@kyoto.example", "name": "Taro Test", "plan": "We also want a laboratory in York."}


def make_two() -> tuple[Enquiry, Enquiry]:
    return make_enquiry("Kyoto", email="hana@kyoto.example"), make_enquiry("Kyoto", **OTHER)


def join(later: Enquiry, earlier: Enquiry) -> Enquiry:
    join_enquiry(enquiry=later, to=earlier, reason="One plant", by=Actor.system(), now=LATER)
    later.refresh_from_db()
    return later


def post(client, enquiry: Enquiry, action: str, **data: object):
    values = {"version": enquiry.version, "text": "One plant, two letters"} | data
    return client.post(f"{QUEUE}{enquiry.reference}/{action}/", values, follow=True)


def follow(client, enquiry: Enquiry) -> str:
    return read_page(client.get(f"/enquiries/{enquiry.reference}/{read_enquiry_token(enquiry)}/"))


def test_case_shows_what_may_be_the_same_with_why_and_a_button(client, staff):
    first, later = make_two()

    response = client.get(f"{QUEUE}{first.reference}/")

    assert "the same organisation, the same mail domain, kyoto.example" in read_page(response)
    assert f"Put together with {later.reference}" in read_page(response)


@pytest.mark.parametrize("is_from_later", [True, False], ids=["from the later one", "from the earlier one"])
def test_join_makes_the_later_part_of_the_earlier_from_either_page(client, staff, is_from_later):
    first, later = make_two()
    here, there = (later, first) if is_from_later else (first, later)

    words = read_page(post(client, here, "join", reference=there.reference.lower()))

    later.refresh_from_db()
    assert later.joined_to == first
    assert f"{here.reference} and the other are one case now." in words


@pytest.mark.parametrize(
    ("find", "error"),
    [
        (lambda first, later: "TN-0000-0000", "There is no case with this reference"),
        (lambda first, later: later.reference, "This is the case itself"),
        (lambda first, later: "", "Give the reference of the other"),
    ],
)
def test_join_with_a_wrong_reference_says_why_and_keeps_the_words(client, staff, find, error):
    first, later = make_two()

    response = post(client, later, "join", reference=find(first, later), text="My own words")

    assert error in read_page(response)
    assert "My own words" in response.content.decode()


def test_join_with_a_closed_case_says_what_to_do(client, staff):
    first, later = make_two()
    post(client, first, "close", reason="not_fdi")

    words = read_page(post(client, later, "join", reference=first.reference))

    assert f"{first.reference} is closed. Open it again first." in words


def test_case_shows_the_words_and_the_history_of_what_was_joined(client, staff):
    first, later = make_two()
    attach(join(later, first), "Laboratory.pdf")
    write_back(enquiry=later, text="It has two floors", now=LATER)

    words = read_page(client.get(f"{QUEUE}{first.reference}/"))

    assert "We also want a laboratory in York." in words
    assert "Laboratory.pdf" in words
    assert f"The investor wrote · {later.reference}" in words
    assert f"Put together with another enquiry: {later.reference}" in words


def test_joined_case_leads_to_the_one_that_it_belongs_to_and_is_taken_apart(client, staff):
    first, later = make_two()
    join(later, first)
    page = read_page(client.get(f"{QUEUE}{later.reference}/"))

    words = read_page(post(client, later, "split"))

    later.refresh_from_db()
    assert f"It is put together with {first.reference}" in page
    assert "Reopen it" not in page
    assert (later.status, later.taken_by, later.joined_to) == ("triage", staff, None)
    assert f"{later.reference} is a case by itself again, and yours." in words


def test_close_offers_no_duplicate_since_nobody_would_answer_it(client, staff):
    enquiry = make_enquiry("Kyoto")

    words = read_page(post(client, enquiry, "close", reason="duplicate"))

    enquiry.refresh_from_db()
    assert "not one of the available choices" in words
    assert enquiry.is_open


def test_contact_reads_and_opens_what_was_joined_once_they_accepted(client):
    contact = sign_in_contact(client)
    referral = offer_to(contact, email="hana@kyoto.example")
    later = join(make_enquiry("Kyoto", **OTHER), referral.enquiry)
    file = attach(later, "Laboratory.pdf")
    address = f"{QUEUE}{referral.enquiry.reference}/"
    before = client.get(f"{address}files/{file.pk}/").status_code
    Referral.objects.filter(pk=referral.pk).update(status="accepted", accepted_at=LATER)

    words = read_page(client.get(address))

    assert "We also want a laboratory in York." in words
    assert "Laboratory.pdf" in words
    assert (before, read_through(client.get(f"{address}files/{file.pk}/")).status_code) == (404, 200)
    assert client.get(f"{QUEUE}{later.reference}/").status_code == 404


def test_contact_reads_what_was_joined_from_the_mail(client):
    referral = offer_to(make_contact())
    join(make_enquiry("Kyoto", **OTHER), referral.enquiry)

    words = read_page(client.get(f"/referrals/{open_referral_token(referral, now=LATER)}/"))

    assert "We also want a laboratory in York." in words
    assert OTHER["email"] not in words


def test_following_page_of_what_was_joined_tells_of_the_case_and_nothing_of_the_other_person(client):
    referral = offer_to(make_contact(), email="hana@kyoto.example")
    first = referral.enquiry
    later = join(make_enquiry("Kyoto", **OTHER), first)
    write_back(enquiry=first, text="A word of Hana", now=LATER)
    Referral.objects.filter(pk=referral.pk).update(status="accepted", accepted_at=LATER)
    Enquiry.objects.filter(pk=first.pk).update(status="in_progress")

    words = follow(client, later)

    assert "It belongs to an enquiry that we already work on" in words
    assert "Amir Test has your enquiry, and will write to you." in words
    assert "We put it together with an enquiry" in words
    assert "Add something" in words
    assert not [hidden for hidden in ("A word of Hana", first.reference, first.email) if hidden in words]


def test_following_page_of_the_case_says_nothing_of_what_was_joined(client):
    first, later = make_two()
    join(later, first)

    words = follow(client, first)

    assert "together" not in words
    assert "laboratory" not in words


def test_joint_reply_begins_with_what_contributors_added(client):
    enquiry, referral = ask()
    contribute(referral=referral, text="The port has room.", by=Actor.contact(referral.contact), now=LATER)
    sign_in_to_desk(client, User.Role.MANAGER, name="Mo Manager")
    address = f"{QUEUE}{enquiry.reference}/do/reply/"
    data = {"version": enquiry.version, "how": "send", "text": "Dear Hanako,", "template": "contributions"}

    response = client.post(address, data | {"fill": "1"})

    assert "Dear Hanako,\n\nLiverpool (Lena Port):\nThe port has room." in response.content.decode()
