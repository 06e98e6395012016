"""The businesses of the demonstration people."""

import pytest
from django.core.management import CommandError, call_command

from directory.models import Business, Report, Revision

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture(autouse=True)
def _debug(settings) -> None:
    settings.DEBUG = True


def test_seed_register_gives_each_a_business_and_the_moderator_work(client) -> None:
    call_command("seed_accounts", verbosity=0)

    call_command("seed_register", verbosity=0)
    call_command("seed_register", verbosity=0)

    loom = Business.objects.listed().get(memberships__user__email="anna@loom.example")
    assert loom.is_example
    assert "Portuguese" in client.get(loom.get_absolute_url()).content.decode()
    assert Revision.objects.waiting().get().business.memberships.get().user.email == "ben@quayside.example"
    assert Report.objects.open().count() == 1


def test_seed_register_leaves_the_numbered_examples_alone() -> None:
    call_command("seed_accounts", verbosity=0)
    call_command("seed_register", verbosity=0)

    call_command("seed_demo", businesses=3, verbosity=0)

    assert Business.objects.filter(slug__startswith="example-").count() == 3


def test_seed_register_refuses_outside_debug(settings) -> None:
    settings.DEBUG = False

    with pytest.raises(CommandError, match="Examples do not belong"):
        call_command("seed_register")
