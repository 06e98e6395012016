"""The sweep that asks, reminds and archives: over twenty months, with whatever goes wrong meanwhile."""

import datetime

import pytest
from django.db import IntegrityError, OperationalError, transaction

from directory.freshness import add_months
from directory.models import Business, BusinessEvent, Confirmation, ConfirmationRequest, FactGroup, Revision
from directory.models.freshness import NOTICE_GAP
from directory.permissions import Role
from directory.services import reminders
from directory.services.confirmations import confirm_facts
from directory.services.standing import archive_business, restore_business
from directory.tasks import sweep_freshness
from directory.workflow import Actor
from outbox.models import Message, SecretLink
from tests.at_once import run_at_once
from tests.directory.fresh_businesses import (
    DAY,
    count_mails,
    list_mails,
    make_confirmed,
    make_person,
    sweep,
    sweep_daily,
)
from tests.directory.listings import NOW, BusinessFactory, make_public_record

pytestmark = pytest.mark.django_db
FIFTEEN_MONTHS = 460  # days: to the end of the twentieth month, when nothing happens in the first five
ALL_MAILS = [
    ("confirm-facts", "2026-12"),
    ("confirm-facts-reminder", "2027-01"),
    ("confirm-facts-reminder", "2027-03"),
    ("confirm-facts-reminder", "2027-06"),
    ("confirm-facts-notice", "2027-10"),
    ("confirm-facts-notice", "2027-11"),
    ("profile-unconfirmed", "2027-12"),
]


def list_steps(business: Business) -> list[str]:
    """Return what happened to ``business``: the steps of reminders, and the kinds of other events."""
    events = business.events.order_by("pk")
    return [event.detail.get("step") or event.kind for event in events]


def confirm(business: Business, moment: datetime.datetime, *groups: str) -> None:
    person = business.memberships.order_by("pk")[0].user
    confirm_facts(business=business, groups=groups or FactGroup.values, by=person, now=moment)


def fail_for(monkeypatch, address: str, error: Exception, days: int) -> None:
    """Let mails to ``address`` fail with ``error`` in the first so many sweeps that would send one."""
    queue, left = reminders.queue_notice, [days]

    def queue_or_fail(**values):
        if values["to_email"] == address and left[0]:
            left[0] -= 1
            raise error
        return queue(**values)

    monkeypatch.setattr(reminders, "queue_notice", queue_or_fail)


def test_task_is_in_the_schedule_of_beat(settings) -> None:
    assert sweep_freshness.name in {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}


def test_team_that_never_answers_gets_each_mail_once_and_then_the_archive() -> None:
    business = make_confirmed(Role.ADMIN, Role.EDITOR, Role.MEMBER)

    sweep_daily(add_months(NOW, 5), FIFTEEN_MONTHS)

    business.refresh_from_db()
    assert business.status == Business.Status.ARCHIVED
    assert list_mails(business) == ALL_MAILS
    assert count_mails(business) == {"admin": 7, "editor": 7}
    assert list_steps(business) == [
        "ask",
        "remind",
        "sink",
        "remind",
        "first_notice",
        "last_notice",
        "archived",
    ]
    request = ConfirmationRequest.objects.get()
    assert (request.outcome, request.mails_sent) == ("archived", 6)
    assert request.last_notice_at - request.first_notice_at >= NOTICE_GAP
    assert request.ended_at - request.last_notice_at >= NOTICE_GAP
    assert request.ended_at >= add_months(NOW, 18)
    assert not SecretLink.objects.filter(revoked_at=None).exists()


@pytest.mark.parametrize("missed", [1, 7])
def test_sweeps_missed_for_a_day_or_a_week_when_due_skip_and_double_nothing(missed) -> None:
    business = make_confirmed()

    for month in (6, 7, 9, 12, 16, 17, 18):
        due = add_months(NOW, month)
        for days in (-1, missed, missed, missed + 1, missed + 8):  # twice on the day that it is back
            sweep(due + days * DAY)

    assert [kind for kind, _ in list_mails(business)] == [kind for kind, _ in ALL_MAILS]
    business.refresh_from_db()
    assert business.status == Business.Status.ARCHIVED


def test_sweeps_missed_for_a_year_still_warn_twice_before_the_archive() -> None:
    business = make_confirmed()
    late = add_months(NOW, 19)

    sweep_daily(late, 120, every=3)

    assert [kind for kind, _ in list_mails(business)] == [
        "confirm-facts",
        "confirm-facts-notice",
        "confirm-facts-notice",
        "profile-unconfirmed",
    ]
    request = ConfirmationRequest.objects.get()
    assert request.ended_at >= add_months(late, 2) + NOTICE_GAP


