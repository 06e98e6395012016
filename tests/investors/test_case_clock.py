"""The clock of a case that somebody has: what it does, once each, whatever beat does."""

import datetime
import random
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings

from investors.clock import add_working_days, compute_reply_due
from investors.models import Contact, Enquiry
from investors.models.choices import ClockStep
from investors.services.assignment import accept_referral, decline_referral, route_enquiry
from investors.services.case_clock import keep_clock
from investors.services.following import ask_for_call, write_back
from investors.services.replies import log_reply, put_off, write_to_investor
from investors.workflow import Actor
from outbox.models import Message
from tests.investors.asked_contacts import list_events, mail_to, make_contact, offer_enquiry
from tests.investors.sent_enquiries import NOW

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)


def accept_enquiry(*, now: datetime.datetime = NOW, **answers: str) -> tuple[Enquiry, Contact]:
    """Return an enquiry that a contact in Leeds took on at ``now``."""
    contact = make_contact()
    enquiry, referral = offer_enquiry(now=now, **answers)
    accept_referral(referral=referral, by=Actor.contact(contact), now=now)
    enquiry.refresh_from_db()
    return enquiry, contact


def keep(enquiry: Enquiry, now: datetime.datetime) -> list[str]:
    """Take every step that is due at ``now``, and return them."""
    steps = []
    while step := keep_clock(enquiry_id=enquiry.pk, now=now):
        steps.append(step)
    enquiry.refresh_from_db()
    return steps


def list_mails(enquiry: Enquiry) -> list[str]:
    """Return the kinds of the mails about ``enquiry``, in their order."""
    return list(Message.objects.filter(about=enquiry.reference).order_by("pk").values_list("kind", flat=True))


def test_owner_is_reminded_a_working_day_before_the_reply_is_due():
    enquiry, contact = accept_enquiry()
    day_before = add_working_days(NOW, settings.REPLY_DAYS - 1)

    assert keep(enquiry, day_before - HOUR) == []
    assert keep(enquiry, day_before) == [ClockStep.REMIND_REPLY]
    assert keep(enquiry, day_before) == []
    assert "expects your reply" in mail_to(contact.email, "reply-reminder").subject


def test_owner_who_took_it_up_late_is_not_reminded_on_the_same_day():
    contact = make_contact()
    enquiry, referral = offer_enquiry()
    late = compute_reply_due(NOW)
    accept_referral(referral=referral, by=Actor.contact(contact), now=late)

    assert keep(enquiry, late + HOUR) == []
    assert keep(enquiry, add_working_days(late, 1)) == [ClockStep.REMIND_REPLY]


def test_late_reply_goes_to_the_senior_lead_and_then_to_ukti():
    senior = make_contact("Sonia Lead", role="senior_lead")
    enquiry, _contact = accept_enquiry()

    keep(enquiry, add_working_days(NOW, settings.REPLY_DAYS - 1))
    assert keep(enquiry, enquiry.reply_due_at) == [ClockStep.ESCALATE_REPLY]
    assert mail_to(senior.email, "reply-late").body.count("Amir Test has the enquiry") == 1
    assert "late" in mail_to(enquiry.email, "reply-delayed").subject
    assert keep(enquiry, add_working_days(enquiry.reply_due_at, 2)) == [ClockStep.TELL_UKTI]
    assert enquiry.reference in mail_to(settings.TRIAGE_EMAIL, "reply-late").body
    assert keep(enquiry, add_working_days(enquiry.reply_due_at, 60)) == []


def test_late_reply_goes_to_ukti_at_once_where_nobody_leads():
    enquiry, _contact = accept_enquiry()
    keep(enquiry, add_working_days(NOW, settings.REPLY_DAYS - 1))

    keep(enquiry, enquiry.reply_due_at)

    assert mail_to(settings.TRIAGE_EMAIL, "reply-late")
    assert enquiry.clock_step == ""


