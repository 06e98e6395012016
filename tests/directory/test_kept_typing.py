"""What somebody typed is not lost when their session ends, in the same window or by another one."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils.crypto import get_random_string

from directory.models import Membership
from directory.views import kept_typing
from tests.accounts.people import PASSWORD, UserFactory
from tests.directory.listings import BusinessFactory
from tests.directory.profile_forms import OWN, read_draft, read_seen, save, section_page
from tests.directory.teams import make_draft, make_team, sign_in_member

pytestmark = pytest.mark.django_db


def open_page(client: Client) -> tuple[Membership, str, str]:
    """Sign somebody in who opens a page, and end their session; return who, where, and what they saw."""
    membership = make_team(BusinessFactory())
    give_password(membership)
    address = section_page(membership.business, "offers")
    client.force_login(membership.user)
    seen = read_seen(client, address)
    client.logout()
    return membership, address, seen


def give_password(membership: Membership) -> None:
    membership.user.set_password(PASSWORD)
    membership.user.save()


def sign_in(client: Client, user, address: str):
    """Sign in by the form, on the way to ``address``."""
    parts = urlsplit(address)
    following = parse_qs(parts.query)["next"]
    return client.post(parts.path, {"login": user.email, "password": PASSWORD, "next": following})


def test_what_was_typed_survives_the_end_of_the_session(client) -> None:
    membership, address, seen = open_page(client)

    response = client.post(address, {"seen": seen, "offers": "Typed for an hour"})
    assert response.url == f"/accounts/login/?next={address}"
    sign_in(client, membership.user, response.url)
    page = client.get(address)

    assert page.context["form"].data["offers"] == "Typed for an hour"
    assert "Typed for an hour" in page.content.decode()
    assert not membership.business.revisions.exists()
    client.post(address, {"seen": page.context["seen"], "offers": page.context["form"].data["offers"]})
    assert read_draft(membership.business)["offers"] == "Typed for an hour"


def test_what_was_typed_is_shown_once(client) -> None:
    membership, address, seen = open_page(client)
    response = client.post(address, {"seen": seen, "offers": "Typed for an hour"})
    sign_in(client, membership.user, response.url)
    client.get(address)

    assert "Typed for an hour" not in client.get(address).content.decode()


def test_what_was_typed_is_not_shown_to_who_may_not_edit(client) -> None:
    _membership, address, seen = open_page(client)
    client.post(address, {"seen": seen, "offers": "Typed for an hour"})
    client.force_login(UserFactory())

    assert client.get(address).status_code == 404


def test_colleague_who_saved_before_sign_in_is_not_undone_unseen(client) -> None:
    membership, address, seen = open_page(client)
    response = client.post(address, {"seen": seen, "offers": "Mine"})
    colleague = Client()
    colleague.force_login(make_team(membership.business).user)
    save(colleague, address, offers="Theirs")
    sign_in(client, membership.user, response.url)

    page = client.get(address)

    assert "Theirs" in page.content.decode()
    assert page.context["form"].data["offers"] == "Mine"


def test_too_much_to_keep_is_not_said_to_be_kept(client, monkeypatch) -> None:
    monkeypatch.setattr(kept_typing, "MOST_CHARACTERS", 10)
    _membership, address, seen = open_page(client)

    response = client.post(address, {"seen": seen, "offers": "Typed for an hour"}, follow=True)

    assert "nothing was done" in response.content.decode()


@pytest.mark.parametrize("action", ["send", "withdraw", "archive", "restore"])
def test_button_pressed_while_signed_out_leads_back_to_its_page(client, action) -> None:
    revision = make_draft()
    give_password(revision.business.memberships.get())
    page = f"{OWN}{revision.business.slug}/"

    response = client.post(f"{page}{action}/", headers={"referer": f"http://testserver{page}?x=1"})
    arrived = sign_in(client, revision.author, response.url)

    assert arrived.url == f"{page}?x=1"
    assert client.get(arrived.url).status_code == 200
    revision.refresh_from_db()
    assert revision.status == "draft"


def test_address_of_another_site_is_not_led_to(client) -> None:
    response = client.post(f"{OWN}loom/send/", headers={"referer": "https://elsewhere.example/trap"})

    assert response.url == f"/accounts/login/?next={OWN}loom/send/"


def post_with_old_proof(client: Client, address: str, **values):
    """Send a form whose CSRF token is that of an earlier session, as another tab has it."""
    page = client.get(address)
    token, seen = str(page.context["csrf_token"]), page.context["seen"]
    client.cookies["csrftoken"] = get_random_string(32)
    return client.post(address, {"seen": seen, "csrfmiddlewaretoken": token} | values)


def test_page_left_open_while_signing_in_elsewhere_loses_nothing() -> None:
    client = Client(enforce_csrf_checks=True)
    membership = sign_in_member(client)
    address = section_page(membership.business, "offers")

    response = post_with_old_proof(client, address, offers="Typed for an hour")

    assert response.url == address
    assert "Typed for an hour" in client.get(address).content.decode()
    assert not membership.business.revisions.exists()


def test_form_of_another_site_is_refused_and_not_kept() -> None:
    client = Client(enforce_csrf_checks=True)
    address = section_page(sign_in_member(client).business, "offers")

    response = client.post(address, {"offers": "A trap"}, headers={"origin": "https://elsewhere.example"})

    assert response.status_code == 403
    assert "A trap" not in client.get(address).content.decode()


def test_other_forms_without_proof_are_refused_as_ever() -> None:
    client = Client(enforce_csrf_checks=True)
    page = f"{OWN}{sign_in_member(client).business.slug}/"

    assert client.post(page + "archive/").status_code == 403
