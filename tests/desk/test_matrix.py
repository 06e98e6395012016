"""The matrix of roles and the desk's addresses: each asked for real, by GET and by POST, as each role."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.urls import URLPattern, get_resolver

from accounts.roles import Access, Action, Role, find_access
from tests.accounts.people import sign_in, sign_in_to_desk
from tests.desk.addresses import ADDRESSES, EVERY_ROLE, Address, own_contact
from tests.investors.asked_contacts import make_contact
from tests.investors.desk_rows import read_through

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("an_hour_later")]

REFUSED = {403, 404, 405}
NEEDED = {"get": Access.READ, "post": Access.ACT}
DESK_ROLES = [Role.MANAGER, Role.TRIAGE_OFFICER, Role.SENIOR_LEAD, Role.REGIONAL_CONTACT, Role.MODERATOR]
PAGES = [address for address in ADDRESSES if "get" in address.methods]


def name_part(value: object) -> str:
    return value.route if isinstance(value, Address) else str(value)


def fill_in(address: Address, user) -> str:
    """Return the path of ``address``, about what is made for ``user``."""
    own_contact(user)
    names = address.make(user)
    return "/" + re.sub(r"<\w+:(\w+)>", lambda part: str(names[part[1]]), address.route)


def ask(client, address: Address, role: str) -> dict[tuple[str, str], int]:
    """Return what somebody with ``role`` is answered by each method; then everything is as before."""
    answers = {}
    with transaction.atomic():
        user = sign_in_to_desk(client, role)
        path = fill_in(address, user)
        for method in NEEDED:
            with transaction.atomic():
                answers[role, method] = read_through(getattr(client, method)(path)).status_code
                transaction.set_rollback(True)
        transaction.set_rollback(True)
    return answers


def list_routes(patterns, before: str = "") -> Iterator[str]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from list_routes(pattern.url_patterns, route)


def test_every_address_of_the_desk_is_in_the_matrix():
    routes = {route for route in list_routes(get_resolver().url_patterns) if route.startswith("desk/")}

    assert routes == {address.route for address in ADDRESSES}


@pytest.mark.parametrize("address", ADDRESSES, ids=name_part)
def test_address_answers_by_role(client, address):
    """Every cell of the row in one test, each role on rows of its own: a test a cell would take too long."""
    answers = [answer for role in EVERY_ROLE for answer in ask(client, address, role).items()]

    assert len(answers) == len(EVERY_ROLE) * len(NEEDED)
    for (role, method), status in answers:
        access = Access.NONE if role in address.not_for else find_access(role, address.action)
        if access < NEEDED[method]:
            assert status in REFUSED, (role, method)
        elif method in address.methods:
            assert status < 500, (role, method)
            assert status not in REFUSED, (role, method)


@pytest.mark.parametrize("role", [Role.SENIOR_LEAD, Role.REGIONAL_CONTACT])
@pytest.mark.parametrize(
    "address", [address for address in ADDRESSES if "<slug:reference>" in address.route], ids=name_part
)
def test_case_of_another_cluster_answers_no_contact(client, address, role):
    user = sign_in_to_desk(client, role)
    make_contact("Cy Other", cluster="sheffield", user=user, role="senior_lead")
    stranger = sign_in(client)
    path = fill_in(address, stranger)
    sign_in_to_desk(client, user=user)

    assert {client.get(path).status_code, client.post(path).status_code} <= REFUSED


@pytest.mark.parametrize("address", PAGES, ids=name_part)
def test_auditor_is_shown_no_button_but_that_of_the_search(client, address):
    user = sign_in_to_desk(client, Role.AUDITOR)
    path = fill_in(address, user)

    response = read_through(client.get(path))

    if find_access(Role.AUDITOR, address.action) and response["Content-Type"].startswith("text/html"):
        page = response.content.decode()
        _head, _main, inside = page.rpartition('id="main"')  # all of what is a part of a page
        posted = re.findall(r'<form[^>]*method="post"[^>]*>', inside.partition("</main>")[0])
        assert not [form for form in posted if 'action="/desk/enquiries/find/"' not in form]


@pytest.mark.parametrize("role", [*DESK_ROLES, Role.AUDITOR])
@pytest.mark.parametrize("address", ["/desk/", "/desk/enquiries/", "/desk/messages/", "/desk/moderation/"])
def test_page_is_shut_without_the_second_factor(client, role, address):
    sign_in(client, role)

    assert client.get(address).status_code in {302, 404}


@pytest.mark.parametrize("address", PAGES, ids=name_part)
def test_page_sends_who_is_signed_out_to_sign_in(client, address):
    user = sign_in(client)
    path = fill_in(address, user)
    client.logout()

    response = client.get(path)

    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


def test_page_of_the_docs_is_the_table():
    order = [Role.MANAGER, Role.TRIAGE_OFFICER, Role.SENIOR_LEAD, Role.REGIONAL_CONTACT]
    order += [Role.MODERATOR, Role.AUDITOR]
    text = (Path(settings.BASE_DIR) / "docs" / "permissions.md").read_text(encoding="utf-8")
    head = f"| action | {' | '.join(str(role.label).lower() for role in order)} |"
    rows = [
        f"| {' | '.join([str(action.label), *(str(find_access(role, action).label) for role in order)])} |"
        for action in Action
    ]

    assert "\n".join([head, "| --- | --- | --- | --- | --- | --- | --- |", *rows]) in text
