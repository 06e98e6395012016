"""What the tests of the desk share."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from tests.accounts.people import sign_in_to_desk
from tests.investors.desk_rows import LATER


@pytest.fixture
def an_hour_later() -> Iterator[None]:
    """Stand still an hour after the enquiries came in."""
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def staff(client: Client) -> User:
    """Sign a triage officer in to the desk."""
    return sign_in_to_desk(client, name="Toni Triage")
