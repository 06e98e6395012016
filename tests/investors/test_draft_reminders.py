"""Unfinished enquiries are reminded of once, and deleted after 14 days."""

import datetime
from functools import partial

import pytest

from investors.models import EnquiryDraft
from investors.services.drafts import remind_draft
from investors.tasks import sweep_drafts
from outbox.models import Message, SecretLink
from tests.at_once import run_at_once
from tests.investors.desk_rows import read_page
from tests.investors.enquiry_posts import write_pages
from tests.investors.saved_drafts import EMAIL, count, find_link, make_draft, save
from tests.investors.sent_enquiries import NOW, send_enquiry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DAY = datetime.timedelta(days=1)


def test_unfinished_enquiry_is_reminded_of_once_after_three_days(client, clock):
    draft = make_draft()
    clock.move_to(NOW + 3 * DAY - datetime.timedelta(seconds=1))
    sweep_drafts()
    early = count("draft-reminder")

    clock.move_to(NOW + 3 * DAY)
    sweep_drafts(unknown="argument")
    sweep_drafts()
    clock.move_to(NOW + 10 * DAY)
    sweep_drafts()

    assert (early, count("draft-reminder")) == (0, 1)
    assert client.get(find_link(draft)).status_code == 200


def test_late_sweep_reminds_once_as_well(clock):
    make_draft()
    clock.move_to(NOW + 12 * DAY)

    sweep_drafts()

    assert count("draft-reminder") == 1


def test_saving_again_brings_no_second_reminder(client, clock):
    write_pages(client, upto="about-you")
    save(client)
    clock.move_to(NOW + 3 * DAY)
    sweep_drafts()

    save(client)
    clock.move_to(NOW + 8 * DAY)
    sweep_drafts()

    assert count("draft-reminder") == 1


@pytest.mark.parametrize(("sent_after", "reminders"), [(-1, 1), (1, 0)])
def test_no_reminder_once_that_address_has_sent_another(clock, sent_after, reminders):
    make_draft()
    send_enquiry(now=NOW + sent_after * DAY, email=EMAIL.upper())
    clock.move_to(NOW + 4 * DAY)

    sweep_drafts()

    assert count("draft-reminder") == reminders


def test_draft_is_deleted_after_14_days_with_its_mails_and_no_reminder(client, clock):
    address = find_link(make_draft())
    clock.move_to(NOW + 14 * DAY)

    sweep_drafts()

    assert not EnquiryDraft.objects.exists()
    assert not Message.objects.exists()
    assert not SecretLink.objects.exists()
    assert client.get(address).status_code == 404


def test_link_is_over_after_14_days_even_before_the_sweep(client, clock):
    address = find_link(make_draft())
    clock.move_to(NOW + 14 * DAY)

    assert "This link opens nothing" in read_page(client.get(address))


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_remind_once():
    draft = make_draft()
    later = NOW + 3 * DAY

    answers = run_at_once(*[partial(remind_draft, draft_id=draft.pk, now=later)] * 2)

    assert sorted(answers) == [False, True]
    assert count("draft-reminder") == 1