def test_who_replied_is_only_asked_what_came_of_it_while_the_case_stays_quiet():
    enquiry, contact = accept_enquiry()
    by = Actor.contact(contact)
    write_to_investor(enquiry=enquiry, text="Hello", awaits_answer=False, by=by, now=NOW)
    quiet = add_working_days(NOW, settings.QUIET_DAYS)

    assert keep(enquiry, quiet - HOUR) == []
    assert keep(enquiry, quiet) == [ClockStep.CHECK_QUIET]
    log_reply(enquiry=enquiry, kind="called", text="They visit.", awaits_answer=False, by=by, now=quiet)
    again = add_working_days(quiet, settings.QUIET_DAYS)
    assert keep(enquiry, again - HOUR) == []
    assert keep(enquiry, again) == [ClockStep.CHECK_QUIET]
    assert list_mails(enquiry).count("case-quiet") == 2
    assert "reply-reminder" not in list_mails(enquiry)


def test_investor_who_writes_again_is_owed_an_answer_again():
    enquiry, contact = accept_enquiry()
    write_to_investor(enquiry=enquiry, text="Hello", awaits_answer=True, by=Actor.contact(contact), now=NOW)
    later = add_working_days(NOW, 3)

    write_back(enquiry=enquiry, text="And the airport?", now=later)

    enquiry.refresh_from_db()
    assert (enquiry.status, enquiry.replied_at) == ("in_progress", None)
    assert enquiry.reply_due_at == compute_reply_due(later)
    assert keep(enquiry, add_working_days(later, 4)) == [ClockStep.REMIND_REPLY]


def test_investor_who_writes_while_somebody_new_is_asked_is_owed_an_answer_by_whoever_accepts():
    enquiry, contact = accept_enquiry()
    by = Actor.contact(contact)
    write_to_investor(enquiry=enquiry, text="Hello", awaits_answer=False, by=by, now=NOW)
    other = make_contact("Olga Other")
    lead = enquiry.referrals.get()
    decline_referral(referral=lead, reason="I retire", by=by, now=NOW, to=other, seen="accepted")
    later = add_working_days(NOW, 3)

    write_back(enquiry=enquiry, text="And the airport?", now=later)
    accept_referral(referral=enquiry.referrals.live().get(), by=Actor.contact(other), now=later)

    enquiry.refresh_from_db()
    assert (enquiry.replied_at, enquiry.reply_due_at) == (None, compute_reply_due(later))
    assert enquiry.clock_step == ClockStep.REMIND_REPLY


def test_silent_investor_is_asked_once_and_the_enquiry_closed_with_a_way_back():
    enquiry, contact = accept_enquiry()
    write_to_investor(enquiry=enquiry, text="Hello", awaits_answer=True, by=Actor.contact(contact), now=NOW)
    asked, closed = (
        add_working_days(NOW, settings.INVESTOR_ASK_DAYS),
        add_working_days(NOW, settings.INVESTOR_CLOSE_DAYS),
    )

    assert keep(enquiry, asked) == [ClockStep.ASK_INVESTOR]
    assert keep(enquiry, closed - HOUR) == []
    assert keep(enquiry, closed) == [ClockStep.CLOSE_SILENT]
    assert (enquiry.status, enquiry.close_reason) == ("closed", "non_responsive")
    assert enquiry.referrals.get().status == "completed"

    write_back(enquiry=enquiry, text="We are back.", now=closed + HOUR)
    route_enquiry(enquiry_id=enquiry.pk, now=closed + HOUR)

    enquiry.refresh_from_db()
    assert (enquiry.status, enquiry.close_reason) == ("referred", "")


