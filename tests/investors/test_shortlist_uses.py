"""What is done with a shortlist: shared by link, taken as PDF, turned into an enquiry."""

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from reportlab.platypus import Paragraph, Table

from directory.models import Business
from investors.shortlist_entries import Entry
from investors.shortlist_kinds import find_kept
from investors.shortlist_pack import lay_out, write_pack
from tests.accounts.people import read_page
from tests.directory.listings import NOW, BusinessFactory, ClusterFactory, SourceFactory, make_public_record
from tests.insights.cluster_data import make_fact, make_figure
from tests.investors.enquiry_posts import find_address, write_pages
from tests.investors.opportunities import publish_opportunity
from tests.investors.shortlists import keep, read_cookie
from tests.pdf_text import read_pdf

pytestmark = pytest.mark.django_db
ENQUIRE, PDF = "/shortlist/enquire/", "/shortlist/pdf/"


def read_link(client: Client) -> str:
    return urlsplit(client.get("/shortlist/").context["share_url"]).path


def fill(client: Client, note: str = "Ask for Ms Müller", **fields: Any) -> tuple[Business, str]:
    """Keep a business, with a note, and the cluster of Leeds."""
    business = BusinessFactory(**{"name": "Mill", "slug": "mill"} | fields)
    ref = f"business:{business.pk}"
    keep(client, ref, "cluster:leeds")
    client.post("/shortlist/note/", {"ref": ref, "note": note})
    return business, ref


def test_shared_link_has_the_things_and_no_note(client: Client) -> None:
    fill(client)

    address = read_link(client)
    page = read_page(Client().get(address))

    assert "Mill" in page
    assert "Leeds" in page
    assert "Müller" not in page
    assert len(address) < 200


def test_opening_a_shared_list_changes_nothing_until_it_is_added(client: Client) -> None:
    _mill, ref = fill(client)
    address, visitor = read_link(client), Client()
    keep(visitor, "cluster:leeds")

    visitor.get(address)
    before = read_cookie(visitor)
    response = visitor.post(address)

    assert before == [Entry("cluster:leeds")]
    assert response.url == "/shortlist/"
    assert read_cookie(visitor) == [Entry("cluster:leeds"), Entry(ref)]
    assert "All of it is in your shortlist already" in read_page(visitor.get(address))


def test_shared_list_is_added_only_with_the_token_of_its_form(client: Client) -> None:
    fill(client)

    assert Client(enforce_csrf_checks=True).post(read_link(client)).status_code == 403


def test_shared_list_that_was_altered_is_a_page_that_says_so(client: Client) -> None:
    fill(client)
    address = read_link(client)

    for wrong in (address[:-2] + "/", "/shortlist/shared/x/", "/shortlist/shared/.::/"):
        response = client.get(wrong)
        assert response.status_code == 404
        assert "This link shows no shortlist" in read_page(response)


def test_shared_list_tells_what_is_gone_and_adds_the_rest(client: Client) -> None:
    mill, _ref = fill(client)
    address, visitor = read_link(client), Client()
    Business.objects.filter(pk=mill.pk).update(status="removed")

    page = read_page(visitor.get(address))
    visitor.post(address)

    assert "1 thing that was on it is no longer on this site" in page
    assert read_cookie(visitor) == [Entry("cluster:leeds")]


def test_shared_list_that_does_not_fit_adds_nothing(client: Client) -> None:
    businesses = BusinessFactory.create_batch(50)
    fill(client)
    address, visitor = read_link(client), Client()
    keep(visitor, *[f"business:{each.pk}" for each in businesses])

    page = read_page(visitor.post(address, follow=True))

    assert "A shortlist holds 50 things" in page
    assert len(read_cookie(visitor)) == 50


def read_parts(entries: list[Entry], *, has_notes: bool) -> str:
    """Return the words of the PDF."""

    def read(part: Any) -> str:
        if isinstance(part, Paragraph):
            return part.getPlainText()
        if isinstance(part, Table):
            return " ".join(read(cell) for row in part._cellvalues for cell in row)
        return " ".join(read(each) for each in part) if isinstance(part, list) else ""

    return read(lay_out(find_kept(entries), has_notes=has_notes, now=NOW))


def test_pdf_has_public_facts_and_sources() -> None:
    record = make_public_record(name="Loom & <Sons>", town="Leeds", company_number="04870829")

    text = read_parts([Entry(f"business:{record.pk}")], has_notes=False)

    for part in ("Loom & <Sons>", "Leeds", "04870829", "Gender pay gap data", "2022 to 2023", "2 June 2026"):
        assert part in text
    assert "<a " not in text


def test_pdf_says_what_is_made_up() -> None:
    example = BusinessFactory(origin="example")

    text = read_parts([Entry(f"business:{example.pk}")], has_notes=False)

    assert "Some of what follows is example data" in text
    assert "No such business exists" in text


def test_pdf_has_notes_only_if_that_was_chosen() -> None:
    entries = [Entry(f"business:{BusinessFactory().pk}", "Herr Weiß 水車")]

    assert "Herr Weiß" not in read_parts(entries, has_notes=False)
    assert "Herr Weiß 水車" in read_parts(entries, has_notes=True)


