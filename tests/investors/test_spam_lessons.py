"""What people's decisions teach the score of spam, and what is taken back or forgotten."""

import datetime
from functools import partial

import pytest

from investors.hashes import hash_word
from investors.models import Enquiry, SenderTrace, SpamCheck, WordCount
from investors.services import casework
from investors.services.assignment import accept_referral
from investors.services.spam import forget_senders
from investors.spam import Sending, Wording
from investors.spam_facts import recall_words
from investors.workflow import Actor, StaleEnquiry
from tests.at_once import run_at_once
from tests.investors.asked_contacts import make_contact, make_staff, offer_enquiry
from tests.investors.sent_enquiries import NOW, put_at, send_enquiry

db = pytest.mark.django_db
LATER = NOW + datetime.timedelta(hours=3)
PLAN = "Casino bonus"


def recall(plan: str = PLAN) -> dict[str, tuple[int, int]]:
    """Return how often each word of ``plan`` was seen in spam and in genuine enquiries, with the messages."""
    learnt = recall_words(Wording("", "", plan))
    return {"messages": (learnt.spam, learnt.genuine), **learnt.words}


def hold(**changes) -> Enquiry:
    enquiry = send_enquiry(**{"plan": PLAN} | changes)
    put_at(enquiry, "quarantined")
    return enquiry


@db
def test_close_as_spam_teaches_its_words():
    casework.close_enquiry(enquiry=hold(), reason="spam", text="", by=make_staff(), now=LATER)

    assert recall() == {"messages": (1, 0), "casino": (1, 0), "bonus": (1, 0)}


@db
@pytest.mark.parametrize("reason", ["not_fdi", "duplicate", "succeeded"])
def test_close_for_another_reason_teaches_nothing(reason):
    casework.close_enquiry(enquiry=hold(), reason=reason, text="", by=make_staff(), now=LATER)

    assert recall() == {"messages": (0, 0)}


@db
def test_release_teaches_that_its_words_are_genuine():
    casework.release_enquiry(enquiry=hold(), by=make_staff(), now=LATER)

    assert recall() == {"messages": (0, 1), "casino": (0, 1), "bonus": (0, 1)}


@db
def test_acceptance_by_a_contact_teaches_that_its_words_are_genuine_once():
    contact = make_contact()
    enquiry, referral = offer_enquiry(plan=PLAN)
    SpamCheck.objects.filter(pk=enquiry.pk).update(lesson="genuine")

    accept_referral(referral=referral, by=Actor.contact(contact), now=LATER)
    assert recall() == {"messages": (0, 0)}

    enquiry, referral = offer_enquiry(plan=PLAN, email="two@lima.example")
    accept_referral(referral=referral, by=Actor.contact(contact), now=LATER)
    assert recall() == {"messages": (0, 1), "casino": (0, 1), "bonus": (0, 1)}


@db
def test_reopening_takes_the_lesson_of_spam_back():
    staff, enquiry = make_staff(), hold()
    casework.close_enquiry(enquiry=enquiry, reason="spam", text="", by=staff, now=LATER)

    casework.reopen_enquiry(enquiry=enquiry, reason="", by=staff, now=LATER)

    assert recall() == {"messages": (0, 0), "casino": (0, 0), "bonus": (0, 0)}
    check = SpamCheck.objects.get(pk=enquiry.pk)
    assert (check.lesson, check.words) == ("", [])


@db
def test_reopening_keeps_the_lesson_of_a_release():
    staff, enquiry = make_staff(), hold()
    casework.release_enquiry(enquiry=enquiry, by=staff, now=LATER)
    casework.close_enquiry(enquiry=enquiry, reason="not_fdi", text="", by=staff, now=LATER)

    casework.reopen_enquiry(enquiry=enquiry, reason="", by=staff, now=LATER)

    assert recall()["casino"] == (0, 1)


@db
def test_close_as_spam_after_a_release_replaces_its_lesson():
    staff, enquiry = make_staff(), hold()
    casework.release_enquiry(enquiry=enquiry, by=staff, now=LATER)

    casework.close_enquiry(enquiry=enquiry, reason="spam", text="", by=staff, now=LATER)

    assert recall() == {"messages": (1, 0), "casino": (1, 0), "bonus": (1, 0)}


