"""What the reports count of each enquiry: it says what the events say, at every moment."""

import datetime
from functools import partial

import pytest
from django.db import connection

from investors.checks import check_days_off
from investors.clock import LONDON, is_working_day
from investors.models import (
    CaseFacts,
    CaseText,
    EnquiryEvent,
    OfferFacts,
    Referral,
    StatusCount,
)
from investors.services import assignment, casework, projects
from investors.services.deadlines import lapse_referral
from investors.services.erasure import erase_enquiry
from investors.services.queue_index import fold_counts, rebuild_queue_index
from investors.services.replies import log_reply
from investors.workflow import Actor, Kind
from investors.working_time import FIRST, LAST
from tests.at_once import run_at_once
from tests.directory.listings import BusinessFactory
from tests.investors.asked_contacts import make_contact, offer_enquiry
from tests.investors.case_histories import (
    count_worked,
    list_offers,
    read_facts,
    read_history,
    read_offers,
)
from tests.investors.desk_rows import LATER, make_enquiry, quarantine_enquiry
from tests.investors.projects import bring_to, convert, make_officer
from tests.investors.sent_enquiries import NOW, send_enquiry
from tests.investors.sent_files import attach

pytestmark = pytest.mark.django_db
A_DAY = datetime.timedelta(days=1)


def walk_to_a_reply():
    """Refused by one, not answered by the next, taken by a third, who answers twice."""
    for name in ("Amir Test", "Bo Test", "Cara Test"):
        make_contact(name)
    enquiry, first = offer_enquiry()
    yield enquiry
    assignment.decline_referral(
        referral=first, reason="Away", by=Actor.contact(first.contact), now=NOW + A_DAY
    )
    yield enquiry
    assignment.route_enquiry(enquiry_id=enquiry.pk, now=NOW + A_DAY)
    second = enquiry.referrals.live().get()
    yield enquiry
    lapse_referral(referral=second, now=second.due_at)
    assignment.route_enquiry(enquiry_id=enquiry.pk, now=second.due_at)
    third = enquiry.referrals.live().get()
    yield enquiry
    assignment.accept_referral(referral=third, by=Actor.contact(third.contact), now=NOW + 5 * A_DAY)
    yield enquiry
    for kind, days in ((Kind.PROPOSED, 6), (Kind.REPLIED, 7)):
        enquiry.refresh_from_db()
        by, now = Actor.contact(third.contact), NOW + days * A_DAY
        log_reply(enquiry=enquiry, kind=kind, text="Hello", awaits_answer=False, by=by, now=now)
        yield enquiry


def walk_through_quarantine():
    """Quarantined, released, closed as spam after all, opened again and closed as something else."""
    enquiry, officer = quarantine_enquiry(), make_officer()
    yield enquiry
    casework.release_enquiry(enquiry=enquiry, by=officer, now=LATER)
    yield enquiry
    for days, reason in ((1, "spam"), (3, "not_fdi")):
        enquiry.refresh_from_db()
        casework.close_enquiry(enquiry=enquiry, reason=reason, text="", by=officer, now=NOW + days * A_DAY)
        yield enquiry
        if reason == "spam":
            casework.reopen_enquiry(enquiry=enquiry, reason="Not spam", by=officer, now=NOW + 2 * A_DAY)
            yield enquiry


def walk_to_a_win():
    """Taken by staff, made a project, won, and closed by that."""
    enquiry, officer = send_enquiry(), make_officer()
    yield enquiry
    enquiry = make_enquiry("Kyoto", status="in_progress")
    casework.take_enquiry(enquiry=enquiry, by=officer, now=LATER)
    yield enquiry
    enquiry.refresh_from_db()
    project = convert(enquiry, by=Actor.staff(officer))
    yield enquiry
    bring_to(project, "verify_win")
    yield enquiry
    projects.verify_win(project=project, text="Seen.", by=Actor.staff(make_officer("Second")), now=LATER)
    projects.move_on(project=project, to="won", by=Actor.staff(officer), now=LATER)
    yield enquiry


