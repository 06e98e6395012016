import logging

import pytest
from django.conf import settings
from django.test import Client

from technorth.redaction import HideSecrets

TOKEN = "0f" * 20


@pytest.mark.parametrize(
    ("logged", "kept"),
    [
        (f"Forbidden: /referrals/{TOKEN}/accept/", "Forbidden: /referrals/…/accept/"),
        (f"Not Found: /enquiries/TN-7KXM-4RCP/{TOKEN}/", "Not Found: /enquiries/TN-7KXM-4RCP/…/"),
        ("Gone: /enquiries/sent/Mg:1xVP0s:C5TN/", "Gone: /enquiries/sent/…/"),
        ('"GET /accounts/password/reset/key/1-abc/ HTTP"', '"GET /accounts/password/reset/key/…/ HTTP"'),
        ("Not Found: /enquiries/new/plan/", "Not Found: /enquiries/new/plan/"),
        ("/desk/enquiries/TN-7KXM-4RCP/refer/", "/desk/enquiries/TN-7KXM-4RCP/refer/"),
        ("Enquiry TN-7KXM-4RCP referred", "Enquiry TN-7KXM-4RCP referred"),
    ],
)
def test_log_shows_no_token(logged, kept):
    record = logging.LogRecord("test", logging.WARNING, "", 0, "%s", (logged,), None)

    assert HideSecrets().filter(record) is True
    assert record.getMessage() == kept


@pytest.mark.django_db
def test_log_of_a_refused_answer_shows_no_token(caplog):
    caplog.handler.addFilter(HideSecrets())

    Client(enforce_csrf_checks=True).post(f"/referrals/{TOKEN}/accept/")

    assert "Forbidden" in caplog.text
    assert TOKEN not in caplog.text


def test_every_handler_of_the_log_hides_secrets():
    assert [handler["filters"] for handler in settings.LOGGING["handlers"].values()] == [["secrets"]]
