"""Whose account an investor is: gathered from what contacts took on before."""

import datetime
import re

import pytest
from django.db import connection

from investors.facts import gather_facts
from investors.models import Contact, Enquiry, Referral
from investors.routing import Relationship
from investors.services.assignment import accept_referral, route_enquiry
from investors.surroundings import read_surroundings
from investors.workflow import Actor
from tests.investors.asked_contacts import make_contact, offer_enquiry
from tests.investors.sent_enquiries import NOW, make_cluster, send_enquiry

pytestmark = pytest.mark.django_db
ORGANISATION = "Sample Robotics K.K. (test)"


def take_on(name: str, *, cluster: str = "sheffield", now: datetime.datetime = NOW, **answers) -> Referral:
    """Let a new contact take on an enquiry of ``answers``."""
    contact = Contact.objects.filter(name=name).first() or make_contact(name, cluster=cluster)
    _enquiry, referral = offer_enquiry(cluster, now=now, **answers)
    assert referral.contact == contact
    accept_referral(referral=referral, by=Actor.contact(contact), now=now)
    return referral


def find_relationship(enquiry: Enquiry) -> Relationship | None:
    [around] = read_surroundings([enquiry])
    return around.relationship


@pytest.mark.parametrize(
    "answers",
    [
        {"email": "new@elsewhere.example"},
        {"email": "new@elsewhere.example", "organisation": "SAMPLE ROBOTICS K.K. (Test)"},
        {"organisation": "Another name (test)"},
        {"organisation": "Another name (test)", "email": "Other@ROBOTICS.example"},
    ],
)
def test_relationship_is_found_by_name_or_by_mail_domain(answers):
    referral = take_on("Ilse Test")

    found = find_relationship(send_enquiry(**answers))

    assert found == Relationship(referral.contact_id, referral.enquiry.reference, ORGANISATION)


@pytest.mark.parametrize(
    "answers",
    [
        {"organisation": "Another (test)", "email": "new@elsewhere.example"},
        {"organisation": "Another (test)", "email": "new@sub.robotics.example"},
        {"organisation": "Another (test)", "email": "new@xrobotics.example"},
    ],
)
def test_relationship_is_not_found_where_neither_is_the_same(answers):
    take_on("Ilse Test")

    assert find_relationship(send_enquiry(**answers)) is None


def test_relationship_is_not_made_by_a_shared_mail_domain():
    take_on("Ilse Test", email="one@gmail.com")

    assert find_relationship(send_enquiry(email="two@gmail.com", organisation="Another (test)")) is None


@pytest.mark.parametrize("organisation", ["N/A", "-", "…"])
def test_relationship_is_not_made_by_a_name_that_says_nothing(organisation):
    take_on("Ilse Test", organisation=organisation)

    assert find_relationship(send_enquiry(organisation=organisation, email="two@elsewhere.example")) is None


def test_relationship_is_with_who_took_on_the_last_one():
    take_on("Ilse Test")
    Contact.objects.update(is_active=False)
    last = take_on("Owen Test", cluster="leeds", now=NOW + datetime.timedelta(days=1))
    Contact.objects.update(is_active=True)

    assert find_relationship(send_enquiry()).contact_id == last.contact_id


def test_relationship_is_not_with_who_was_only_asked_passed_it_on_or_has_gone():
    make_contact("Ilse Test", cluster="sheffield")
    offer_enquiry("sheffield")
    assert find_relationship(send_enquiry()) is None

    taken = take_on("Owen Test", cluster="leeds")
    Contact.objects.filter(pk=taken.contact_id).update(is_active=False)
    assert find_relationship(send_enquiry()) is None


def test_relationship_is_not_with_the_contact_of_the_same_enquiry():
    referral = take_on("Ilse Test")

    assert find_relationship(referral.enquiry) is None


def test_routing_follows_the_relationship_and_tells_why():
    referral = take_on("Ilse Test")
    make_contact("Amir Test", cluster="leeds")
    enquiry = send_enquiry(clusters=(make_cluster("leeds").slug,))

    decision = route_enquiry(enquiry_id=enquiry.pk, now=NOW)

    assert (decision.rule, decision.contact) == ("relationship", referral.contact)
    assert decision.lines[0] == (
        f"Existing relationship: the contact took on {referral.enquiry.reference} from {ORGANISATION}."
    )


def test_relationship_is_found_by_index_however_many_enquiries_there_are():
    plan = explain_surroundings()

    assert "enquiry_organisation" in plan
    assert "enquiry_mail_domain" in plan


def explain_surroundings() -> str:
    """Return the plan that PostgreSQL keeps of what ``investors_surroundings`` reads."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'investors_surroundings'")
        [[source]] = cursor.fetchall()
        body = source.partition("RETURN QUERY")[2].rpartition(";")[0]
        for number, name in enumerate(("ids", "organisations", "domains", "senders", "moments"), start=1):
            body = re.sub(rf"\b{name}\b(?=[,)])", f"${number}", body)
        cursor.execute(f"PREPARE around (bigint[], text[], text[], text[], timestamptz[]) AS {body}")
        cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        for way in ("seqscan", "indexscan", "indexonlyscan"):  # what is cheapest in small tables
            cursor.execute(f"SET LOCAL enable_{way} = off")
        cursor.execute("EXPLAIN EXECUTE around ('{1}', '{Any}', '{ANY.EXAMPLE}', '{}', '{}')")
        plan = " ".join(line for (line,) in cursor)
        cursor.execute("DEALLOCATE around")
    return plan


@pytest.mark.parametrize("rows", [1, 30])
def test_facts_take_as_many_queries_for_thirty_relationships_as_for_one(rows, django_assert_num_queries):
    for row in range(rows):
        take_on("Ilse Test", email=f"person{row}@robotics.example")
    enquiry = send_enquiry()

    with django_assert_num_queries(1):
        gather_facts(enquiry, NOW)
