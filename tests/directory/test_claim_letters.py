"""Letters with codes: what they say, when they remind, when they are over."""

import datetime
import re

import pytest
import time_machine

from directory.letters import Letter, write_letters, write_printably
from directory.models import Claim
from directory.services.claim_letters import deny_overdue_claims, remind_of_letters
from directory.services.claims import enter_code
from directory.tasks import sweep_claims
from outbox.models import Message
from tests.directory.claims import (
    claim_by_mail,
    claim_by_post,
    claim_with_evidence,
    make_record,
    print_one,
    read_code,
)
from tests.directory.listings import NOW
from tests.pdf_text import read_pdf

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def test_letter_has_address_code_claimant_and_last_day() -> None:
    claim = claim_by_post(make_record(name="Loom & <Sons> Limited"))

    text = read_pdf(print_one(claim))

    for part in (
        "Loom & <Sons> Limited",
        "Unit 4",
        "LS1 1AA",
        read_code(claim),
        claim.claimant.email,
        "04870829",
        "/account/claims/",
        "30 June 2026",
    ):
        assert part in text


def test_letters_are_one_page_each() -> None:
    letter = Letter(("Loom",), "Loom", "04870829", "Ann", "3333-4444-6666", "1 May 2026", "29 May 2026")

    pdf = write_letters([letter] * 3, site_url="https://portal.test", contact_email="a@portal.test")

    assert pdf.startswith(b"%PDF")
    assert len(re.findall(rb"/Type /Page\b(?!s)", pdf)) == 3


@pytest.mark.parametrize(
    ("text", "printed"),
    [("Café Münch", "Café Münch"), ("Ŵeb Łódź", "Web ?ódz"), ("東京", "??"), ("“Loom” – €5", "“Loom” – €5")],
)
def test_letters_are_written_in_what_every_reader_has(text, printed) -> None:
    assert write_printably(text) == printed


def test_printing_starts_the_time_and_tells_the_claimant_once() -> None:
    claim = claim_by_post()

    first = print_one(claim)
    again = print_one(Claim.objects.select_related("business", "claimant").get(), NOW + 2 * DAY)

    claim.refresh_from_db()
    assert (claim.printed_at, claim.expires_at) == (NOW, NOW + 28 * DAY)
    assert read_code(claim) in read_pdf(first)
    assert read_code(claim) in read_pdf(again)
    assert Message.objects.filter(kind="claim-letter-posted").count() == 1
    assert not Claim.objects.to_print().exists()


def test_reminders_go_on_days_8_and_16_and_the_end_comes_on_day_28() -> None:
    claim = claim_by_post()
    print_one(claim)
    sent = {}
    for day in range(31):
        with time_machine.travel(NOW + day * DAY, tick=False):
            sweep_claims()
            sweep_claims()
        for kind in Message.objects.filter(created_at=NOW + day * DAY).values_list("kind", flat=True):
            sent.setdefault(kind, []).append(day)

    claim.refresh_from_db()
    assert sent == {"claim-letter-posted": [0], "claim-letter-reminder": [8, 16], "claim-denied": [28]}
    assert (claim.status, claim.reason) == ("denied", "The code was not entered in time.")


def test_sweep_that_comes_late_reminds_once() -> None:
    claim = claim_by_post()
    print_one(claim)

    assert remind_of_letters(now=NOW + 20 * DAY) == 1
    assert remind_of_letters(now=NOW + 21 * DAY) == 0


def test_nobody_is_reminded_of_what_is_done_or_not_printed() -> None:
    done = claim_by_post()
    print_one(done)
    enter_code(claim=done, code=read_code(done), now=NOW + DAY)
    claim_by_post(make_record(company_number="04870830"))

    assert remind_of_letters(now=NOW + 9 * DAY) == 0
    assert deny_overdue_claims(now=NOW + 99 * DAY) == 0


def test_code_by_mail_that_is_not_entered_ends_the_claim() -> None:
    claim_by_mail()
    claim_with_evidence(make_record(company_number="04870830"))

    assert deny_overdue_claims(now=NOW + DAY) == 1
    assert deny_overdue_claims(now=NOW + DAY) == 0
    assert Claim.objects.get(status="pending").method == "staff"
