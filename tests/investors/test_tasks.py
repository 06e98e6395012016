import datetime
import threading

import pytest
import time_machine
from django.db import OperationalError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from investors import routing, tasks
from investors.models import Enquiry, Referral, RoutingVersion, SenderTrace
from investors.services import assignment, deadlines, deciding
from investors.spam import Sending
from investors.workflow import Actor
from outbox.models import Message
from tests.investors.asked_contacts import make_contact, offer_enquiry
from tests.investors.sent_enquiries import NOW, make_cluster, put_at, send_enquiry

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_noon():
    """It is the NOW of the enquiries that these tests send."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def breaks_on_plan(monkeypatch):
    """Return a function that makes routing raise ``error`` for enquiries with the plan "Broken"."""

    def arrange(error: Exception) -> None:
        def gather(enquiry, now, **known):
            if enquiry.plan == "Broken":
                raise error
            return gather_facts(enquiry, now, **known)

        gather_facts = deciding.gather_facts
        monkeypatch.setattr(deciding, "gather_facts", gather)

    return arrange


def read_statuses() -> list[tuple[str, bool]]:
    return [(row.status, row.due_at is not None) for row in Enquiry.objects.order_by("pk")]


def test_tasks_have_the_names_that_beat_and_services_send(settings):
    names = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}

    assert {tasks.sweep_enquiries.name, tasks.sweep_clocks.name, tasks.forget_senders.name} <= names
    assert tasks.route_enquiry.name == "investors.tasks.route_enquiry"


@pytest.mark.usefixtures("at_noon")
def test_route_task_routes_and_tolerates_arguments_of_another_release():
    make_contact()
    make_cluster("leeds")
    enquiry = send_enquiry(clusters=("leeds",))

    tasks.route_enquiry(enquiry_id=enquiry.pk, an_argument_of_tomorrow=1)
    tasks.route_enquiry(enquiry_id=enquiry.pk)

    assert Referral.objects.get().enquiry == enquiry


@pytest.mark.usefixtures("at_noon")
def test_sweep_routes_all_that_is_due_and_nothing_else():
    make_contact()
    make_cluster("leeds")
    for number in range(3):
        send_enquiry(clusters=("leeds",), organisation=f"Firm {number}")
    put_at(send_enquiry(clusters=("leeds",), organisation="Firm 3"), "triage")
    send_enquiry(clusters=("leeds",), organisation="Firm 4", now=NOW + datetime.timedelta(minutes=1))

    tasks.sweep_enquiries()

    assert read_statuses() == [
        *[("referred", False)] * 3,
        ("triage", False),
        ("received", True),
    ]


@pytest.mark.usefixtures("at_noon")
def test_sweep_stops_when_its_time_is_up(monkeypatch):
    monkeypatch.setattr(tasks, "ROUTING_SECONDS", -1)
    make_contact()
    make_cluster("leeds")
    send_enquiry(clusters=("leeds",))

    tasks.sweep_enquiries()

    assert read_statuses() == [("received", True)]


@pytest.mark.usefixtures("at_noon")
def test_sweep_puts_what_cannot_be_routed_before_ukti_and_goes_on(breaks_on_plan, caplog):
    breaks_on_plan(KeyError("secret of the investor"))
    make_contact()
    make_cluster("leeds")
    broken = send_enquiry(clusters=("leeds",), plan="Broken")
    send_enquiry(clusters=("leeds",))

    tasks.sweep_enquiries()

    assert read_statuses() == [("triage", False), ("referred", False)]
    broken.refresh_from_db()
    assert broken.triage_reason == "Routing failed (KeyError). Please refer it by hand."
    assert f"Routing of enquiry {broken.pk} failed: KeyError" in caplog.text
    assert "secret of the investor" not in caplog.text


@pytest.mark.usefixtures("at_noon")
def test_sweep_leaves_what_may_pass_for_the_next_sweep_and_goes_on(breaks_on_plan):
    breaks_on_plan(OperationalError("deadlock detected"))
    make_contact()
    make_cluster("leeds")
    send_enquiry(clusters=("leeds",), plan="Broken")
    send_enquiry(clusters=("leeds",))

    tasks.sweep_enquiries()

    assert read_statuses() == [("received", True), ("referred", False)]


@pytest.mark.usefixtures("at_noon")
def test_sweep_goes_on_where_even_giving_up_fails(breaks_on_plan, monkeypatch):
    breaks_on_plan(KeyError())
    monkeypatch.setattr(deciding, "_send_to_triage", lambda *args: routing.RULES["no such rule"])
    make_contact()
    make_cluster("leeds")
    send_enquiry(clusters=("leeds",), plan="Broken")
    send_enquiry(clusters=("leeds",))

    tasks.sweep_enquiries()

    assert read_statuses() == [("received", True), ("referred", False)]


@pytest.mark.usefixtures("at_noon")
def test_failure_half_way_leaves_no_half_state(monkeypatch):
    make_contact()
    make_cluster("leeds")
    enquiry = send_enquiry(clusters=("leeds",))

    def fail(messages):
        raise OperationalError("connection lost")

    monkeypatch.setattr("investors.services.offers.queue_messages", fail)
    tasks.route_enquiry(enquiry_id=enquiry.pk)

    assert read_statuses() == [("received", True)]
    assert not Referral.objects.exists()
    assert not enquiry.decisions.exists()
    assert enquiry.events.count() == 1


@pytest.mark.django_db(transaction=True)
def test_sweep_passes_over_a_row_that_somebody_holds():
    make_contact()
    make_cluster("leeds")
    held, free = (send_enquiry(clusters=("leeds",), organisation=name) for name in ("Held", "Free"))
    is_held, is_swept = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            Enquiry.objects.select_for_update().get(pk=held.pk)
            is_held.set()
            is_swept.wait(timeout=10)
        connections.close_all()

    holder = threading.Thread(target=hold)
    holder.start()
    assert is_held.wait(timeout=10)
    tasks.sweep_enquiries()
    is_swept.set()
    holder.join(timeout=10)

    assert Referral.objects.get().enquiry == free
    tasks.sweep_enquiries()
    assert {referral.enquiry for referral in Referral.objects.all()} == {held, free}


def sweep_clocks_at(moment: datetime.datetime) -> None:
    with time_machine.travel(moment, tick=False):
        tasks.sweep_clocks()


@pytest.mark.usefixtures("at_noon")
def test_sweep_forgets_where_old_enquiries_came_from_and_is_safe_to_run_twice():
    for days in (31, 1):
        send_enquiry(now=NOW - datetime.timedelta(days=days), sending=Sending(address="192.0.2.7"))

    tasks.forget_senders(unknown="argument")
    tasks.forget_senders()

    assert SenderTrace.objects.get().at == NOW - datetime.timedelta(days=1)


def test_sweep_of_clocks_reminds_once_a_day_before_and_then_ends():
    make_contact("Ann Test")
    make_contact("Ben Test")
    enquiry, referral = offer_enquiry()
    seen = []
    for hours in (23, 24, 25, 47, 48):
        sweep_clocks_at(NOW + datetime.timedelta(hours=hours))
        referral.refresh_from_db()
        reminders = Message.objects.filter(kind="referral-reminder").count()
        seen.append((hours, referral.status, reminders))

    assert seen == [
        (23, "offered", 0),
        (24, "offered", 1),
        (25, "offered", 1),
        (47, "offered", 1),
        (48, "lapsed", 1),
    ]
    with time_machine.travel(NOW + datetime.timedelta(hours=48), tick=False):
        tasks.sweep_enquiries()
    assert enquiry.referrals.live().get().contact.name == "Ben Test"


def test_sweep_of_clocks_finds_by_index_who_is_to_be_reminded():
    with CaptureQueriesContext(connection) as queries:
        sweep_clocks_at(NOW)
    [sql] = [each["sql"] for each in queries if '"nudge_at" <=' in each["sql"]]
    with connection.cursor() as cursor:
        for way in ("seqscan", "bitmapscan"):  # what is cheapest in small tables
            cursor.execute(f"SET LOCAL enable_{way} = off")
        cursor.execute(f"EXPLAIN {sql}")
        plan = " ".join(line for (line,) in cursor)

    assert "referral_nudge" in plan


def test_sweep_of_clocks_that_comes_late_ends_without_a_reminder():
    make_contact()
    _, referral = offer_enquiry()

    sweep_clocks_at(NOW + datetime.timedelta(days=9))

    referral.refresh_from_db()
    assert (referral.status, referral.nudged_at) == ("lapsed", None)


def test_sweep_of_clocks_goes_on_after_one_that_fails(monkeypatch, caplog):
    make_contact()
    broken, fine = (offer_enquiry(organisation=name)[1] for name in ("Broken", "Fine"))

    def find(contact, now):
        if Referral.objects.get(pk=broken.pk).status == "lapsed":
            raise KeyError
        return

    monkeypatch.setattr(deadlines, "find_senior_lead", find)
    sweep_clocks_at(NOW + datetime.timedelta(days=9))

    broken.refresh_from_db()
    fine.refresh_from_db()
    assert (broken.status, fine.status) == ("offered", "lapsed")
    assert f"The clock of referral {broken.pk} failed: KeyError" in caplog.text


def test_sweep_of_clocks_leaves_alone_who_answers_while_it_runs(monkeypatch, caplog):
    contact = make_contact()
    _, referral = offer_enquiry()

    def answer_first(*, referral, now):
        assignment.accept_referral(referral=referral, by=Actor.contact(contact), now=now)
        deadlines.lapse_referral(referral=Referral.objects.get(pk=referral.pk), now=now)

    monkeypatch.setattr(tasks, "lapse_referral", answer_first)
    sweep_clocks_at(NOW + datetime.timedelta(days=9))

    referral.refresh_from_db()
    assert referral.status == "accepted"
    assert "failed" not in caplog.text


@pytest.mark.usefixtures("at_noon")
def test_route_task_puts_before_ukti_what_rules_that_cannot_be_read_should_decide():
    make_contact()
    RoutingVersion.objects.in_force(NOW).update(valid_until=NOW)
    RoutingVersion.objects.create(number=99, note="Broken", rules=["?"], created_at=NOW, valid_from=NOW)
    enquiry = send_enquiry(clusters=("leeds",))

    tasks.route_enquiry(enquiry_id=enquiry.pk)

    enquiry.refresh_from_db()
    assert enquiry.status == "triage"
    assert enquiry.triage_reason == "Routing failed (InvalidRules). Please refer it by hand."
