"""The pages of one thing done to many enquiries: the boxes, the preview, the result, and undoing it."""

import re
import uuid

import pytest
from django.db import IntegrityError

from accounts.models import User
from investors.models import BulkAction, Enquiry
from investors.services import casework
from investors.services.bulk import MOST
from tests.accounts.people import sign_in_to_desk
from tests.investors.asked_contacts import make_contact
from tests.investors.bulk_actions import BULK, WORDS, crash_at, do, list_outcomes, read_status
from tests.investors.desk_rows import LATER, QUEUE, make_enquiry, read_page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("an_hour_later")]


def pick(client, name: str, *references: str):
    return client.post(BULK, {"name": name, "pick": references}, follow=True)


def test_preview_says_what_can_be_done_and_why_the_rest_cannot(client, staff):
    possible, closed = make_enquiry("Kyoto"), make_enquiry("Osaka")
    casework.close_enquiry(enquiry=closed, reason="not_fdi", text="", by=staff, now=LATER)

    words = read_page(pick(client, "close", possible.reference, closed.reference))

    assert "1 enquiry Close" in words
    assert "Osaka Its status is “Closed”." in words
    assert "The investors are told of the close only after that time." in words
    assert read_status(possible) == ["triage"]


@pytest.mark.parametrize(("name", "picked"), [("", ["x"]), ("burn", ["x"]), ("close", [])])
def test_choice_that_is_none_goes_back_to_the_queue_with_a_message(client, staff, name, picked):
    response = pick(client, name, *picked)

    assert "Tick enquiries first" in read_page(response)


def test_preview_does_not_show_what_does_not_exist(client, staff):
    words = read_page(pick(client, "close", "TN-0000-0000", "a\x00b"))

    assert "It can be done with none of those that you ticked." in words


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize(("name", "queries"), [("close", 4), ("refer", 5)])
def test_preview_asks_a_fixed_number_of_queries(
    client, staff, rows, name, queries, django_assert_num_queries
):
    for number in range(rows):
        make_contact(f"Contact {number}")
    references = [make_enquiry(f"Firm {number}").reference for number in range(rows)]
    pick(client, name, *references)

    with django_assert_num_queries(queries):
        pick(client, name, *references)


@pytest.mark.parametrize("rows", [1, 30])
def test_result_asks_a_fixed_number_of_queries(client, staff, rows, django_assert_num_queries):
    bulk = do("close", *[make_enquiry(f"Firm {number}") for number in range(rows)], by=staff)
    client.get(f"{BULK}{bulk.pk}/")

    with django_assert_num_queries(5):
        client.get(f"{BULK}{bulk.pk}/")


def test_preview_leads_back_to_the_queue(client, staff):
    page = pick(client, "close", make_enquiry("Kyoto").reference).content.decode()

    assert f'href="{QUEUE}">Cancel</a>' in page


def test_preview_says_when_more_were_ticked_than_it_takes(client, staff):
    references = [make_enquiry(f"Firm {number}").reference for number in range(MOST + 1)]

    over = read_page(pick(client, "close", *references))
    full = read_page(pick(client, "close", *references[1:]))

    assert "You ticked more than 100. These are the 100 that came first" in over
    assert "You ticked more" not in full


@pytest.mark.parametrize("name", ["take", "refer", "route"])
def test_preview_leaves_out_what_is_being_routed(client, staff, name):
    due = make_enquiry("Kyoto", due_at=LATER)

    words = read_page(pick(client, name, due.reference))
    bulk = do(name, due, by=staff, contact=make_contact())

    assert "Kyoto It is being routed." in words
    assert list_outcomes(bulk) == ["passed_over"]
    assert Enquiry.objects.get(pk=due.pk).due_at == LATER


def test_preview_of_a_note_says_that_it_is_added_to_what_moved(client, staff):
    words = read_page(pick(client, "note", make_enquiry("Kyoto").reference))

    assert "also to an enquiry that has moved meanwhile" in words


def test_preview_of_a_close_says_what_undoing_it_means_for_contacts(client, staff):
    words = read_page(pick(client, "close", make_enquiry("Kyoto").reference))

    assert "A contact who had it does not get it back, and is told so by mail." in words


