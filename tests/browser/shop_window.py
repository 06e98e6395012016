"""What an investor finds: reference facts, who answers, tonight's counts and an opportunity, for tests."""

import datetime

from django.core.management import call_command
from django.utils import timezone

from investors.models import Opportunity
from tests.investors.opportunities import publish_opportunity


def fill_shop_window() -> Opportunity:
    """Load and count all of it, and return the opportunity, which anybody may see for 90 days from today."""
    call_command("load_reference", verbosity=0)
    call_command("seed_contacts", force=True, verbosity=0)
    call_command("take_snapshot", verbosity=0)
    today = timezone.localdate()
    return publish_opportunity(
        now=timezone.now(),
        valid_from=today.isoformat(),
        valid_until=(today + datetime.timedelta(days=90)).isoformat(),
        sectors=["software"],
    )