@db
def test_lesson_that_comes_too_late_teaches_nothing():
    staff, enquiry = make_staff(), hold()
    seen_before = Enquiry.objects.get(pk=enquiry.pk)
    casework.release_enquiry(enquiry=enquiry, by=staff, now=LATER)

    with pytest.raises(StaleEnquiry):
        casework.close_enquiry(enquiry=seen_before, reason="spam", text="", by=staff, now=LATER)

    assert recall()["messages"] == (0, 1)


@db
def test_enquiry_from_before_there_was_a_score_teaches_too():
    enquiry = hold()
    SpamCheck.objects.all().delete()

    casework.close_enquiry(enquiry=enquiry, reason="spam", text="", by=make_staff(), now=LATER)

    assert recall()["casino"] == (1, 0)
    assert SpamCheck.objects.get().lesson == "spam"


@db
def test_lessons_keep_no_word_as_it_was_written():
    casework.close_enquiry(enquiry=hold(), reason="spam", text="", by=make_staff(), now=LATER)

    kept = set(WordCount.objects.values_list("word", flat=True))
    assert kept == {WordCount.EVERY_MESSAGE, hash_word("casino"), hash_word("bonus")}


@db
def test_lesson_costs_the_same_for_few_words_and_many(django_assert_num_queries):
    staff = make_staff()
    WordCount.objects.create(word=WordCount.EVERY_MESSAGE)  # which the very first lesson writes
    for enquiry in (hold(), hold(plan=" ".join(f"w{chr(97 + n)}ord{chr(97 + n // 2)}" for n in range(26)))):
        with django_assert_num_queries(14):
            casework.close_enquiry(enquiry=enquiry, reason="spam", text="", by=staff, now=LATER)


@pytest.mark.django_db(transaction=True)
def test_lessons_at_the_same_instant_are_all_counted():
    staff = make_staff()
    plans = ["Casino bonus today", "Bonus casino", "Today casino", "Casino other words bonus"]
    held = [hold(plan=plan, email=f"p{number}@lima.example") for number, plan in enumerate(plans)]
    close = partial(casework.close_enquiry, reason="spam", text="", by=staff, now=LATER)
    release = partial(casework.release_enquiry, by=staff, now=LATER)

    results = run_at_once(
        *[partial(close, enquiry=enquiry) for enquiry in held[:3]], partial(release, enquiry=held[3])
    )

    assert results == [None] * 4
    assert recall("casino bonus today") == {
        "messages": (3, 1),
        "casino": (3, 1),
        "bonus": (2, 1),
        "today": (2, 0),
    }


@pytest.mark.django_db(transaction=True)
def test_same_enquiry_closed_as_spam_by_two_at_once_teaches_once():
    enquiry, staff = hold(), make_staff()
    close = partial(casework.close_enquiry, reason="spam", text="", by=staff, now=LATER)

    run_at_once(*[partial(close, enquiry=Enquiry.objects.get(pk=enquiry.pk)) for _ in range(2)])

    assert recall()["casino"] == (1, 0)


@db
def test_where_enquiries_came_from_is_forgotten_after_thirty_days():
    plan = "We plan a software centre for warehouse robots in the North of England."
    old, young = (
        send_enquiry(now=NOW - datetime.timedelta(days=days), plan=plan, sending=Sending(address="192.0.2.7"))
        for days in (30, 29)
    )

    assert forget_senders(now=NOW) == 1

    assert list(SenderTrace.objects.values_list("pk", flat=True)) == [young.pk]
    assert SpamCheck.objects.get(pk=old.pk).marks == []
    assert SpamCheck.objects.get(pk=young.pk).marks != []
    assert Enquiry.objects.count() == 2


@db
def test_forgetting_asks_two_queries_for_any_number(django_assert_num_queries):
    for days in range(31, 41):
        send_enquiry(now=NOW - datetime.timedelta(days=days), sending=Sending(address="192.0.2.7"))

    with django_assert_num_queries(2 + 2):  # and the savepoint
        assert forget_senders(now=NOW) == 10
