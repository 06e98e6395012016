"""The matrix of roles and actions, by address: each door for each role, a stranger, somebody signed out."""

from pathlib import Path

import pytest
from django.conf import settings

from directory.permissions import MATRIX, Action, Role
from tests.accounts.people import UserFactory
from tests.directory.addresses import ADDRESSES, ELSEWHERE, Address
from tests.directory.listings import BusinessFactory
from tests.directory.teams import make_team, sign_in_member

CELLS = [(address, role) for address in ADDRESSES for role in Role.values]


def knock(client, address: Address, membership):
    names = {"slug": membership.business.slug} | address.prepare(membership)
    return getattr(client, address.method)(address.path.format(**names), address.data)


def name_address(value: object) -> str:
    return f"{value.method}-{value.path}" if isinstance(value, Address) else str(value)


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "role"), CELLS, ids=name_address)
def test_address_answers_by_role(client, address, role) -> None:
    membership = sign_in_member(client, role)

    response = knock(client, address, membership)

    assert response.status_code == (address.expected if address.action in MATRIX[role] else 404)


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES, ids=name_address)
def test_address_tells_a_stranger_nothing(client, address) -> None:
    membership = make_team()
    client.force_login(make_team(BusinessFactory()).user)

    assert knock(client, address, membership).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES, ids=name_address)
def test_address_sends_who_is_signed_out_to_sign_in(client, address) -> None:
    response = knock(client, address, make_team())

    assert response.status_code == 302
    assert response.url.startswith("/accounts/login/?next=/account/businesses/")


@pytest.mark.django_db
@pytest.mark.parametrize("address", [each for each in ADDRESSES if "{pk}" in each.path], ids=name_address)
def test_address_does_not_reach_into_another_team(client, address) -> None:
    """The number of a row of one business does nothing below the address of another."""
    membership = make_team()
    names = address.prepare(membership)
    other = make_team(BusinessFactory())
    client.force_login(other.user)

    path = address.path.format(slug=other.business.slug, **names)

    assert getattr(client, address.method)(path, address.data).status_code == 404


@pytest.mark.django_db
def test_no_get_changes_a_team(client) -> None:
    membership = sign_in_member(client)
    for address in ADDRESSES:
        if address.method == "post":
            names = {"slug": membership.business.slug} | address.prepare(membership)
            assert client.get(address.path.format(**names)).status_code in {200, 405}
    kinds = set(membership.business.events.values_list("kind", flat=True))
    assert kinds <= {"claimed"}  # by what the addresses were prepared with


def test_every_action_has_its_address() -> None:
    assert {address.action for address in ADDRESSES} | ELSEWHERE == set(Action)


def test_page_of_the_docs_is_the_matrix() -> None:
    text = (Path(settings.BASE_DIR) / "docs" / "permissions.md").read_text(encoding="utf-8")
    rows = [
        f"| {' | '.join([str(action.label), *('yes' if action in MATRIX[role] else '–' for role in Role)])} |"
        for action in Action
    ]

    assert "| action | admin | editor | member |\n| --- | --- | --- | --- |\n" + "\n".join(rows) in text


@pytest.mark.django_db
def test_stranger_of_no_team_sees_no_business(client) -> None:
    membership = make_team()
    client.force_login(UserFactory())

    assert client.get(f"/account/businesses/{membership.business.slug}/team/").status_code == 404