def test_form_does_it_to_each_and_shows_the_result(client, staff):
    first, second = make_enquiry("Kyoto"), make_enquiry("Osaka")
    seen = [f"{each.reference}:{each.version}" for each in (first, second)]

    response = client.post(
        f"{BULK}do/", {"name": "close", "seen": seen, "key": str(uuid.uuid4()), **WORDS}, follow=True
    )

    assert read_status(first, second) == ["closed", "closed"]
    assert "You can undo it until" in read_page(response)


def test_form_with_a_mistake_is_shown_again_with_what_was_typed_and_seen(client, staff):
    enquiry, closed = make_enquiry("Kyoto"), make_enquiry("Osaka", status="closed")
    page = pick(client, "close", enquiry.reference, closed.reference).content.decode()
    hidden = re.findall(r'<input type="hidden" name="(seen|left|key)" value="([^"]*)"', page)
    data = {name: [value for each, value in hidden if each == name] for name in ("seen", "left", "key")}
    casework.take_enquiry(enquiry=Enquiry.objects.get(pk=enquiry.pk), by=staff, now=LATER)

    response = client.post(f"{BULK}do/", {"name": "close", "text": "My words", **data})

    words = read_page(response)
    assert "Choose a reason" in words
    assert "My words" in response.content.decode()
    assert f'name="seen" value="{enquiry.reference}:{enquiry.version}"' in response.content.decode()
    assert "It has changed since you looked." in words
    assert "Left out" in words
    assert "Osaka Its status is “Closed”." in words
    assert BulkAction.objects.count() == 0


def test_form_with_a_mistake_still_says_that_more_were_ticked(client, staff):
    enquiry = make_enquiry("Kyoto")
    seen = f"{enquiry.reference}:{enquiry.version}"

    words = read_page(client.post(f"{BULK}do/", {"name": "close", "seen": seen, "is_cut": "1"}))

    assert "You ticked more than 100." in words


def test_result_offers_to_go_on_with_what_is_pending(client, staff):
    enquiry = make_enquiry("Kyoto")
    with crash_at(enquiry), pytest.raises(IntegrityError):
        do("close", enquiry, by=staff)
    address = f"{BULK}{BulkAction.objects.get().pk}/"

    before = read_page(client.get(address))
    after = read_page(client.post(f"{address}go-on/", follow=True))

    assert "Still to do" in before
    assert "Go on with the rest" in before
    assert "Go on with the rest" not in after
    assert read_status(enquiry) == ["closed"]


def test_going_on_is_for_who_began(client, staff):
    enquiry = make_enquiry("Kyoto")
    with crash_at(enquiry), pytest.raises(IntegrityError):
        do("close", enquiry, by=staff)
    bulk = BulkAction.objects.get()
    manager = sign_in_to_desk(client, User.Role.MANAGER, name="Mo Manager")

    page = read_page(client.get(f"{BULK}{bulk.pk}/"))
    answer = client.post(f"{BULK}{bulk.pk}/go-on/").status_code
    do("close", enquiry, by=manager, key=bulk.key)

    assert "Go on with the rest" not in page
    assert answer == 404
    assert list_outcomes(bulk) == ["pending"]


def test_result_says_with_what_it_was_done(client, staff):
    contact = make_contact("Amir Test")

    closed = do("close", make_enquiry("Kyoto"), by=staff)
    referred = do("refer", make_enquiry("Osaka"), by=staff, contact=contact, text="Your field")

    assert "Reason Not applicable In a few words Out of scope" in read_page(client.get(f"{BULK}{closed.pk}/"))
    assert "Contact Amir Test Why this contact Your field" in read_page(client.get(f"{BULK}{referred.pk}/"))


def test_auditor_reads_the_result_and_is_offered_nothing(client, staff):
    bulk = do("close", make_enquiry("Kyoto"), by=staff)
    sign_in_to_desk(client, User.Role.AUDITOR, name="Ada Auditor")

    words = read_page(client.get(f"{BULK}{bulk.pk}/"))

    assert "Kyoto" in words
    assert "Undo it" not in words


def test_queue_offers_boxes_to_staff(client, staff):
    enquiry = make_enquiry("Kyoto")

    page = client.get(QUEUE).content.decode()

    assert f'name="pick" value="{enquiry.reference}" form="bulk"' in page
    assert '<span class="tn-pick-all" hidden>' in page
