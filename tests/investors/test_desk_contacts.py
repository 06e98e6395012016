"""Contacts at the desk: listed, added, changed, away, deactivated."""

import datetime

import pytest
from django.utils import timezone

from accounts.models import User
from investors.models import Absence, Contact
from investors.services.assignment import accept_referral
from investors.workflow import Actor
from tests.accounts.people import UserFactory, sign_in_to_desk
from tests.investors.asked_contacts import make_contact
from tests.investors.desk_rows import LATER, make_sectors, offer_to, read_page
from tests.investors.sent_enquiries import make_cluster

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("an_hour_later")]

CONTACTS = "/desk/contacts/"
TODAY = LATER.date()
DAY = datetime.timedelta(days=1)


@pytest.fixture
def manager(client) -> User:
    return sign_in_to_desk(client, User.Role.MANAGER, name="Morgan Manager")


def list_names(response) -> list[str]:
    return [contact.name for contact in response.context["page"].object_list]


def complete(**changes: object) -> dict[str, object]:
    """Return the fields of a complete contact, as the form sends them."""
    fields = {
        "name": "Éva Novák",
        "email": "eva@leeds.example",
        "organisation": "Leeds Inward Investment (test)",
        "role": "contact",
        "cluster": make_cluster("leeds").slug,
        "capacity": "7",
        "user": "",
        "languages": ["cs", "de"],
        "sectors": [],
    }
    return fields | changes


def test_list_shows_cover_load_absence_and_demonstration(client, manager):
    games, _studios = make_sectors()
    contact = make_contact(languages=["ja", "fr"], capacity=1, is_demo=True)
    contact.sectors.add(games)
    offer_to(contact)
    contact.absences.create(first_day=TODAY - DAY, last_day=TODAY + DAY)

    words = read_page(client.get(CONTACTS))

    assert "Amir Test Regional contact, Region (test)" in words
    assert "Away until 3 June Demonstration" in words
    assert "Leeds Games Japanese (日本語), French (Français) 1 of 1 Full" in words


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["Ann North", "Bob Sunderland", "Cat Leeds"]),
        ({"cluster": "north-east"}, ["Ann North", "Bob Sunderland"]),
        ({"cluster": "sunderland"}, ["Bob Sunderland"]),
        ({"role": "deputy"}, ["Bob Sunderland"]),
        ({"standing": "away"}, ["Cat Leeds"]),
        ({"standing": "inactive"}, ["Dan Gone"]),
        ({"standing": "all"}, ["Ann North", "Bob Sunderland", "Cat Leeds", "Dan Gone"]),
        ({"q": "region cat"}, ["Cat Leeds"]),
        ({"q": "bob.sunderland@regions"}, ["Bob Sunderland"]),
    ],
)
def test_list_keeps_what_the_filters_say(client, manager, query, names):
    make_cluster("sunderland", parent=make_cluster("north-east"))
    make_contact("Ann North", cluster="north-east")
    make_contact("Bob Sunderland", cluster="sunderland", role="deputy")
    cat = make_contact("Cat Leeds")
    cat.absences.create(first_day=TODAY, last_day=TODAY)
    make_contact("Dan Gone", is_active=False)

    assert sorted(list_names(client.get(CONTACTS, query))) == names


@pytest.mark.parametrize(
    "query", [{"cluster": "atlantis"}, {"role": "boss"}, {"standing": "tall"}, {"q": "a\x00"}, {"page": "x"}]
)
def test_list_answers_a_bad_address_with_a_message(client, manager, query):
    make_contact()

    response = client.get(CONTACTS, query)

    assert list_names(response) == ["Amir Test"]
    assert 'role="alert"' in response.content.decode()


@pytest.mark.parametrize("rows", [1, 30])
def test_list_asks_a_fixed_number_of_queries(client, manager, rows, django_assert_num_queries):
    games, _studios = make_sectors()
    for number in range(rows):
        contact = make_contact(f"Contact {number}")
        contact.sectors.add(games)
        contact.absences.create(first_day=TODAY, last_day=TODAY)
    client.get(CONTACTS)

    with django_assert_num_queries(8):
        client.get(CONTACTS)


def test_triage_reads_a_contact_and_is_offered_no_change(client):
    sign_in_to_desk(client, User.Role.TRIAGE_OFFICER)
    contact = make_contact()

    page = client.get(f"{CONTACTS}{contact.pk}/").content.decode()

    assert "Amir Test" in page
    assert 'method="post"' not in page
    assert "/edit/" not in page


def test_add_stores_a_contact_with_cover(client, manager):
    games, studios = make_sectors()
    account = UserFactory(role=User.Role.REGIONAL_CONTACT)

    response = client.post(
        f"{CONTACTS}add/", complete(sectors=[games.pk, studios.pk], user=account.pk), follow=True
    )

    contact = Contact.objects.get()
    assert (contact.name, contact.capacity, contact.languages) == ("Éva Novák", 7, ["cs", "de"])
    assert contact.user == account
    assert set(contact.sectors.all()) == {games, studios}
    assert "Éva Novák is saved." in read_page(response)


