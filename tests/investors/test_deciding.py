"""Enquiries that are routed together: each gets what it would get alone, and none is held up by another."""

import datetime
from functools import partial
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction

from investors import tasks
from investors.models import Decision, Enquiry, EnquiryEvent, Referral
from investors.services import deciding
from investors.services.assignment import accept_referral
from investors.services.deciding import route_due, route_enquiry
from investors.workflow import Actor
from outbox.models import Message, SecretLink
from tests.at_once import run_at_once
from tests.investors.asked_contacts import list_events, make_contact, offer_enquiry
from tests.investors.sent_enquiries import NOW, make_cluster, put_at, send_enquiry

pytestmark = pytest.mark.django_db
LATER = NOW + datetime.timedelta(hours=1)


def send_several(number: int, **answers: Any) -> list[Enquiry]:
    """Send ``number`` enquiries for Leeds, each of somebody else."""
    make_cluster("leeds")
    return [
        send_enquiry(
            **{"clusters": ("leeds",), "email": f"p{each}@firm{each}.example", "plan": f"Plan number {each}"}
            | {"organisation": f"Firm {each} (test)"}
            | answers
        )
        for each in range(number)
    ]


def send_all_kinds() -> list[Enquiry]:
    """Send enquiries that go to one contact, to several, to UKTI and into quarantine, where few have room."""
    make_contact("Ann Test", capacity=2)
    make_contact("Ben Test", capacity=2)
    make_contact("Cat Test", cluster="sheffield", capacity=2)
    make_contact("Sue Lead", role="senior_lead")
    make_cluster("york")
    _known, referral = offer_enquiry("sheffield", organisation="Known (test)", email="k@known.example")
    accept_referral(referral=referral, by=Actor.contact(referral.contact), now=NOW)
    refused = send_several(1, email="r@refused.example", organisation="Refused (test)")[0]
    Referral.objects.create(
        enquiry=refused,
        contact=referral.contact,
        status="declined",
        offered_at=NOW,
        nudge_at=NOW,
        due_at=NOW,
        ended_at=NOW,
    )
    put_at(refused, "triage")
    Enquiry.objects.filter(pk=refused.pk).update(due_at=NOW)
    return [
        refused,
        *send_several(3),
        *send_several(1, clusters=("leeds", "sheffield"), email="two@clusters.example", jobs="100+"),
        *send_several(1, clusters=("york",), email="y@york.example"),
        *send_several(1, clusters=(), email="n@nowhere.example", country="GB"),
        *send_several(1, plan="[url=x.example]x[/url]", email="spam@spam.example"),
        *send_several(1, clusters=(), organisation="Known (test)", email="other@known.example"),
        *send_several(1, clusters=(), place="Atlantis", email="a@atlantis.example"),
    ]


def describe_outcome(enquiry: Enquiry) -> dict[str, Any]:
    """Return all that routing wrote of ``enquiry``, without the keys of rows."""
    enquiry.refresh_from_db()
    decisions = enquiry.decisions.values_list("outcome", "rule", "contact", "cluster", "lines", "candidates")
    referrals = enquiry.referrals.values_list("contact", "role", "status", "decision__rule", "due_at")
    events = enquiry.events.values_list("kind", "text", "from_status", "to_status", "actor_name")
    mails = Message.objects.filter(about=enquiry.reference).values_list("kind", "to_email", "subject")
    return {
        "row": (enquiry.status, enquiry.version, enquiry.due_at, enquiry.triage_reason, enquiry.spam_reasons),
        "decisions": list(decisions.order_by("pk")),
        "referrals": list(referrals.order_by("pk")),
        "events": list(events.order_by("at", "pk")),
        "mails": sorted(mails),
    }


def test_enquiries_routed_together_get_what_each_would_get_alone():
    enquiries = send_all_kinds()
    with transaction.atomic():
        batch = route_due(now=LATER)
        together = [describe_outcome(each) for each in enquiries]
        transaction.set_rollback(True)

    for each in enquiries:
        route_enquiry(enquiry_id=each.pk, now=LATER)
    alone = [describe_outcome(each) for each in enquiries]

    assert (set(batch.taken), batch.left) == ({each.pk for each in enquiries}, ())
    assert together == alone
    assert {outcome["row"][0] for outcome in alone} == {"referred", "triage", "quarantined"}
    assert {rule for (rule,) in Decision.objects.values_list("rule")} >= {"relationship", "chosen-clusters"}


def test_enquiries_routed_together_are_spread_by_the_load_that_each_makes():
    for name in ("Ann Test", "Ben Test", "Cat Test"):
        make_contact(name)
    send_several(9)

    route_due(now=LATER)

    asked = Referral.objects.values_list("contact__name", flat=True)
    assert sorted(asked) == ["Ann Test"] * 3 + ["Ben Test"] * 3 + ["Cat Test"] * 3


@pytest.mark.parametrize("rows", [1, 30])
def test_routing_asks_a_fixed_number_of_queries(rows, django_assert_num_queries):
    make_contact()
    send_several(rows)

    with django_assert_num_queries(15 + 2):  # and a savepoint
        route_due(now=LATER)


