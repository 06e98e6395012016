"""What the tests of sign-in share."""

import time

import pytest
from allauth.mfa.totp.internal.auth import TOTP

from accounts.models import User
from tests.accounts.people import PASSWORD, SECRET, UserFactory


@pytest.fixture(autouse=True)
def _begin_with_a_fresh_code(time_machine):
    """Start in the first second of a half minute, so that no code changes in the middle of a test."""
    time_machine.move_to(time.time() // 30 * 30 + 1)


@pytest.fixture
def officer() -> User:
    user = UserFactory(password=PASSWORD, role=User.Role.TRIAGE_OFFICER)
    TOTP.activate(user, SECRET)
    return user
