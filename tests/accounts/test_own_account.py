"""The page "Your account", and the name on it."""

import pytest
from django.template import Context, Template

from accounts import sections
from accounts.models import User
from accounts.sections import Section, register_section
from tests.accounts.people import read_page, sign_in, sign_in_to_desk

pytestmark = pytest.mark.django_db


def test_page_says_who_one_is(client):
    user = sign_in(client)

    page = read_page(client.get("/account/"))

    assert (user.name in page, user.email in page, "Not set up" in page) == (True, True, True)
    assert "Role at the desk" not in page


def test_page_names_the_role_of_who_has_one(client):
    sign_in_to_desk(client, User.Role.MODERATOR)

    page = read_page(client.get("/account/"))

    assert ("Role at the desk" in page, "Moderator" in page, "Set up" in page) == (True, True, True)


def test_apps_hang_their_sections_on_the_page(client, monkeypatch):
    monkeypatch.setattr(sections, "_sections", {})
    describe = {"status": "Hung by a test", "tone": "info"}
    register_section("test", Section("components/example_mark.html", lambda user: describe | {"user": user}))
    user = sign_in(client)

    response = client.get("/account/")

    assert response.context["sections"] == [
        {"template": "components/example_mark.html", "content": describe | {"user": user}}
    ]
    assert Template("{% include 'components/example_mark.html' %}").render(Context()) in read_page(response)


def test_page_asks_a_fixed_number_of_queries(client, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(sections, "_sections", {})
    sign_in(client)

    with django_assert_num_queries(3):
        client.get("/account/")


def test_name_is_changed(client):
    user = sign_in(client)

    shown = read_page(client.get("/account/name/"))
    done = client.post("/account/name/", {"name": " Ann  Lee "}, follow=True)

    assert f'value="{user.name}"' in shown
    assert done.redirect_chain == [("/account/", 302)]
    assert "Your name is changed." in read_page(done)
    assert User.objects.get().name == "Ann Lee"


@pytest.mark.parametrize(
    ("name", "fault"), [("", "Enter your name"), ("a@b.example", "Enter your name alone")]
)
def test_name_that_is_none_is_refused_beside_the_field(client, name, fault):
    user = sign_in(client)

    response = client.post("/account/name/", {"name": name})

    assert read_page(response).count(fault) == 2
    assert User.objects.get().name == user.name


@pytest.mark.parametrize(
    ("role", "links"),
    [
        (None, {"Sign in"}),
        (User.Role.NONE, {"Your account", "Sign out"}),
        (User.Role.MODERATOR, {"Desk", "Your account", "Sign out"}),
    ],
)
def test_header_offers_what_one_can_do(client, role, links):
    if role is not None:
        sign_in_to_desk(client, role)

    header = read_page(client.get("/privacy/")).split("<header")[1].split("</header>")[0]

    assert {word for word in ("Sign in", "Desk", "Your account", "Sign out") if f">{word}</a>" in header} == (
        links
    )