@pytest.mark.parametrize("month", [6, 8, 10, 17])
def test_team_that_answers_is_not_written_to_until_six_months_on(month) -> None:
    business = make_confirmed()
    answer = add_months(NOW, month) + 7 * DAY
    sweep_daily(NOW, (answer - NOW).days, every=5)
    before = len(list_mails(business))

    confirm(business, answer)
    sweep_daily(answer, (add_months(answer, 6) - answer).days, every=5)

    assert len(list_mails(business)) == before
    sweep_daily(add_months(answer, 6), 5)
    assert list_mails(business)[before:] == [("confirm-facts", f"{add_months(answer, 6):%Y-%m}")]
    outcomes = ConfirmationRequest.objects.order_by("pk").values_list("outcome", flat=True)
    assert list(outcomes) == ["confirmed", ""]


def test_half_an_answer_does_not_stop_the_reminders() -> None:
    business = make_confirmed()
    sweep_daily(add_months(NOW, 6), 2)

    confirm(business, add_months(NOW, 6) + 3 * DAY, FactGroup.WEB, FactGroup.SIZE)
    sweep_daily(add_months(NOW, 6) + 3 * DAY, 40, every=4)

    assert [kind for kind, _ in list_mails(business)] == ["confirm-facts", "confirm-facts-reminder"]


def test_no_two_mails_in_a_month_even_if_another_group_grows_old_next() -> None:
    business = make_confirmed()
    asked = add_months(NOW, 6)
    others = [group for group in FactGroup.values if group != FactGroup.WEB]
    confirm(business, NOW + 10 * DAY, FactGroup.WEB)  # ten days after the rest, and so due ten days later
    sweep_daily(asked, 2)
    confirm(business, asked + 2 * DAY, *others)

    sweep_daily(asked + 2 * DAY, 60, every=4)

    first, second = Message.objects.filter(kind="confirm-facts").order_by("pk")
    assert second.created_at >= add_months(first.created_at, 1)


def test_who_has_sent_changes_is_not_asked_while_they_wait_for_us() -> None:
    business = make_confirmed()
    Revision.objects.create(
        business=business, status="in_review", content={}, started_at=NOW, saved_at=NOW, submitted_at=NOW
    )

    sweep_daily(add_months(NOW, 6), 30, every=6)

    assert list_mails(business) == []


def test_public_record_without_a_team_is_neither_asked_nor_archived() -> None:
    business = make_public_record()

    sweep_daily(add_months(NOW, 5), 500, every=20)

    business.refresh_from_db()
    assert business.status == Business.Status.PUBLISHED
    assert not ConfirmationRequest.objects.exists()


def test_business_claimed_late_has_two_notices_before_it_goes() -> None:
    business = make_public_record()
    claimed = add_months(NOW, 17)
    sweep(claimed)
    make_person(business, Role.ADMIN)

    sweep_daily(claimed, 120, every=3)

    assert [kind for kind, _ in list_mails(business)] == [
        "confirm-facts",
        "confirm-facts-notice",
        "confirm-facts-notice",
        "profile-unconfirmed",
    ]


def test_team_whose_accounts_are_closed_is_not_archived_unasked() -> None:
    business = make_confirmed()
    sweep_daily(add_months(NOW, 6), 2)
    business.memberships.get().user.__class__.objects.update(is_active=False)

    sweep_daily(add_months(NOW, 6) + 2 * DAY, 460, every=20)

    business.refresh_from_db()
    assert business.status == Business.Status.PUBLISHED
    assert len(list_mails(business)) == 1


def test_draft_and_profile_taken_down_are_not_asked() -> None:
    for status in ("draft", "in_review", "archived", "removed"):
        make_confirmed(status=status)

    sweep_daily(add_months(NOW, 6), 30, every=6)

    assert not Message.objects.exists()


def test_profile_taken_down_and_put_up_again_begins_anew() -> None:
    business = make_confirmed()
    person = business.memberships.get().user
    sweep_daily(add_months(NOW, 6), 2)
    down, up = add_months(NOW, 6) + 5 * DAY, add_months(NOW, 6) + 50 * DAY
    archive_business(business=business, by=Actor.member(person), now=down)
    sweep_daily(down, 45, every=5)

    restore_business(business=business, by=Actor.member(person), now=up)
    sweep_daily(up, 100, every=5)

    assert len(list_mails(business)) == 1
    assert ConfirmationRequest.objects.get().outcome == "overtaken"
    assert Confirmation.objects.filter(confirmed_at=up, confirmed_by=person).count() == len(FactGroup)


