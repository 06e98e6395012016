"""What the database itself refuses of invitations and requests to join."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from directory.models import Invitation, JoinRequest
from directory.services.invitations import ask_to_join, invite_person
from tests.accounts.people import UserFactory
from tests.directory.listings import NOW
from tests.directory.teams import make_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def invitation() -> Invitation:
    admin = make_team()
    return invite_person(
        business=admin.business, email="bo@example.test", role="member", by=admin.user, now=NOW
    )


@pytest.fixture
def request_to_join() -> JoinRequest:
    return ask_to_join(business=make_team().business, user=UserFactory(), text="Hi", now=NOW)


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"email": "Bo@example.test"}, "invitation_email_lower_case"),
        ({"role": "owner"}, "invitation_role_known"),
        ({"mails_sent": 6}, "invitation_mails_few"),
        ({"status": "accepted"}, "invitation_ended_has_time"),
        ({"ended_at": NOW}, "invitation_ended_has_time"),
    ],
)
def test_invitation_that_makes_no_sense_is_refused(invitation, changes, constraint) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Invitation.objects.filter(pk=invitation.pk).update(**changes)


def test_second_open_invitation_is_refused(invitation) -> None:
    with pytest.raises(IntegrityError, match="invitation_open_once"), transaction.atomic():
        Invitation.objects.create(
            business=invitation.business, email=invitation.email, role="admin", invited_at=NOW, expires_at=NOW
        )


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"status": "accepted"}, "join_request_answered_has_time"),
        ({"answered_at": NOW}, "join_request_answered_has_time"),
        (
            {"status": "declined", "answered_at": NOW - datetime.timedelta(days=1)},
            "join_request_answered_after_asked",
        ),
    ],
)
def test_request_that_makes_no_sense_is_refused(request_to_join, changes, constraint) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        JoinRequest.objects.filter(pk=request_to_join.pk).update(**changes)


def test_second_waiting_request_is_refused(request_to_join) -> None:
    with pytest.raises(IntegrityError, match="join_request_waiting_once"), transaction.atomic():
        JoinRequest.objects.create(
            business=request_to_join.business, user=request_to_join.user, text="Hi", asked_at=NOW
        )
