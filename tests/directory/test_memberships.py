"""Who stands for a business, and that somebody always answers for it."""

import pytest
from django.db import IntegrityError, connection, transaction

from directory.models import Business, Membership
from directory.permissions import MATRIX, Action, Role
from tests.accounts.people import UserFactory
from tests.directory.listings import NOW, BusinessFactory

pytestmark = pytest.mark.django_db


def join(business: Business, role: str = Role.ADMIN) -> Membership:
    return Membership.objects.create(business=business, user=UserFactory(), role=role, joined_at=NOW)


def check_at_once() -> None:
    """Let the triggers that wait for the end of the transaction speak now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize("role", Role.values)
@pytest.mark.parametrize("action", Action.values)
def test_permitting_keeps_what_the_matrix_says(role, action) -> None:
    membership = join(BusinessFactory(), role)
    BusinessFactory()

    permitted = Business.objects.permitting(membership.user, action)

    assert list(permitted) == ([membership.business] if action in MATRIX[role] else [])


def test_permitting_keeps_nothing_for_strangers() -> None:
    join(BusinessFactory())

    assert not Business.objects.permitting(UserFactory(), Action.SEE_TEAM).exists()


def test_membership_is_one_a_person() -> None:
    membership = join(BusinessFactory())

    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(
            business=membership.business, user=membership.user, role=Role.MEMBER, joined_at=NOW
        )


def test_team_cannot_lose_its_last_admin() -> None:
    admin = join(BusinessFactory())
    join(admin.business, Role.EDITOR)

    def step_down() -> None:
        Membership.objects.filter(pk=admin.pk).update(role=Role.MEMBER)
        check_at_once()

    with pytest.raises(IntegrityError, match="keeps an admin"), transaction.atomic():
        step_down()


def test_last_admin_cannot_be_removed_from_a_team() -> None:
    admin = join(BusinessFactory())
    join(admin.business, Role.EDITOR)

    def remove() -> None:
        Membership.objects.filter(pk=admin.pk).delete()
        check_at_once()

    with pytest.raises(IntegrityError, match="keeps an admin"), transaction.atomic():
        remove()


def test_last_of_a_team_may_leave() -> None:
    admin = join(BusinessFactory())

    admin.delete()
    check_at_once()

    assert not Membership.objects.exists()


def test_admins_may_change_places_in_one_transaction() -> None:
    first = join(BusinessFactory())
    second = join(first.business, Role.MEMBER)

    Membership.objects.filter(pk=first.pk).update(role=Role.MEMBER)
    Membership.objects.filter(pk=second.pk).update(role=Role.ADMIN)
    check_at_once()

    assert first.business.memberships.admins().get() == second
