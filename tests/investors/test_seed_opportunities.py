"""The demonstration opportunities."""

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from directory.services.loading import load_reference
from investors.demonstration_opportunities import OPPORTUNITIES
from investors.models import Opportunity
from investors.tasks import sweep_opportunities

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _debug(settings):
    settings.DEBUG = True


def seed(*before: str) -> None:
    load_reference(now=timezone.now())
    for command in (*before, "seed_opportunities"):
        call_command(command, verbosity=0)


def test_seed_shows_every_state_and_marks_each_as_invented(client):
    seed("seed_accounts", "seed_contacts")
    sweep_opportunities()

    assert Opportunity.objects.filter(is_example=False).count() == 0
    assert Opportunity.objects.published().count() == len(OPPORTUNITIES) - 3
    others = Opportunity.objects.exclude(status="published").values_list("status", flat=True)
    assert sorted(others) == ["draft", "expired", "in_review"]
    for opportunity in Opportunity.objects.published():
        assert opportunity.description.startswith("**This opportunity is invented.**")
        assert {fact["source"] for fact in opportunity.facts} == {"Invented for this demonstration"}
        assert opportunity.outcode.cluster_id == opportunity.cluster_id


def test_seed_twice_adds_nothing():
    seed("seed_accounts", "seed_contacts")
    call_command("seed_opportunities", verbosity=0)

    assert Opportunity.objects.count() == len(OPPORTUNITIES)


def test_seed_says_what_must_come_first():
    with pytest.raises(CommandError, match="seed_accounts"):
        seed()


def test_seed_is_refused_without_debug(settings):
    settings.DEBUG = False

    with pytest.raises(CommandError):
        call_command("seed_opportunities")
