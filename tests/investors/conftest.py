"""What the tests of pages share: the time, and who is at the desk."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from tests.accounts.people import sign_in_to_desk
from tests.investors.desk_rows import LATER
from tests.investors.sent_enquiries import NOW


@pytest.fixture
def an_hour_later() -> Iterator[None]:
    """Stand still an hour after the enquiries came in."""
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def staff(client: Client) -> User:
    """Sign a triage officer in to the desk."""
    return sign_in_to_desk(client, name="Toni Triage")


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Stand still when the enquiries come in; the test moves on."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller
