"""Retention: what is due, the dry run, the notice before, batches, and running twice."""

import datetime
import io

import pytest
from django.core.management import call_command

from investors.models import CaseView, Enquiry, Erasure, InboundMail, RetentionRun
from investors.services import retention
from investors.services.retention import apply_retention, count_due, list_rules
from outbox.models import Message
from tests.accounts.people import UserFactory, sign_in_to_desk
from tests.investors.closed_cases import close_case
from tests.investors.desk_rows import read_page
from tests.investors.sent_enquiries import NOW
from tests.outbox.mails import make_message

pytestmark = pytest.mark.django_db


def after(days: int) -> datetime.datetime:
    return NOW + datetime.timedelta(days=days)


def settle_messages() -> None:
    Message.objects.filter(status="queued").update(status="sent", sent_at=NOW)


def find_due(key: str, now: datetime.datetime) -> int:
    return next(rule.find(now).count() for rule in list_rules() if rule.key == key)


@pytest.mark.parametrize(("days", "erased"), [(89, 0), (90, 1)])
def test_spam_is_erased_after_its_days(days, erased):
    close_case("spam")
    settle_messages()

    apply_retention(now=after(days))

    assert Erasure.objects.filter(reason="retention", by=None).count() == erased


def test_closed_case_is_erased_only_when_its_investor_was_told_in_time(settings):
    enquiry = close_case()
    settle_messages()

    late = after(settings.CLOSED_KEPT_DAYS + 10)
    apply_retention(now=late)
    told = Message.objects.get(kind="erasure-notice")
    settle_messages()
    apply_retention(now=late + datetime.timedelta(days=settings.ERASURE_NOTICE_DAYS - 1))
    too_early = Erasure.objects.count()
    apply_retention(now=late + datetime.timedelta(days=settings.ERASURE_NOTICE_DAYS))

    assert told.to_email == enquiry.email
    assert told.link.subject_id == enquiry.pk
    assert (too_early, Erasure.objects.count()) == (0, 1)


def test_notice_is_sent_once_and_not_for_spam(settings):
    close_case()
    close_case("spam", organisation="Spam Ltd (test)")
    soon = after(settings.CLOSED_KEPT_DAYS - settings.ERASURE_NOTICE_DAYS)

    apply_retention(now=soon)
    apply_retention(now=soon)

    assert Message.objects.filter(kind="erasure-notice").count() == 1


def test_run_twice_does_nothing_more():
    close_case("spam")
    settle_messages()

    first = apply_retention(now=after(90))
    second = apply_retention(now=after(90))

    assert (first.done, second.done) == ({"spam": 1}, {})


def test_batch_is_bounded(monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 1)
    for name in ("One", "Two"):
        close_case("spam", organisation=name, email=f"{name.lower()}@spam.example")
    settle_messages()

    runs = [apply_retention(now=after(90)).done for _run in range(3)]

    assert runs == [{"spam": 1}, {"spam": 1}, {}]


def test_words_of_other_messages_are_blanked(settings):
    old = make_message(about="", status="sent", sent_at=NOW, now=NOW)
    kept = make_message(about="", status="sent", sent_at=NOW, now=after(1))

    apply_retention(now=after(settings.MESSAGES_KEPT_DAYS) + datetime.timedelta(hours=1))

    old.refresh_from_db()
    kept.refresh_from_db()
    assert (old.body, old.to_email, old.subject) == ("", "", "")
    assert kept.body


def test_views_are_deleted_when_old(settings):
    enquiry = close_case()
    user = UserFactory()
    old = NOW - datetime.timedelta(days=settings.ACCESS_LOG_DAYS + 1)
    for at in (NOW, old):
        CaseView.objects.create(enquiry=enquiry, user=user, name="A", page="case", hour=at, at=at)

    apply_retention(now=NOW)

    assert list(CaseView.objects.values_list("at", flat=True)) == [NOW]


@pytest.mark.parametrize(
    ("status", "days", "left"), [("set_aside", 89, 1), ("set_aside", 90, 0), ("inbox", 900, 1)]
)
def test_mail_about_no_case_is_deleted_once_staff_have_set_it_aside_for_long(status, days, left):
    InboundMail.objects.create(
        message_id="<one@sender.example>",
        digest="0",
        text="Buy this",
        received_at=NOW,
        status=status,
        reason="Advertising" if status == "set_aside" else "",
        handled_at=NOW,
    )

    apply_retention(now=after(days))

    assert InboundMail.objects.count() == left


def test_dry_run_says_what_is_due_and_changes_nothing(time_machine):
    close_case("spam")
    settle_messages()
    time_machine.move_to(after(90), tick=False)
    out = io.StringIO()

    call_command("apply_retention", "--dry-run", stdout=out)

    assert "Enquiries closed as spam: 1 due" in out.getvalue()
    assert not Erasure.objects.exists()
    assert not RetentionRun.objects.exists()


def test_command_applies(time_machine):
    close_case("spam")
    settle_messages()
    time_machine.move_to(after(90), tick=False)

    call_command("apply_retention", stdout=io.StringIO())

    assert Erasure.objects.count() == 1


def test_what_comes_in_thirty_days_is_counted():
    close_case("spam")

    counts = {rule.key: (due, ahead) for rule, due, ahead in count_due(after(70))}

    assert counts["spam"] == (0, 1)


@pytest.mark.parametrize("count", [1, 30])
def test_page_makes_the_same_queries(client, count, django_assert_num_queries):
    sign_in_to_desk(client, "auditor")
    RetentionRun.objects.bulk_create(RetentionRun(at=NOW, done={"spam": 1}) for _each in range(count))
    client.get("/desk/retention/")

    with django_assert_num_queries(32):
        page = read_page(client.get("/desk/retention/"))

    assert "Enquiries closed as spam" in page


def test_open_case_is_never_due(settings):
    enquiry = close_case()
    Enquiry.objects.filter(pk=enquiry.pk).update(status="triage", close_reason="", closed_at=None)

    assert find_due("closed", after(5000)) + find_due("notices", after(5000)) == 0
