"""No key that stands in an address, and no row of a person, reaches the log."""

import io
import logging
import logging.config

import pytest
from django.db import IntegrityError, OperationalError, transaction
from django.test import Client

from investors.models import Enquiry
from tests.investors.sent_enquiries import send_enquiry

TOKEN = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture
def written(settings):
    """Return what the site's own handler writes for a record."""

    def write(record: logging.LogRecord) -> str:
        line = settings.LOGGING["formatters"]["line"]
        configured = logging.config.DictConfigurator({"version": 1}).configure_formatter(dict(line))
        out = io.StringIO()
        handler = logging.StreamHandler(out)
        handler.setFormatter(configured)
        handler.handle(record)
        return out.getvalue()

    return write


def make_record(text: str, *args: object, exc_info=None) -> logging.LogRecord:
    return logging.LogRecord("django.request", logging.ERROR, "", 0, text, args, exc_info)


@pytest.mark.parametrize(
    "address",
    [
        f"/referrals/{TOKEN}/",
        f"/invitations/{TOKEN}/",
        f"/accounts/login/?next=/invitations/{TOKEN}/",
        f"/referrals/{TOKEN}/accept/",
        f"/confirmations/{TOKEN}/all/",
        f"/enquiries/TN-ABCD-2345/{TOKEN}/",
        f"/enquiries/sent/{TOKEN}:signed/",
        f"/accounts/password/reset/key/1-{TOKEN}/",
        f"/accounts/confirm-email/{TOKEN}/",
    ],
)
def test_log_hides_the_token_of_an_address(written, address):
    line = written(make_record("%s: %s", "Not Found", address))

    assert TOKEN not in line
    assert "…/" in line


def test_log_hides_a_token_in_a_traceback(written):
    try:
        raise ValueError(f"at '/referrals/{TOKEN}'")
    except ValueError as error:
        line = written(make_record("Failed", exc_info=(type(error), error, error.__traceback__)))

    assert TOKEN not in line
    assert "ValueError" in line


def test_log_of_a_refused_answer_hides_the_token(written, caplog):
    Client(enforce_csrf_checks=True).post(f"/referrals/{TOKEN}/accept/")

    (record,) = (each for each in caplog.records if each.name == "django.security.csrf")
    assert "/referrals/…/accept/" in written(record)


def test_log_of_django_goes_through_the_one_handler(settings):
    assert logging.getLogger("django").handlers == []
    assert logging.getLogger("django").propagate
    assert [handler["formatter"] for handler in settings.LOGGING["handlers"].values()] == ["line"]


@pytest.mark.parametrize(
    "address",
    [
        "/enquiries/new/plan/",
        "/desk/enquiries/TN-ABCD-2345/",
        "/desk/enquiries/TN-ABCD-2345/refer/",
        "/referrals/",
    ],
)
def test_log_keeps_addresses_without_a_token(written, address):
    assert f"Not Found: {address}" in written(make_record("%s: %s", "Not Found", address))


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["Failed", "Task raised unexpected: %r"])
def test_log_of_a_refused_row_keeps_the_row_to_itself(written, text):
    enquiry = send_enquiry(plan="A secret plan\nin two lines", email="hanako@robotics.example")
    try:
        with transaction.atomic():
            Enquiry.objects.filter(pk=enquiry.pk).update(status="closed")
    except IntegrityError as error:
        words = (error,) if "%" in text else ()
        line = written(make_record(text, *words, exc_info=(type(error), error, error.__traceback__)))

    assert 'violates check constraint "enquiry_closed_has_reason"' in line
    assert "IntegrityError" in line
    for secret in ("hanako", "secret plan", "in two lines", "DETAIL"):
        assert secret not in line


def test_log_of_a_database_error_without_words_stays_readable(written):
    line = written(make_record("Failed: %s", "queue", exc_info=(OperationalError, OperationalError(), None)))

    assert line.endswith("Failed: queue\ndjango.db.utils.OperationalError\n")