def walk_to_erasure():
    """Offered, referred by staff to another cluster, closed and erased."""
    make_contact()
    enquiry, _referral = offer_enquiry()
    other, officer = make_contact("Mo Other", cluster="sheffield"), make_officer()
    assignment.refer_enquiry(
        enquiry=enquiry, contact=other, reason="Nearer", by=Actor.staff(officer), now=LATER
    )
    yield enquiry
    casework.close_enquiry(enquiry=enquiry, reason="not_applicable", text="", by=officer, now=NOW + A_DAY)
    yield enquiry
    erase_enquiry(enquiry=enquiry, reason="asked", by=officer, now=NOW + 2 * A_DAY)
    yield enquiry


def walk_to_a_reply_about_a_business():
    """Sent about two businesses, with a file, and given to a contact."""
    make_contact()
    first, other = (BusinessFactory(name=f"{name} (test)") for name in ("Ouseburn Robotics", "Calder Data"))
    enquiry = send_enquiry(business_id=first.pk, other_business_ids=(other.pk,))
    yield enquiry
    attach(enquiry, "prospectus-tyneside.pdf")
    yield enquiry
    assignment.route_enquiry(enquiry_id=enquiry.pk, now=LATER)
    yield enquiry


WALKS = [
    walk_to_a_reply,
    walk_through_quarantine,
    walk_to_a_win,
    walk_to_erasure,
    walk_to_a_reply_about_a_business,
]


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.__name__)
def test_facts_say_after_each_move_what_the_events_say(walk):
    for enquiry in walk():
        assert read_facts(enquiry) == read_history(enquiry)
        assert list_offers(enquiry) == read_offers(enquiry)


@pytest.mark.parametrize(
    ("day", "hour"), [("2026-06-03", 8), ("2026-06-03", 22), ("2026-06-06", 12), ("2026-12-25", 10)]
)
@pytest.mark.parametrize("begins", [True, False])
def test_postgresql_counts_working_time_as_the_clock_does(day, hour, begins):
    moment = datetime.datetime.combine(datetime.date.fromisoformat(day), datetime.time(hour), LONDON)
    with connection.cursor() as cursor:
        cursor.execute("SELECT investors_worked(%s, %s)", [moment, begins])
        [counted] = cursor.fetchone()

    assert counted == count_worked(moment, begins=begins)


def test_postgresql_knows_every_working_day_of_a_century():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT day::date FROM generate_series(%s::timestamp, %s::timestamp, '1 day') day"
            " WHERE investors_worked((day + interval '1 day') AT TIME ZONE 'Europe/London', FALSE)"
            " > investors_worked(day AT TIME ZONE 'Europe/London', FALSE)",
            [FIRST, LAST],
        )
        counted = {day for (day,) in cursor.fetchall()}
    days = [FIRST + datetime.timedelta(days=number) for number in range((LAST - FIRST).days + 1)]

    assert counted == {day for day in days if is_working_day(day)}


def test_holiday_added_since_is_warned_of_until_all_is_made_anew(monkeypatch):
    enquiry = send_enquiry()
    before = check_days_off(databases=["default"])
    monkeypatch.setattr("investors.working_time.list_days_off", lambda: [1, 2, 3])
    after = check_days_off(databases=["default"])

    rebuild_queue_index()

    assert ([warning.id for warning in before], [warning.id for warning in after]) == ([], ["investors.W001"])
    assert check_days_off(databases=["default"]) == check_days_off() == []
    assert read_facts(enquiry)["began"] > count_worked(enquiry.received_at, begins=True)


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.__name__)
def test_facts_words_and_counts_made_anew_are_those_that_were_kept(walk):
    list(walk())
    fold_counts()
    kept = read_kept()

    rebuild_queue_index()

    assert read_kept() == kept


def read_kept():
    """Return the rows of what triggers keep: facts of cases and offers, words, counts by status."""
    kept = [list(model.objects.order_by("pk").values_list()) for model in (CaseFacts, OfferFacts, CaseText)]
    return [*kept, sorted(StatusCount.objects.values_list("status", "change"))]


@pytest.mark.django_db(transaction=True)
def test_facts_miss_neither_of_two_changes_at_once():
    make_contact()
    enquiry, referral = offer_enquiry()
    replied = partial(EnquiryEvent.objects.create, kind=Kind.REPLIED, at=LATER, actor_kind="system")
    accepted = Referral.objects.filter(pk=referral.pk)

    run_at_once(
        partial(replied, enquiry=enquiry), partial(accepted.update, status="accepted", accepted_at=LATER)
    )

    assert read_facts(enquiry) == read_history(enquiry)