def test_what_was_put_off_returns_to_its_owner_on_its_day():
    enquiry, contact = accept_enquiry()
    day = (NOW + datetime.timedelta(days=90)).date()
    put_off(enquiry=enquiry, until=day, text="Next year", by=Actor.contact(contact), now=NOW)
    morning = enquiry.clock_at
    assert morning is not None

    assert keep(enquiry, morning - HOUR) == []
    assert keep(enquiry, morning) == [ClockStep.RETURN]

    assert enquiry.status == "in_progress"
    assert "take up" in mail_to(contact.email, "enquiry-returns").subject
    assert enquiry.reply_due_at == compute_reply_due(morning)


def test_what_was_put_off_goes_to_somebody_else_when_its_owner_has_left():
    enquiry, contact = accept_enquiry()
    successor = make_contact("Suda Next")
    day = (NOW + datetime.timedelta(days=90)).date()
    put_off(enquiry=enquiry, until=day, text="", by=Actor.contact(contact), now=NOW)
    Contact.objects.filter(pk=contact.pk).update(is_active=False)
    morning = enquiry.clock_at
    assert morning is not None

    keep(enquiry, morning)
    route_enquiry(enquiry_id=enquiry.pk, now=morning)

    enquiry.refresh_from_db()
    assert enquiry.status == "referred"
    assert enquiry.referrals.live().get().contact == successor


@pytest.mark.parametrize("seed", range(4))
def test_sixty_days_with_a_faulty_beat_take_each_step_once(seed: int):
    chance = random.Random(seed)
    make_contact("Sonia Lead", role="senior_lead")
    silent, _contact = accept_enquiry(organisation="Silent")
    asked, _contact = accept_enquiry(organisation="Asked")
    write_to_investor(enquiry=asked, text="Hello", awaits_answer=True, by=Actor.contact(_contact), now=NOW)

    now, steps = NOW, {silent.pk: [], asked.pk: []}
    while now < NOW + datetime.timedelta(days=60):
        is_away = chance.random() < 0.02
        now += datetime.timedelta(days=1.5 if is_away else 0, minutes=chance.randint(5, 400))
        for enquiry in (silent, asked) * chance.randint(0, 2):  # not at all, once, or twice
            if step := keep_clock(enquiry_id=enquiry.pk, now=now):
                steps[enquiry.pk].append(step)

    assert steps[silent.pk] == [ClockStep.REMIND_REPLY, ClockStep.ESCALATE_REPLY, ClockStep.TELL_UKTI]
    assert steps[asked.pk] == [ClockStep.ASK_INVESTOR, ClockStep.CLOSE_SILENT]
    for kind in ("reply-reminder", "reply-delayed", "investor-asked", "enquiry-unanswered"):
        assert Message.objects.filter(kind=kind).count() == 1
    assert list_events(asked).count("closed") == 1


def test_clock_that_fails_is_still_due(monkeypatch: pytest.MonkeyPatch):
    from investors import tasks
    from investors.services import case_clock

    enquiry, _contact = accept_enquiry()
    due = add_working_days(NOW, settings.REPLY_DAYS - 1)
    Enquiry.objects.filter(pk=enquiry.pk).update(clock_at=due)

    def fail(*_args: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setitem(case_clock.STEPS, ClockStep.REMIND_REPLY, fail)
        tasks._keep_case(enquiry.pk, due)

    assert keep(enquiry, due) == [ClockStep.REMIND_REPLY]


def test_investor_who_asks_for_a_call_has_answered():
    enquiry, contact = accept_enquiry()
    write_to_investor(enquiry=enquiry, text="Hello", awaits_answer=True, by=Actor.contact(contact), now=NOW)
    later = add_working_days(NOW, 3)

    ask_for_call(enquiry=enquiry, slots=[later + 48 * HOUR], zone=ZoneInfo("Asia/Tokyo"), phone="", now=later)

    enquiry.refresh_from_db()
    assert (enquiry.status, enquiry.clock_step) == ("in_progress", ClockStep.REMIND_REPLY)
    assert "Tokyo" in mail_to(contact.email, "call-asked").body
    assert keep(enquiry, add_working_days(NOW, settings.INVESTOR_ASK_DAYS)) == []
