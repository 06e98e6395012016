import datetime

import pytest
from django.db import connection

from directory.models import Business, Outcode, Sector
from investors.facts import gather_cover, gather_facts
from investors.models import Contact, Referral
from investors.routing import NamedBusiness, NamedPlace
from tests.investors.asked_contacts import make_contact, offer_enquiry
from tests.investors.sent_enquiries import NOW, make_cluster, send_enquiry

pytestmark = pytest.mark.django_db
LATER = NOW + datetime.timedelta(hours=3)


def test_facts_are_what_the_database_holds():
    leeds, sheffield = make_cluster("leeds"), make_cluster("sheffield")
    software = Sector.objects.create(code="software", name="Software", position=1)
    saas = Sector.objects.create(code="saas", name="SaaS", parent=software, position=2)
    business = Business.objects.create(
        slug="sample", name="Sample Ltd (test)", cluster=sheffield, origin="example", listed_at=NOW
    )
    Outcode.objects.create(
        code="LS1",
        latitude=53.8,
        longitude=-1.5,
        post_town="Leeds",
        district="Leeds",
        postcodes=1,
        cluster=leeds,
        basis="nearest",
    )
    refuser = make_contact()
    enquiry = send_enquiry(
        clusters=("sheffield", "leeds"),
        sectors=("saas",),
        business_id=business.pk,
        place="ls1 4ap",
        language="zh-hans",
    )
    for status in ("declined", "lapsed", "withdrawn"):
        contact = refuser if status == "declined" else make_contact(status)
        Referral.objects.create(
            enquiry=enquiry,
            contact=contact,
            status=status,
            offered_at=NOW,
            nudge_at=NOW,
            due_at=NOW,
            ended_at=NOW,
        )

    saturday = datetime.datetime(2026, 6, 6, 12, tzinfo=datetime.UTC)
    facts = gather_facts(enquiry, saturday)

    assert facts.clusters == ("leeds", "sheffield")
    assert facts.business == NamedBusiness("Sample Ltd (test)", "sheffield")
    assert facts.place == NamedPlace(
        "ls1 4ap", is_known=True, label="LS1, Leeds", cluster="leeds", is_nearest=True
    )
    assert [(s.code, s.name, s.parent) for s in facts.need.sectors] == [(saas.code, "SaaS", "software")]
    assert facts.need.refused == {refuser.pk, Contact.objects.get(name="lapsed").pk}
    assert facts.need.language == "zh"
    assert facts.need.day == datetime.date(2026, 6, 8)
    assert (facts.fdi_type, facts.country, facts.is_vetted) == ("new_site", "JP", False)


@pytest.mark.parametrize("rows", [1, 30])
def test_cover_takes_as_many_queries_for_thirty_contacts_as_for_one(rows, django_assert_num_queries):
    for number in range(rows):
        contact = make_contact(f"Contact {number}")
        contact.absences.create(first_day=LATER.date(), last_day=LATER.date())
    offer_enquiry(now=NOW - datetime.timedelta(days=1))

    with django_assert_num_queries(2):
        cover = gather_cover()

    assert len(cover.contacts) == rows
    assert sum(contact.load for contact in cover.contacts) == 1
    assert all(contact.absences == ((LATER.date(), LATER.date()),) for contact in cover.contacts)


def test_load_of_contacts_is_counted_by_an_index_alone():
    with connection.cursor() as cursor:
        for way in ("seqscan", "bitmapscan"):  # what is cheapest in small tables
            cursor.execute(f"SET LOCAL enable_{way} = off")
    plan = Contact.objects.with_load().explain()

    assert "Index Only Scan using referral_load" in plan


def test_facts_say_that_a_place_is_not_known():
    enquiry = send_enquiry(place="Atlantis")

    assert gather_facts(enquiry, NOW).place == NamedPlace("Atlantis", is_known=False)
