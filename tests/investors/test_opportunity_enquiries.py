"""Opportunities in an enquiry: carried along, routed by, shown and found."""

import pytest

from investors.case_search import find_cases
from investors.models import Enquiry
from investors.routing import NamedBusiness, NamedOpportunity, choose_contact
from investors.services.assignment import route_enquiry
from investors.services.opportunities import withdraw_opportunity
from investors.workflow import Actor
from tests.investors.asked_contacts import make_contact
from tests.investors.desk_rows import read_page
from tests.investors.enquiry_posts import read_sealed, send, write_pages
from tests.investors.opportunities import publish_opportunity
from tests.investors.routing_cases import make_contact as make_facts_contact
from tests.investors.routing_cases import make_cover, make_facts
from tests.investors.sent_enquiries import NOW, make_cluster, send_enquiry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
NEW = "/enquiries/new/"


def test_several_opportunities_are_carried_shown_and_sent_in_order(client):
    second = publish_opportunity(title="Beta works", cluster="sheffield", outcode="")
    first = publish_opportunity(title="Alpha hall")
    gone = publish_opportunity(title="Gone")

    client.get(NEW, {"opportunity": [second.slug, first.slug, gone.slug, "nonsense", "a/b"]})
    assert "Beta works" in read_page(client.get(NEW))
    write_pages(client)
    withdraw_opportunity(opportunity=gone, reason="No.", actor=Actor.system(), now=NOW)
    assert "Alpha hall" in read_page(client.get("/enquiries/new/check/"))
    send(client)

    naming = Enquiry.opportunities.through.objects.order_by("pk")
    assert [row.opportunity for row in naming] == [second, first]


def test_opportunity_that_was_carried_is_removed_again(client):
    opportunity = publish_opportunity()
    client.get(NEW, {"opportunity": opportunity.slug})

    client.post(
        "/enquiries/new/remove/", {"what": "opportunity", "slug": opportunity.slug, "step": "about-you"}
    )
    write_pages(client)
    send(client)

    assert not Enquiry.objects.get().opportunities.exists()


def test_same_answers_about_another_opportunity_are_another_enquiry(client):
    one, other = publish_opportunity(title="One"), publish_opportunity(title="Other")
    write_pages(client)
    before = read_sealed(client)
    client.get(NEW, {"opportunity": one.slug})
    send(client)
    client.get(NEW, {"opportunity": other.slug})
    write_pages(client)
    client.post("/enquiries/new/send/", {"answers": before, "agreed": "on"})

    assert Enquiry.objects.count() == 2


@pytest.mark.parametrize(
    ("opportunities", "contacts", "line"),
    [
        (
            (NamedOpportunity("Hall", "sheffield"),),
            [2],
            "Named opportunity: “Hall” is in Sheffield.",
        ),
        (
            (NamedOpportunity("Hall", "sheffield"), NamedOpportunity("Works", "sheffield")),
            [2],
            "Named opportunity: “Hall” and “Works” are in Sheffield.",
        ),
        (
            (NamedOpportunity("Hall", "sheffield"), NamedOpportunity("Works", "leeds")),
            [2, 1],
            "Named opportunity: the investor names “Hall” and “Works”."
            " The first is in Sheffield. Asked to contribute: Leeds.",
        ),
    ],
)
def test_routing_follows_the_opportunities(opportunities, contacts, line):
    cover = make_cover(make_facts_contact(1), make_facts_contact(2, "sheffield"))

    decision = choose_contact(make_facts(opportunities=opportunities, clusters=("leeds",)), cover)

    assert decision.rule == "named-opportunity"
    assert line in decision.lines
    assert [decision.contact_id, *(each.contact_id for each in decision.contributors)] == contacts


def test_named_business_comes_before_an_opportunity():
    cover = make_cover(make_facts_contact(1), make_facts_contact(2, "sheffield"))
    facts = make_facts(
        business=NamedBusiness("Sample Ltd (test)", "leeds"),
        opportunities=(NamedOpportunity("Hall", "sheffield"),),
    )

    assert choose_contact(facts, cover).rule == "named-business"


def test_enquiry_about_an_opportunity_goes_to_its_cluster_and_says_why():
    make_contact("Amir Test")
    sheffield = make_contact("Sheila Test", cluster="sheffield")
    opportunity = publish_opportunity(
        title="Beta works", cluster="sheffield", outcode="", contact=sheffield.pk
    )
    enquiry = send_enquiry(opportunity_ids=(opportunity.pk,))

    route_enquiry(enquiry_id=enquiry.pk, now=NOW)

    referral = enquiry.referrals.get()
    assert referral.contact == sheffield
    assert "Named opportunity: “Beta works” is in Sheffield." in referral.decision.lines


def test_case_shows_its_opportunities_and_is_found_by_them(client, staff):
    make_cluster("leeds")
    opportunity = publish_opportunity(title="Zeppelin yard", is_example=True)
    enquiry = send_enquiry(opportunity_ids=(opportunity.pk,))
    send_enquiry()

    page = read_page(client.get(f"/desk/enquiries/{enquiry.reference}/"))

    assert "Zeppelin yard (an invented example, not a real opportunity)" in page
    assert find_cases("zeppelin").keys == [enquiry.pk]
