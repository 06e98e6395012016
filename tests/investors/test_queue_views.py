"""Views of the queue, its columns, its counts."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from investors.models import CaseText, DeskSearch, Enquiry, SavedView, StatusCount
from investors.services import assignment, casework, notes
from investors.services.queue_index import fold_counts, rebuild_queue_index
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


def read_counts() -> dict[str, int]:
    totals: dict[str, int] = {}
    for row in StatusCount.objects.all():
        totals[row.status] = totals.get(row.status, 0) + row.change
    return {status: count for status, count in totals.items() if count}


# Views


def test_views_of_refused_and_of_nobody_to_ask_tell_them_apart(client, staff):
    referral = offer_to(make_contact(), "Refused by all")
    assignment.decline_referral(
        referral=referral, reason="No time", by=Actor.contact(referral.contact), now=LATER
    )
    Enquiry.objects.filter(pk=referral.enquiry_id).update(status="triage", due_at=None)
    make_enquiry("Nobody asked")

    refused = list_organisations(client.get(QUEUE, {"need": "refused"}))
    no_taker = list_organisations(client.get(QUEUE, {"need": "no_taker"}))

    assert (refused, no_taker) == (["Refused by all"], ["Nobody asked"])


def test_view_of_large_ones_goes_by_the_thresholds_in_force(client, staff):
    make_enquiry("By jobs", jobs="100+")
    make_enquiry("By spend", spend="over_10m")
    make_enquiry("Small", jobs="51-100", spend="5m-10m")

    kept = list_organisations(client.get(QUEUE, {"scale": "on", "sort": "organisation"}))

    assert kept == ["By jobs", "By spend"]


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ({"country": "NO"}, ["Oslo"]),
        ({"language": "xx"}, ["Oslo", "Kyoto"]),
        ({"language": "ja"}, ["Kyoto"]),
        ({"close_reason": "not_fdi", "status": "closed"}, []),
        ({"files": "on"}, ["Kyoto"]),
    ],
)
def test_queue_keeps_what_other_filters_say(client, staff, query, kept):
    make_enquiry("Oslo", country="NO")
    kyoto = make_enquiry("Kyoto", language="ja")
    kyoto.attachments.create(name="Plan.pdf", size=1, added_at=LATER)

    assert sorted(list_organisations(client.get(QUEUE, query))) == sorted(kept)


def save(client, name: str = "Japan", address: str = "country=JP&page=3", **more: str):
    return client.post(f"{QUEUE}views/", {"name": name, "address": address, **more}, follow=True)


def test_view_is_kept_without_its_page_and_shown_as_a_link(client, staff):
    response = save(client)

    view = SavedView.objects.get()
    assert (view.query, view.owner, view.is_shared) == ("country=JP", staff, False)
    assert 'href="?country=JP" aria-current="true"' in response.content.decode()


def test_view_of_words_keeps_them(client, staff):
    [(address, _status)] = find(client, "kyoto").redirect_chain

    save(client, address=address.partition("?")[2])

    assert SavedView.objects.get().search == DeskSearch.objects.get()


@pytest.mark.parametrize(
    ("name", "message"), [("", "Give the view a name"), ("Japan", "You have a view of this name already")]
)
def test_view_without_a_name_of_its_own_is_refused(client, staff, name, message):
    save(client)

    assert message in read_page(save(client, name))
    assert SavedView.objects.count() == 1


def test_view_is_shared_by_managers_only(client, staff):
    save(client, "Mine", is_shared="on")
    sign_in_to_desk(client, User.Role.MANAGER, name="Mo Manager")
    save(client, "For all", is_shared="on")
    sign_in_to_desk(client, User.Role.TRIAGE_OFFICER, name="Third Person")

    names = [str(view["name"]) for view in client.get(QUEUE).context["views"]]

    assert "For all" in names
    assert "Mine" not in names


def test_view_is_deleted_by_its_owner_only(client, staff):
    save(client)
    view = SavedView.objects.get()
    sign_in_to_desk(client, User.Role.MANAGER, name="Mo Manager")
    stranger = client.post(f"{QUEUE}views/{view.pk}/delete/").status_code
    client.force_login(staff)

    assert stranger == 404
    assert SavedView.objects.count() == 1


def test_view_number_21_is_refused(client, staff):
    for number in range(20):
        save(client, f"View {number}")

    assert "You have 20 views" in read_page(save(client, "One more"))


@pytest.mark.parametrize("changes", [{"name": ""}, {"name": "Twice"}])
def test_view_without_a_name_or_with_a_taken_one_is_refused_by_the_database(staff, changes):
    SavedView.objects.create(name="Twice", query="", owner=staff, saved_at=LATER)

    with pytest.raises(IntegrityError), transaction.atomic():
        SavedView.objects.create(query="", owner=staff, saved_at=LATER, **changes)


def test_columns_stay_as_chosen_in_this_browser(client, staff):
    make_enquiry("Kyoto", language="ja", jobs="11-50")

    client.post(f"{QUEUE}columns/", {"columns": ["scale", "language"], "address": "sort=newest"})
    response = client.get(QUEUE)

    assert list(response.context["columns"]) == ["scale", "language"]
    words = read_page(response)
    assert "Jobs: 11 to 50" in words
    assert 'data-label="Who has it"' not in response.content.decode()


def test_view_has_the_columns_that_it_was_kept_with(client, staff):
    client.post(f"{QUEUE}columns/", {"columns": ["scale", "language"], "address": ""})
    form = client.get(QUEUE, {"country": "JP"}).context["view_form"]
    save(client, "By scale", form["address"].value(), columns=form["columns"].value())
    client.post(f"{QUEUE}columns/", {"columns": ["owner"], "address": ""})

    response = client.get(f"{QUEUE}?{SavedView.objects.get().query}")

    assert list(response.context["columns"]) == ["scale", "language"]
    assert list(client.get(QUEUE).context["columns"]) == ["owner"]
    assert [str(view["name"]) for view in response.context["views"] if view["is_current"]] == ["By scale"]
    assert '<input type="hidden" name="show" value="scale.language">' in response.content.decode()


def test_columns_chosen_on_a_view_are_shown_instead_of_its_own(client, staff):
    response = client.post(
        f"{QUEUE}columns/", {"columns": ["owner"], "address": "country=JP&show=scale"}, follow=True
    )

    assert response.redirect_chain == [(f"{QUEUE}?country=JP", 302)]
    assert list(response.context["columns"]) == ["owner"]


def test_columns_that_there_are_not_leave_those_of_the_browser(client, staff):
    assert list(client.get(QUEUE, {"show": "nonsense"}).context["columns"]) == [
        "status",
        "owner",
        "where",
        "received",
    ]


def test_queue_without_columns_shows_who_wrote_and_what_can_be_done(client, staff):
    make_enquiry("Kyoto")

    page = client.get(QUEUE, {"show": "none"}).content.decode()

    assert "Kyoto" in page
    assert page.count("data-label") == 0
    assert page.count('<th scope="col"') == 2
    assert page.count('class="tn-menu"') == 1


def test_view_whose_address_is_too_long_is_refused_with_a_reason(client, staff):
    response = save(client, address=f"country=JP&x={'y' * 980}", columns="status.owner.where")

    assert "Too many filters are chosen for a view." in read_page(response)
    assert SavedView.objects.count() == 0


# Counts


def test_counts_follow_every_move_in_its_transaction(staff):
    enquiry = make_enquiry("Kyoto")
    make_enquiry("Osaka", status="in_progress")
    casework.close_enquiry(enquiry=enquiry, reason="not_fdi", text="", by=staff, now=LATER)

    assert read_counts() == {"closed": 1, "in_progress": 1}


def test_counts_stay_the_same_when_they_are_added_up_twice_or_made_anew(staff):
    make_enquiry("Kyoto")
    make_enquiry("Osaka", status="in_progress")
    before = read_counts()

    fold_counts()
    fold_counts()
    folded = (read_counts(), StatusCount.objects.count())
    rebuild_queue_index()

    assert folded == (before, 2)
    assert read_counts() == before


def test_index_made_anew_has_the_same_words(staff):
    enquiry = make_enquiry("Kyoto")
    notes.add_note(enquiry=enquiry, text="Embassy informed.", by=staff, now=LATER)
    before = CaseText.objects.get(pk=enquiry.pk).words
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM investors_casetext")

    rebuild_queue_index()

    assert CaseText.objects.get(pk=enquiry.pk).words == before


def test_fragment_counts_what_came_since_the_page_was_opened(client, staff):
    make_enquiry("Before", now=LATER - DAY)
    opened = client.get(QUEUE).context["opened"]
    make_enquiry("After", now=LATER + datetime.timedelta(minutes=1))

    words = read_page(client.get(f"{QUEUE}counts/", {"opened": opened}))

    assert "All open 2" in words
    assert "1 new enquiry since you opened this page" in words


def test_fragment_with_a_forged_time_counts_nothing_new(client, staff):
    make_enquiry("Kyoto")

    assert "new enquiry" not in read_page(client.get(f"{QUEUE}counts/", {"opened": "x"}))


def test_case_opened_for_an_action_shows_its_form_open(client, staff):
    enquiry = make_enquiry("Kyoto")

    page = client.get(f"{QUEUE}{enquiry.reference}/?do=note").content.decode()

    assert 'id="note" open' in page


@pytest.mark.parametrize("path", ["columns/", "views/", "views/1/delete/"])
def test_views_and_columns_are_not_for_contacts(client, path):
    sign_in_contact(client)

    assert client.post(f"{QUEUE}{path}").status_code == 404
