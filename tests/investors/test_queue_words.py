"""The search of the queue: any words of a case, kept off the address."""

import datetime

import pytest

from accounts.models import User
from investors.case_search import Found, find_cases
from investors.models import DeskSearch, Enquiry
from investors.services import assignment, desk_searches, notes
from investors.workflow import Actor
from tests.accounts.people import sign_in_to_desk
from tests.investors.asked_contacts import make_contact
from tests.investors.desk_rows import (
    LATER,
    QUEUE,
    find,
    list_organisations,
    make_enquiry,
    offer_to,
    read_page,
    sign_in_contact,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("an_hour_later")]
DAY = datetime.timedelta(days=1)


def list_keys(text: str) -> list[int]:
    return find_cases(text).keys


def test_words_of_notes_reasons_contacts_and_files_are_found(staff):
    referral = offer_to(make_contact("Amir Test", organisation="Leeds Growth Hub"))
    enquiry = referral.enquiry
    notes.add_note(enquiry=enquiry, text="Embassy in Tokyo informed.", by=staff, now=LATER)
    assignment.decline_referral(
        referral=referral, reason="Conflict of interest", by=Actor.contact(referral.contact), now=LATER
    )
    enquiry.attachments.create(name="Business-plan.pdf", size=1, added_at=LATER)

    found = [list_keys(text) for text in ("embassy tokyo", "conflict", "growth hub", "business plan", "amir")]

    assert found == [[enquiry.pk]] * 5


@pytest.mark.parametrize(
    "text", ["robotics", "hanako@robotics.example", "engineer", "花子", "佐藤花子", "+81312341234"]
)
def test_words_are_found_by_address_stem_characters_and_parts(staff, text):
    enquiry = make_enquiry("Kyoto", plan="Engineers wanted", phone="+81312341234")

    assert list_keys(text) == [enquiry.pk]


@pytest.mark.parametrize("text", ["", "   ", "!!!", "' OR 1=1 --", "a:*|b", "\\"])
def test_words_that_are_none_or_odd_find_nothing_and_break_nothing(staff, text):
    make_enquiry("Kyoto")

    assert list_keys(text) == []


def test_words_follow_what_is_corrected(staff):
    enquiry = make_enquiry("Kyoto", plan="Umbrellas")

    Enquiry.objects.filter(pk=enquiry.pk).update(plan="Parasols")

    assert (list_keys("umbrellas"), list_keys("parasols")) == ([], [enquiry.pk])


def test_search_that_finds_more_than_it_shows_says_so_and_shows_the_newest(client, staff, monkeypatch):
    monkeypatch.setattr("investors.case_search.MOST", 2)
    for number in range(3):
        make_enquiry(f"Kyoto {number}")

    response = find(client, "kyoto", "sort=organisation")

    assert list_organisations(response) == ["Kyoto 1", "Kyoto 2"]
    assert "There are more: add a word." in read_page(response)


@pytest.mark.parametrize("looked_through", [0, 2, 20_000])
@pytest.mark.parametrize("most", [2, 3])
def test_search_finds_the_same_both_ways(staff, monkeypatch, looked_through, most):
    monkeypatch.setattr("investors.case_search.LOOKED_THROUGH", looked_through)
    monkeypatch.setattr("investors.case_search.MOST", most)
    keys = [make_enquiry(f"Kyoto {number}").pk for number in range(3)]
    make_enquiry("Osaka")

    found = find_cases("kyoto")

    assert found == Found(keys[: -most - 1 : -1], is_cut=most < 3)


def test_words_do_not_stand_in_the_address(client, staff):
    make_enquiry("Kyoto")

    response = find(client, "佐藤 花子")

    [(address, _status)] = response.redirect_chain
    assert address == f"{QUEUE}?find={DeskSearch.objects.get().key}"
    assert list_organisations(response) == ["Kyoto"]


def test_same_words_again_keep_their_address(client, staff):
    first, second = find(client, "kyoto"), find(client, "kyoto")

    assert first.redirect_chain == second.redirect_chain


def test_address_of_words_opens_for_others_at_the_desk(client, staff):
    make_enquiry("Kyoto")
    [(address, _status)] = find(client, "kyoto").redirect_chain
    sign_in_to_desk(client, User.Role.MANAGER, name="Mo Manager")

    assert list_organisations(client.get(address)) == ["Kyoto"]


def test_contact_does_not_find_by_notes_that_are_for_staff(client, staff):
    contact = sign_in_contact(client)
    referral = offer_to(contact, "Kyoto")
    notes.add_note(enquiry=referral.enquiry, text="Doubtful finances", by=staff, now=LATER)

    assert list_organisations(find(client, "doubtful")) == []
    assert list_organisations(find(client, "kyoto")) == ["Kyoto"]


def test_auditor_finds_any_words_and_keeps_no_view(client, staff):
    referral = offer_to(make_contact(), "Kyoto")
    notes.add_note(enquiry=referral.enquiry, text="Embassy informed", by=staff, now=LATER)
    auditor = sign_in_to_desk(client, User.Role.AUDITOR, name="Ada Auditor")

    response = find(client, "embassy")

    assert list_organisations(response) == ["Kyoto"]
    assert DeskSearch.objects.get().user == auditor
    assert client.post(f"{QUEUE}views/", {"name": "Mine", "address": ""}).status_code == 404


def test_words_too_long_are_refused(client, staff):
    response = find(client, "a" * 201)

    assert "at most 200 characters" in read_page(response)
    assert DeskSearch.objects.count() == 0


def test_words_are_forgotten_after_90_days_unless_a_view_needs_them(staff):
    kept = desk_searches.keep_search(text="kyoto", user=staff, now=LATER)
    desk_searches.keep_search(text="osaka", user=staff, now=LATER)
    desk_searches.save_view(name="K", query="", search=kept, is_shared=False, owner=staff, now=LATER)

    early, late = (desk_searches.forget_searches(now=LATER + days * DAY) for days in (90, 91))

    assert (early, late) == (0, 1)
    assert DeskSearch.objects.get() == kept
