"""The demonstration enquiries."""

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from directory.services.loading import load_reference
from investors.demonstration_cases import CASES
from investors.models import Enquiry
from outbox.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _contacts(settings):
    settings.DEBUG = True
    load_reference(now=timezone.now())
    call_command("seed_contacts", verbosity=0)


def test_seed_shows_every_state_that_a_desk_meets_and_marks_each_case():
    call_command("seed_enquiries", verbosity=0)

    statuses = {
        enquiry.organisation.removesuffix(" (demonstration)"): enquiry.status
        for enquiry in Enquiry.objects.all()
    }
    assert statuses == {
        "Halvorsen Grid Software": "referred",
        "Tanaka Vision": "referred",
        "Bluebonnet Payments": "in_progress",
        "Deichgraf Logistik": "in_progress",
        "Aurora Play Studio": "awaiting_investor",
        "Quillota Sensors": "nurture",
        "Maple Ledger": "triage",
        "Kestrel Cloud": "closed",
        "Best Rank Now": "quarantined",
    }
    assert Enquiry.objects.filter(is_demo=False).count() == 0
    assert [mail.to_email for mail in Message.objects.all() if not mail.to_email.endswith(".example")] == []


def test_seed_twice_adds_nothing(capsys):
    call_command("seed_enquiries")
    call_command("seed_enquiries")

    assert capsys.readouterr().out.splitlines() == [
        f"{len(CASES)} demonstration enquiries added.",
        "0 demonstration enquiries added.",
    ]


def test_seed_is_refused_without_debug(settings):
    settings.DEBUG = False

    with pytest.raises(CommandError):
        call_command("seed_enquiries")