def test_pdf_has_a_page_for_each_thing_in_any_script() -> None:
    names = ["Łódź Š & Co", "水車", "みずぐるま", "물레방아", "x" * 160]
    entries = [Entry(f"business:{BusinessFactory(name=name).pk}", "字" * 300) for name in names]

    pdf = write_pack(find_kept(entries), has_notes=True, now=NOW)

    assert pdf.startswith(b"%PDF")
    assert len(re.findall(rb"/Type /Page\b(?!s)", pdf)) == 1 + len(names)


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("rows", [1, 10])
def test_pdf_costs_the_same_for_any_rows(django_assert_num_queries, rows: int) -> None:
    refs = [f"business:{each.pk}" for each in BusinessFactory.create_batch(rows)]
    refs += [f"opportunity:{publish_opportunity(title=f'Hall {number}').pk}" for number in range(rows)]
    for number in range(rows):
        cluster = ClusterFactory(slug=f"cluster-{number}")
        source = SourceFactory(key=f"s{number}")
        make_figure(cluster, source=source)
        make_fact(cluster, "hub", "Hub", source=source)
        refs.append(f"cluster:{cluster.pk}")
    kept = find_kept([Entry(ref) for ref in refs])

    # No kind asks for each of its rows.
    with django_assert_num_queries(8):
        write_pack(kept, has_notes=False, now=NOW)


def test_pdf_is_sent_as_a_file_that_is_kept_nowhere(client: Client) -> None:
    fill(client)

    response = client.get(PDF)

    assert response["Content-Type"] == "application/pdf"
    assert "technorth-shortlist.pdf" in response["Content-Disposition"]
    assert "no-store" in response["Cache-Control"]


def test_pdf_is_in_the_language_of_its_address_and_says_who_translated(client: Client) -> None:
    fill(client)

    pdf = read_pdf(client.get(f"/de{PDF}").content)

    assert "Merkliste von TechNorth" in pdf
    assert "maschinell" in pdf


def test_pdf_tells_registered_activities_in_the_language_of_its_address(client: Client) -> None:
    business = BusinessFactory(summary="Registered activities include: Data processing (SIC 63110).")
    keep(client, f"business:{business.pk}")

    pdf = read_pdf(client.get(f"/de{PDF}").content)

    assert "Data processing (SIC 63110)." in pdf
    assert "Registered activities" not in pdf


def test_pdf_of_nothing_leads_back(client: Client) -> None:
    assert client.get(PDF).url == "/shortlist/"


def test_enquiry_carries_what_was_chosen_and_nothing_else(client: Client) -> None:
    _mill, ref = fill(client)
    keep(client, f"business:{BusinessFactory(name='Left out').pk}")
    client.get("/shortlist/")  # shows the messages

    response = client.post(ENQUIRE, {"things": [ref]}, follow=True)
    page = read_page(response)

    assert response.redirect_chain == [(find_address("about-you"), 302)]
    assert re.findall(r"Your enquiry is about.*?<strong>(.*?)</strong>", page) == ["Mill"]
    assert "Müller" not in str(dict(client.session))


@pytest.mark.usefixtures("clock")
def test_enquiry_carries_an_opportunity(client: Client) -> None:
    opportunity = publish_opportunity(title="Innovation Arc")
    keep(client, f"opportunity:{opportunity.pk}")

    page = read_page(client.post(ENQUIRE, {"things": [f"opportunity:{opportunity.pk}"]}, follow=True))

    assert re.findall(r"Your enquiry is about.*?<strong>(.*?)</strong>", page) == ["Innovation Arc"]


@pytest.mark.usefixtures("clock")
def test_pdf_has_the_facts_of_an_opportunity_with_their_sources() -> None:
    opportunity = publish_opportunity(title="Innovation Arc", is_example=True)

    text = read_parts([Entry(f"opportunity:{opportunity.pk}")], has_notes=False)

    for part in ("Innovation Arc", "There is no such offer", "The hall has 4,000 m².", "Sample survey, 2026"):
        assert part in text


def test_enquiry_has_the_notes_if_the_investor_says_so(client: Client) -> None:
    _mill, ref = fill(client)

    client.post(ENQUIRE, {"things": [ref, "cluster:leeds"], "with_notes": "on"})
    client.post(ENQUIRE, {"things": [ref], "with_notes": "on"})
    write_pages(client, upto="where")
    typed = client.get(find_address("more")).context["form"].initial["anything_else"]

    assert typed == "My notes:\nMill: Ask for Ms Müller"


def test_enquiry_takes_no_more_businesses_than_it_has_room_for(client: Client) -> None:
    refs = [f"business:{each.pk}" for each in BusinessFactory.create_batch(11)]
    keep(client, *refs)

    page = read_page(client.post(ENQUIRE, {"things": refs}))
    client.post(ENQUIRE, {"things": refs[:10]})
    again = read_page(client.post(ENQUIRE, {"things": refs[10:]}))

    assert "An enquiry can be about 10 businesses. Choose fewer." in page
    assert "Yours is about 10 already." in again


@pytest.mark.parametrize("things", [[], ["business:999999"], ["x"]])
def test_enquiry_about_nothing_is_refused(client: Client, things: list[str]) -> None:
    fill(client)

    response = client.post(ENQUIRE, {"things": things})

    assert response.status_code == 200
    assert response.context["form"].errors["things"]


def test_enquiry_without_a_shortlist_leads_back(client: Client) -> None:
    ClusterFactory()

    assert client.get(ENQUIRE).url == "/shortlist/"


def test_enquiry_offers_no_notes_where_there_are_none(client: Client) -> None:
    fill(client, note="")

    assert "with_notes" not in client.get(ENQUIRE).context["form"].fields