def test_edit_changes_cover_and_keeps_the_account(client, manager):
    games, _studios = make_sectors()
    account = UserFactory(role=User.Role.REGIONAL_CONTACT)
    contact = make_contact(user=account)
    contact.sectors.add(games)
    shown = client.get(f"{CONTACTS}{contact.pk}/edit/").context["form"]
    assert shown["sectors"].value() == ["games"]

    client.post(f"{CONTACTS}{contact.pk}/edit/", complete(user=account.pk))

    contact.refresh_from_db()
    assert (contact.name, contact.user, contact.sectors.count()) == ("Éva Novák", account, 0)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": "eva"}, "email"),
        ({"role": "boss"}, "role"),
        ({"cluster": "atlantis"}, "cluster"),
        ({"capacity": "0"}, "capacity"),
        ({"capacity": "99999"}, "capacity"),
        ({"languages": ["elvish"]}, "languages"),
        ({"sectors": ["alchemy"]}, "sectors"),
        ({"user": "999999"}, "user"),
        ({"name": "a\x00b"}, "name"),
    ],
)
def test_add_says_beside_the_field_what_is_wrong(client, manager, changes, field):
    response = client.post(f"{CONTACTS}add/", complete(**changes))

    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert f'id="id_{field}_error"' in response.content.decode()
    assert Contact.objects.count() == 0


def test_add_offers_only_free_accounts_of_regional_contacts(client, manager):
    free = UserFactory(role=User.Role.REGIONAL_CONTACT)
    UserFactory(role=User.Role.TRIAGE_OFFICER)
    UserFactory(role=User.Role.REGIONAL_CONTACT, is_active=False)
    make_contact(user=UserFactory(role=User.Role.REGIONAL_CONTACT))

    form = client.get(f"{CONTACTS}add/").context["form"]

    assert list(form.fields["user"].queryset) == [free]


def test_add_refuses_a_second_duty_inbox_of_a_cluster(client, manager):
    make_contact("Leeds desk", role="duty_inbox")

    response = client.post(f"{CONTACTS}add/", complete(role="duty_inbox"))

    assert response.context["form"].errors == {"role": ["This cluster has an active duty inbox already."]}
    assert Contact.objects.count() == 1


def test_deactivate_says_what_stays_with_the_contact(client, manager):
    contact = make_contact()
    offer_to(contact)

    response = client.post(f"{CONTACTS}{contact.pk}/deactivate/", follow=True)

    words = read_page(response)
    assert "Amir Test is not asked any more." in words
    assert "1 open referral stays with them until it is referred on." in words
    contact.refresh_from_db()
    assert contact.is_active is False


def test_activate_lets_a_contact_be_asked_again(client, manager):
    contact = make_contact(is_active=False)

    client.post(f"{CONTACTS}{contact.pk}/activate/")

    contact.refresh_from_db()
    assert contact.is_active is True


def test_activate_refuses_a_second_duty_inbox_of_a_cluster(client, manager):
    make_contact("Leeds desk", role="duty_inbox")
    former = make_contact("Former desk", role="duty_inbox", is_active=False)

    response = client.post(f"{CONTACTS}{former.pk}/activate/", follow=True)

    assert "The cluster has another active duty inbox." in read_page(response)
    former.refresh_from_db()
    assert former.is_active is False


def test_absence_is_added_and_told_when_referrals_are_open(client, manager):
    contact = make_contact()
    accept_referral(referral=offer_to(contact), by=Actor.contact(contact), now=timezone.now())

    response = client.post(
        f"{CONTACTS}{contact.pk}/absences/",
        {"first_day": "2026-06-02", "last_day": "2026-06-09", "reason": "leave"},
        follow=True,
    )

    words = read_page(response)
    assert "2 June 2026 to 9 June 2026 · leave Away today" in words
    assert "1 referral is open while an absence runs or is planned." in words
    assert f"/desk/enquiries/?owner=contact-{contact.pk}" in response.content.decode()


@pytest.mark.parametrize(
    ("days", "field", "error"),
    [
        (("2026-06-09", "2026-06-02"), "last_day", "The last day must not be before the first day"),
        (("", "2026-06-02"), "first_day", "Enter the first day away"),
        (("soon", "2026-06-02"), "first_day", "Enter a day, like 2026-11-23"),
        (("2026-06-20", "2026-06-22"), "first_day", "These days overlap an absence that is listed already"),
    ],
)
def test_absence_with_wrong_days_says_so_and_keeps_them(client, manager, days, field, error):
    contact = make_contact()
    contact.absences.create(first_day=datetime.date(2026, 6, 22), last_day=datetime.date(2026, 6, 30))

    response = client.post(
        f"{CONTACTS}{contact.pk}/absences/", {"first_day": days[0], "last_day": days[1], "reason": "leave"}
    )

    assert response.status_code == 200
    assert response.context["form"].errors[field] == [error]
    assert 'value="leave"' in response.content.decode()
    assert contact.absences.count() == 1


def test_absence_is_removed(client, manager):
    contact = make_contact()
    absence = contact.absences.create(first_day=TODAY, last_day=TODAY)

    client.post(f"{CONTACTS}{contact.pk}/absences/{absence.pk}/remove/")

    assert Absence.objects.count() == 0


def test_absence_of_another_contact_is_not_removed(client, manager):
    absence = make_contact().absences.create(first_day=TODAY, last_day=TODAY)
    other = make_contact("Bo Other")

    response = client.post(f"{CONTACTS}{other.pk}/absences/{absence.pk}/remove/")

    assert response.status_code == 404
    assert Absence.objects.count() == 1


def test_past_absence_is_not_listed(client, manager):
    contact = make_contact()
    contact.absences.create(first_day=TODAY - 9 * DAY, last_day=TODAY - DAY)

    assert "None from today on." in read_page(client.get(f"{CONTACTS}{contact.pk}/"))


def test_empty_contact_form_says_what_to_enter(client, manager):
    response = client.post(f"{CONTACTS}add/", {"capacity": "many"})

    assert response.context["form"].errors == {
        "name": ["Enter the contact’s name"],
        "email": ["Enter the address that referrals are sent to"],
        "role": ["Choose a role"],
        "cluster": ["Choose a cluster"],
        "capacity": ["Enter a whole number from 1 to 1000"],
    }
