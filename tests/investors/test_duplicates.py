"""Which enquiries may be the same: what is shown with reasons, and what is safe to put together."""

import datetime

import pytest

from investors.duplicates import find_matches, find_repeated
from investors.models import Enquiry
from investors.services.submission import submit_enquiry
from tests.directory.listings import BusinessFactory
from tests.investors.desk_rows import make_enquiry, make_sectors, quarantine_enquiry
from tests.investors.sent_enquiries import NOW, make_answers, make_cluster, put_at, send_enquiry

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
LONG_PLAN = (
    "We make robots that sort parcels in warehouses, and look for forty engineers and a hall of two"
    " thousand square metres near a motorway, to open within a year."
)
OTHER_PLAN = "Our bank wants to know where in the North its back office for loans to farmers fits best."


def list_reasons(enquiry: Enquiry) -> dict[str, list[str]]:
    return {match.enquiry.organisation: match.reasons for match in find_matches(enquiry)}


def test_match_names_every_reason_that_speaks_for_it():
    send_enquiry(organisation="Kyoto Robotics", plan=LONG_PLAN)
    later = send_enquiry(organisation="Kyoto Robotics", plan=LONG_PLAN, now=NOW + DAY)

    [match] = find_matches(later)

    assert match.reasons == [
        "the same e-mail address",
        "nearly the same words, within 30 days",
        "the same organisation",
    ]


def test_match_by_words_finds_what_was_changed_a_little_and_sent_from_elsewhere():
    first = send_enquiry(organisation="Kyoto", email="a@one.example", plan=LONG_PLAN)
    later = send_enquiry(
        organisation="Osaka", email="b@two.example", plan=LONG_PLAN.replace("forty", "50"), now=NOW + DAY
    )

    assert list_reasons(later) == {"Kyoto": ["nearly the same words, within 30 days"]}
    assert list_reasons(first) == {"Osaka": ["nearly the same words, within 30 days"]}


def test_match_by_mail_domain_says_which_and_passes_over_shared_ones():
    send_enquiry(organisation="Kyoto Europe", email="a@kyoto.example", plan=OTHER_PLAN)
    send_enquiry(organisation="Osaka", email="a@gmail.com", plan=OTHER_PLAN)
    own = send_enquiry(organisation="Kyoto Asia", email="b@kyoto.example", plan=LONG_PLAN)
    shared = send_enquiry(organisation="Nara", email="b@gmail.com", plan="Nothing like the others at all.")

    assert list_reasons(own) == {"Kyoto Europe": ["the same mail domain, kyoto.example"]}
    assert list_reasons(shared) == {}


def test_matches_come_with_what_speaks_most_first():
    send_enquiry(organisation="Kyoto", email="a@else.example", plan=OTHER_PLAN)
    send_enquiry(organisation="Nara", email="me@kyoto.example", plan=OTHER_PLAN)
    send_enquiry(organisation="Osaka", email="b@far.example", plan=LONG_PLAN)
    enquiry = send_enquiry(organisation="Kyoto", email="me@kyoto.example", plan=LONG_PLAN)

    assert list(list_reasons(enquiry)) == ["Osaka", "Nara", "Kyoto"]


def test_match_leaves_out_examples_and_what_says_nothing():
    send_enquiry(organisation="-", email="a@one.example", plan=OTHER_PLAN)
    Enquiry.objects.filter(pk=send_enquiry(organisation="Kyoto").pk).update(is_demo=True)
    Enquiry.objects.filter(pk=send_enquiry(organisation="Nara").pk).update(email="", organisation="", plan="")

    assert find_matches(send_enquiry(organisation="-", email="me@two.example", plan=LONG_PLAN)) == []


@pytest.mark.parametrize("rows", [1, 20])
def test_matches_ask_a_fixed_number_of_queries(rows, django_assert_num_queries):
    for number in range(rows):
        send_enquiry(plan=f"{LONG_PLAN} {number}")
    enquiry = send_enquiry(plan=LONG_PLAN)

    with django_assert_num_queries(4):
        assert len(find_matches(enquiry)) == rows


def test_repetition_by_the_same_person_is_safe():
    first = send_enquiry(plan=LONG_PLAN)

    assert find_repeated(send_enquiry(plan=f"{LONG_PLAN}!", email="HANAKO@robotics.example")) == first


def test_repetition_of_several_belongs_to_the_first():
    first = send_enquiry(plan=LONG_PLAN)
    send_enquiry(plan=LONG_PLAN)

    assert find_repeated(send_enquiry(plan=LONG_PLAN)) == first


def test_answer_that_names_the_reference_is_safe_whatever_it_says():
    first = send_enquiry(plan=LONG_PLAN)

    answer = send_enquiry(plan=f"About {first.reference.lower()}: we now need sixty.", place="Leeds")

    assert find_repeated(answer) == first


@pytest.mark.parametrize(
    "changes",
    [
        {"email": "taro@robotics.example"},
        {"organisation": "Another K.K. (test)"},
        {"plan": OTHER_PLAN},
        {"place": "Leeds"},
        {"now": NOW + 31 * DAY},
    ],
    ids=["another person", "another organisation", "other words", "a place beside", "a month later"],
)
def test_repetition_that_differs_is_not_safe(changes):
    send_enquiry(plan=LONG_PLAN)

    assert find_repeated(send_enquiry(**{"plan": LONG_PLAN} | changes)) is None


@pytest.mark.parametrize("more", ["clusters", "sectors", "business_id", "other_business_ids"])
def test_repetition_that_asks_for_more_is_not_safe(more):
    values = {
        "clusters": (make_cluster("leeds").pk,),
        "sectors": (make_sectors()[0].pk,),
        "business_id": BusinessFactory(cluster=make_cluster("leeds")).pk,
        "other_business_ids": (BusinessFactory(cluster=make_cluster("leeds")).pk,),
    }
    send_enquiry(plan=LONG_PLAN)
    wide = send_enquiry(plan=LONG_PLAN, **{more: values[more]})

    assert find_repeated(wide) is None
    assert find_repeated(send_enquiry(plan=LONG_PLAN)) != wide


@pytest.mark.parametrize("status", ["closed", "quarantined"])
def test_repetition_of_what_is_closed_or_suspected_is_not_safe(status):
    put_at(send_enquiry(plan=LONG_PLAN), status)

    assert find_repeated(send_enquiry(plan=LONG_PLAN)) is None


def test_repetition_asks_one_query_of_who_sent_nothing_else(django_assert_num_queries):
    make_enquiry("Kyoto", email="else@where.example")
    quarantine_enquiry()
    enquiry = send_enquiry(email="me@two.example", plan=LONG_PLAN)

    with django_assert_num_queries(1):
        assert find_repeated(enquiry) is None


def test_same_form_sent_again_is_no_repetition_but_the_enquiry_itself():
    first = send_enquiry(plan=LONG_PLAN)

    again = submit_enquiry(
        submission_key=first.submission_key, answers=make_answers(plan=LONG_PLAN), now=NOW + DAY
    )

    assert again == first