def test_failure_leaves_nothing_half_done_and_does_not_stop_the_others(monkeypatch, caplog) -> None:
    broken, other = make_confirmed(Role.ADMIN, Role.EDITOR), make_confirmed()
    second = broken.memberships.get(role=Role.EDITOR).user
    fail_for(monkeypatch, second.email, ValueError(second.email), days=3)
    start = add_months(NOW, 6)

    sweep(start)

    assert (list_mails(broken), len(list_mails(other))) == ([], 1)
    assert not broken.events.exists()
    assert "failed: ValueError" in caplog.text
    assert second.email not in caplog.text
    sweep_daily(start, 10)
    assert count_mails(broken) == {"admin": 1, "editor": 1}
    assert len(list_mails(other)) == 1


def test_business_that_always_fails_does_not_stand_before_the_others(monkeypatch) -> None:
    monkeypatch.setattr(reminders, "BATCH", 1)
    broken, other = make_confirmed(), make_confirmed()
    address = broken.memberships.get().user.email
    fail_for(monkeypatch, address, ValueError(), days=1000)

    sweep_daily(add_months(NOW, 6), 5)

    assert (len(list_mails(broken)), len(list_mails(other))) == (0, 1)


def test_database_that_goes_away_ends_the_sweep_and_the_next_one_does_the_rest(monkeypatch) -> None:
    first, second = make_confirmed(), make_confirmed()
    fail_for(monkeypatch, second.memberships.get().user.email, OperationalError("gone"), days=1)
    start = add_months(NOW, 6)

    with pytest.raises(OperationalError):
        sweep(start)
    sweep(start + datetime.timedelta(hours=1))

    assert [len(list_mails(business)) for business in (first, second)] == [1, 1]


def test_sweep_does_so_many_in_one_run_and_the_rest_in_the_next(monkeypatch) -> None:
    monkeypatch.setattr(reminders, "BATCH", 2)
    businesses = [make_confirmed() for _ in range(5)]
    start = add_months(NOW, 6)

    for hour in range(3):
        sweep(start + datetime.timedelta(hours=hour))
        assert Message.objects.count() == min(5, 2 * (hour + 1))
    assert [len(list_mails(business)) for business in businesses] == [1] * 5


@pytest.mark.parametrize("count", [1, 30])
def test_sweep_with_nothing_due_makes_the_same_queries(count, django_assert_num_queries) -> None:
    for _ in range(count):
        make_confirmed()
    sweep(add_months(NOW, 6))

    with django_assert_num_queries(5):
        sweep(add_months(NOW, 6) + DAY)


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_write_one_mail() -> None:
    business = make_confirmed()
    now = add_months(NOW, 6)

    run_at_once(*[lambda: reminders.sweep_requests(now=now)] * 2)

    assert len(list_mails(business)) == 1


@pytest.mark.django_db(transaction=True)
def test_answer_and_archive_at_once_leave_one_of_them() -> None:
    business = make_confirmed()
    end = add_months(NOW, 18)
    for month in (6, 16, 17):
        sweep(add_months(NOW, month) + DAY)
    assert ConfirmationRequest.objects.get().last_notice_at is not None

    run_at_once(lambda: reminders.sweep_requests(now=end + DAY), lambda: confirm(business, end + DAY))

    business.refresh_from_db()
    request = ConfirmationRequest.objects.get()
    archived = (Business.Status.ARCHIVED, "archived", NOW)
    confirmed = (Business.Status.PUBLISHED, "confirmed", end + DAY)
    assert (business.status, request.outcome, business.confirmed_at) in (archived, confirmed)
    assert business.events.filter(kind=BusinessEvent.Kind.ARCHIVED).count() == (business.status == "archived")


@pytest.mark.parametrize(
    "fields",
    [
        {"ended_at": NOW},
        {"outcome": "confirmed"},
        {"mails_sent": 1},
        {"mailed_at": NOW},
        {"last_notice_at": NOW},
        {"first_notice_at": NOW, "last_notice_at": NOW + 13 * DAY},
        {"outcome": "archived", "ended_at": NOW},
        {
            "first_notice_at": NOW - 28 * DAY,
            "last_notice_at": NOW,
            "outcome": "archived",
            "ended_at": NOW + 13 * DAY,
        },
    ],
)
def test_database_refuses_a_round_that_cannot_be(fields) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ConfirmationRequest.objects.create(business=BusinessFactory(), opened_at=NOW, due_at=NOW, **fields)


def test_database_refuses_a_second_open_round() -> None:
    business = BusinessFactory()
    ConfirmationRequest.objects.create(business=business, opened_at=NOW, due_at=NOW)

    with pytest.raises(IntegrityError), transaction.atomic():
        ConfirmationRequest.objects.create(business=business, opened_at=NOW, due_at=NOW)