def test_each_mail_of_a_batch_has_a_link_of_its_own(settings):
    settings.INBOUND_DOMAIN = "in.technorth.example"
    make_contact()
    send_several(3)

    route_due(now=LATER)

    for referral in Referral.objects.all():
        mail = Message.objects.get(dedupe_key=f"referral-offered:{referral.pk}")
        assert mail.about == referral.enquiry.reference
        assert (mail.link.purpose, mail.link.subject_id) == (SecretLink.Purpose.REFERRAL, referral.pk)
        assert f"[[link:{mail.link.pk}]]" in mail.body
        reply = mail.reply_link
        assert (reply.purpose, reply.subject_id) == (SecretLink.Purpose.CONTACT_REPLY, referral.pk)


def test_batch_takes_the_longest_due_first_and_leaves_the_rest_as_it_is(monkeypatch):
    monkeypatch.setattr(deciding, "MOST_TOGETHER", 2)
    make_contact()
    first, second, third = send_several(3)
    Enquiry.objects.filter(pk=third.pk).update(due_at=NOW - datetime.timedelta(minutes=1))

    batch = route_due(now=LATER)

    assert batch.taken == (third.pk, first.pk)
    second.refresh_from_db()
    assert (second.status, list_events(second)) == ("received", ["received"])


def test_batch_leaves_alone_what_is_not_due_or_not_asked_for():
    make_contact()
    asked, other = send_several(2)
    send_enquiry(now=LATER + datetime.timedelta(minutes=1), email="later@later.example")

    assert route_due(now=LATER, among=[asked.pk]).taken == (asked.pk,)
    assert route_due(now=LATER).taken == (other.pk,)
    assert route_due(now=LATER).taken == ()


def test_batch_leaves_what_may_repeat_another_for_routing_by_itself():
    make_contact()
    first, other = send_several(2)
    again = send_several(1)[0]

    batch = route_due(now=LATER)

    assert batch.taken == (first.pk, other.pk, again.pk)
    assert batch.left == (again.pk,)
    again.refresh_from_db()
    assert (again.status, again.due_at) == ("received", NOW)


@time_machine.travel(LATER, tick=False)
def test_sweep_puts_a_repetition_together_with_the_first_of_the_same_sweep():
    make_contact()
    first = send_several(1)[0]
    again = send_several(1)[0]

    tasks.sweep_enquiries()

    again.refresh_from_db()
    assert again.joined_to == first
    assert Referral.objects.get().enquiry == first


@time_machine.travel(LATER, tick=False)
def test_route_task_takes_along_all_that_waits():
    make_contact()
    waiting = send_several(3)

    tasks.route_enquiry(enquiry_id=waiting[1].pk)
    tasks.route_enquiry(enquiry_id=waiting[0].pk)

    assert {each.enquiry for each in Referral.objects.all()} == set(waiting)


@time_machine.travel(LATER, tick=False)
def test_route_task_routes_its_own_enquiry_however_many_wait(monkeypatch):
    monkeypatch.setattr(deciding, "MOST_TOGETHER", 2)
    make_contact()
    waiting = send_several(4)

    tasks.route_enquiry(enquiry_id=waiting[3].pk)

    assert {each.enquiry for each in Referral.objects.all()} == {waiting[0], waiting[1], waiting[3]}


def test_batch_that_fails_leaves_nothing_half_done(monkeypatch, caplog):
    make_contact()
    waiting = send_several(3)
    monkeypatch.setattr(deciding, "_ask_contacts", lambda *args: [].pop())

    batch = route_due(now=LATER)

    assert batch.left == batch.taken == tuple(each.pk for each in waiting)
    assert not Decision.objects.exists()
    assert set(EnquiryEvent.objects.values_list("kind", flat=True)) == {"received"}
    assert "3 enquiries could not be routed together: IndexError" in caplog.text


def test_case_is_found_by_the_words_of_who_was_asked():
    make_contact("Quentin Zebedee", organisation="Northern Gateway (test)")
    [enquiry] = send_several(1)

    route_due(now=LATER)

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT words = investors_case_document(enquiry_id), words @@ investors_case_query('zebed')"
            " FROM investors_casetext WHERE enquiry_id = %s",
            [enquiry.pk],
        )
        assert cursor.fetchone() == (True, True)


@pytest.mark.django_db(transaction=True)
def test_race_of_batches_and_of_single_routings_gives_each_one_lead_and_spreads_the_load():
    for name in ("Ann Test", "Ben Test", "Cat Test", "Dan Test"):
        make_contact(name)
    waiting = send_several(12)
    singles = [partial(route_enquiry, enquiry_id=each.pk, now=LATER) for each in waiting[:4]]

    results = run_at_once(*[partial(route_due, now=LATER)] * 4, *singles)

    assert [each for each in results if isinstance(each, Exception)] == []
    assert sum(len(each.left) for each in results[:4]) == 0
    assert Referral.objects.count() == len(waiting)
    loads = Referral.objects.values_list("contact__name", flat=True)
    assert sorted(loads) == sorted(["Ann Test", "Ben Test", "Cat Test", "Dan Test"] * 3)
    assert Message.objects.filter(kind="referral-offered").count() == len(waiting)
