import itertools

import pytest
from django.db import transaction

from investors.models import Enquiry, EnquiryEvent
from investors.workflow import (
    MOVES,
    Actor,
    Entry,
    IllegalMove,
    Kind,
    StaleEnquiry,
    change_enquiry,
    move_enquiries,
    move_enquiry,
    record_event,
)
from tests.investors.sent_enquiries import NOW, send_enquiry, send_enquiry_at

Status = Enquiry.Status
LEGAL = {
    ("received", "triage"),
    ("received", "referred"),
    ("received", "quarantined"),
    ("quarantined", "triage"),
    ("quarantined", "closed"),
    ("triage", "referred"),
    ("triage", "closed"),
    ("referred", "in_progress"),
    ("referred", "referred"),
    ("referred", "triage"),
    ("referred", "closed"),
    ("in_progress", "awaiting_investor"),
    ("in_progress", "nurture"),
    ("in_progress", "converted"),
    ("in_progress", "referred"),
    ("in_progress", "closed"),
    ("awaiting_investor", "in_progress"),
    ("awaiting_investor", "nurture"),
    ("awaiting_investor", "closed"),
    ("nurture", "in_progress"),
    ("nurture", "closed"),
    ("converted", "closed"),
    ("closed", "triage"),
}
PAIRS = list(itertools.product(Status.values, repeat=2))


def closing(status: str) -> dict[str, object]:
    if status == Status.CLOSED:
        return {"close_reason": "spam", "closed_at": NOW}
    return {"close_reason": "", "closed_at": None}


def test_moves_are_those_of_the_design():
    assert {(str(a), str(b)) for a in MOVES for b in MOVES[a]} == LEGAL
    assert set(MOVES) == set(Status)


@pytest.mark.django_db
@pytest.mark.parametrize(("before", "after"), [pair for pair in PAIRS if pair in LEGAL])
def test_legal_move_changes_the_status_and_writes_its_event(before, after):
    enquiry = send_enquiry_at(before)

    event = move_enquiry(
        enquiry=enquiry, to=after, kind="moved", actor=Actor.system(), now=NOW, text="Why", **closing(after)
    )

    stored = Enquiry.objects.get(pk=enquiry.pk)
    assert (stored.status, stored.version) == (after, 1)
    assert (enquiry.status, enquiry.version) == (after, 1)
    assert EnquiryEvent.objects.filter(enquiry=enquiry, kind="moved").get() == event
    assert (event.from_status, event.to_status, event.text, event.at) == (before, after, "Why", NOW)


@pytest.mark.django_db
@pytest.mark.parametrize(("before", "after"), [pair for pair in PAIRS if pair not in LEGAL])
def test_illegal_move_changes_nothing(before, after):
    enquiry = send_enquiry_at(before)

    with pytest.raises(IllegalMove):
        move_enquiry(enquiry=enquiry, to=after, kind="moved", actor=Actor.system(), now=NOW)

    assert Enquiry.objects.get(pk=enquiry.pk).status == before
    assert not EnquiryEvent.objects.filter(enquiry=enquiry, kind="moved").exists()


@pytest.mark.django_db
def test_second_of_two_moves_from_the_same_reading_is_stale():
    enquiry = send_enquiry_at(Status.REFERRED)
    seen_twice = Enquiry.objects.get(pk=enquiry.pk)
    move_enquiry(enquiry=enquiry, to="referred", kind="offered", actor=Actor.system(), now=NOW)

    with pytest.raises(StaleEnquiry):
        move_enquiry(enquiry=seen_twice, to="referred", kind="offered", actor=Actor.system(), now=NOW)

    assert EnquiryEvent.objects.filter(enquiry=enquiry, kind="offered").count() == 1


@pytest.mark.django_db
def test_move_settles_what_was_due_unless_told_otherwise():
    first, second = send_enquiry(), send_enquiry()

    move_enquiry(enquiry=first, to="triage", kind="moved", actor=Actor.system(), now=NOW)
    move_enquiry(enquiry=second, to="triage", kind="moved", actor=Actor.system(), now=NOW, due_at=NOW)

    assert list(Enquiry.objects.order_by("pk").values_list("due_at", flat=True)) == [None, NOW]


@pytest.mark.django_db
def test_moves_made_together_are_each_counted_and_written_once():
    waiting, at_triage = send_enquiry(), send_enquiry_at("triage")
    entries = [Entry(waiting, "One", {"number": 1}), Entry(at_triage, "Two")]

    move_enquiries(entries=entries, to="referred", kind=Kind.MOVED, actor=Actor.system(), now=NOW)

    assert [(each.status, each.version) for each in (waiting, at_triage)] == [("referred", 1)] * 2
    for enquiry, told in ((waiting, ("received", "One", {"number": 1})), (at_triage, ("triage", "Two", {}))):
        enquiry.refresh_from_db()
        event = enquiry.events.latest("pk")
        assert (event.from_status, event.text, event.detail) == told
        assert (enquiry.status, enquiry.version, enquiry.due_at) == ("referred", 1, None)


@pytest.mark.django_db
def test_moves_made_together_are_stale_where_one_of_them_is():
    first, second = send_enquiry(), send_enquiry(email="other@robotics.example")
    Enquiry.objects.filter(pk=second.pk).update(version=7)

    with pytest.raises(StaleEnquiry), transaction.atomic():
        move_enquiries(
            entries=[Entry(first), Entry(second)],
            to="referred",
            kind=Kind.MOVED,
            actor=Actor.system(),
            now=NOW,
        )

    first.refresh_from_db()
    assert first.status == "received"


@pytest.mark.django_db
def test_change_without_a_move_counts_and_the_second_from_the_same_reading_is_stale():
    enquiry = send_enquiry()
    seen_twice = Enquiry.objects.get(pk=enquiry.pk)

    change_enquiry(enquiry=enquiry, triage_reason="First")
    with pytest.raises(StaleEnquiry):
        change_enquiry(enquiry=seen_twice, triage_reason="Second")

    stored = Enquiry.objects.get(pk=enquiry.pk)
    assert (stored.triage_reason, stored.version, enquiry.version) == ("First", 1, 1)


@pytest.mark.django_db
def test_event_keeps_who_did_it(django_user_model):
    user = django_user_model.objects.create_user("officer@technorth.example", name="Olu Officer")
    enquiry = send_enquiry()

    event = record_event(enquiry=enquiry, kind="note", actor=Actor.staff(user), now=NOW, text="Called.")

    event.refresh_from_db()
    assert (event.actor_kind, event.actor_name, event.user_id) == ("staff", "Olu Officer", user.pk)
