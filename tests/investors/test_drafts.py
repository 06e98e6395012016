"""Save and come back later: a link for 14 days, one reminder, and nothing kept after it is sent."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from investors.answers import SESSION_KEY, load_answers
from investors.models import Enquiry, EnquiryDraft
from investors.services.drafts import MOST_A_DAY
from outbox.models import Message
from tests.directory.listings import make_public_record
from tests.investors.desk_rows import read_page
from tests.investors.enquiry_posts import ABOUT_YOU, PLAN, find_address, send, write_pages
from tests.investors.saved_drafts import EMAIL, count, find_link, make_draft, save
from tests.investors.sent_enquiries import NOW, make_cluster

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DAY = datetime.timedelta(days=1)


def test_saved_answers_are_restored_in_another_browser_by_a_button(client):
    make_public_record(slug="sample-works", name="Sample Works")
    client.get("/enquiries/new/", {"business": "sample-works"})
    write_pages(client, upto="plan")
    address = find_link(save(client))
    other = Client()

    looked = read_page(other.get(address))
    untouched = SESSION_KEY in other.session
    response = other.post(address)

    assert "have written on 2 of its 5 pages. We keep it until 16 June 2026." in looked
    assert not untouched
    assert response.url == find_address("where")
    assert other.get(find_address("plan")).context["form"]["plan"].value() == PLAN["plan"]
    assert "Sample Works" in other.get(find_address("where")).content.decode()


def test_page_is_saved_as_it_is_and_asked_again_where_it_was_wrong(client):
    write_pages(client, upto="about-you")
    half = {"plan": "", "fdi_type": "nonsense", "jobs": "1-10", "save": "save"}

    response = client.post(find_address("plan"), half)
    address = find_link(save(client))
    other = Client()

    assert response.url == "/enquiries/new/save/"
    assert other.post(address).url == find_address("plan")
    assert other.get(find_address("plan")).context["form"]["jobs"].value() == "1-10"


def test_finished_draft_leads_to_the_check_page(client):
    write_pages(client)

    assert Client().post(find_link(save(client))).url == "/enquiries/new/check/"


def test_address_of_the_first_page_is_offered(client):
    client.post(find_address("about-you"), ABOUT_YOU | {"save": "save"})

    page = client.get("/enquiries/new/save/").content.decode()

    assert f'value="{EMAIL}"' in page


def test_nothing_written_is_nothing_to_save(client):
    assert client.get("/enquiries/new/save/").url == "/enquiries/new/"
    assert client.post("/enquiries/new/save/", {"email": EMAIL}).url == "/enquiries/new/"
    assert not EnquiryDraft.objects.exists()


@pytest.mark.parametrize("email", ["", "hanako@", "a\x00@b.example"])
def test_what_is_no_address_is_said_beside_the_field(client, email):
    write_pages(client, upto="about-you")

    response = client.post("/enquiries/new/save/", {"email": email})

    assert response.context["form"].errors["email"]
    assert not EnquiryDraft.objects.exists()


def test_mail_repeats_nothing_that_was_typed(client):
    write_pages(client)
    save(client, "a@stranger.example")

    mail = Message.objects.get(kind="draft-saved")

    assert mail.to_name == ""
    assert not [word for word in ("佐藤", "Robotics", "software") if word in mail.subject + mail.body]


def test_saving_again_is_the_same_draft_with_14_more_days(client, clock):
    write_pages(client, upto="about-you")
    first = save(client)
    clock.shift(10 * DAY)
    write_pages(client, upto="plan")

    second = save(client)

    assert second.pk == first.pk
    assert set(second.answers["pages"]) == {"about-you", "plan"}
    assert second.expires_at == NOW + 24 * DAY
    assert count("draft-saved") == 2


def test_mailbox_is_not_flooded(client):
    write_pages(client, upto="about-you")
    for _number in range(MOST_A_DAY):
        save(client)

    response = client.post("/enquiries/new/save/", {"email": EMAIL.upper()})

    assert "This address got many links today" in response.content.decode()
    assert count("draft-saved") == MOST_A_DAY


def test_saving_takes_a_rest_after_many_tries(client):
    write_pages(client, upto="about-you")
    answers = [
        client.post("/enquiries/new/save/", {"email": f"{number}@robotics.example"}).status_code
        for number in range(11)
    ]

    assert answers == [302] * 10 + [429]


def test_one_writing_has_one_draft_an_address():
    draft = make_draft()
    draft.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        draft.save()


def test_restoring_warns_where_another_enquiry_was_begun(client):
    write_pages(client, upto="about-you")
    address = find_link(save(client))
    other = Client()
    write_pages(other, upto="about-you")

    assert "You have begun another enquiry in this browser." in read_page(other.get(address))
    assert "You have begun another enquiry" not in read_page(client.get(address))


def test_sent_enquiry_deletes_its_drafts_and_closes_their_links(client):
    make_cluster("leeds")
    write_pages(client)
    addresses = [find_link(save(client)), find_link(save(client, "other@robotics.example"))]

    send(client)

    assert Enquiry.objects.count() == 1
    assert not EnquiryDraft.objects.exists()
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 410
        assert "You have sent this enquiry" in read_page(response)


def test_enquiry_sent_from_the_restored_browser_deletes_the_draft(client):
    write_pages(client)
    address = find_link(save(client))
    other = Client()
    other.post(address)

    send(other)

    assert not EnquiryDraft.objects.exists()


@pytest.mark.parametrize("token", ["0000", "x" * 300])
def test_unknown_link_opens_nothing(client, token):
    for response in (client.get(f"/enquiries/draft/{token}/"), client.post(f"/enquiries/draft/{token}/")):
        assert response.status_code == 404
    assert SESSION_KEY not in client.session


def test_restored_answers_keep_the_time_of_the_first_look(client, clock):
    write_pages(client, upto="about-you")
    address = find_link(save(client))
    other = Client()
    clock.shift(DAY)

    other.post(address)

    assert load_answers(other.session, now=NOW + DAY).started_at == NOW.isoformat()


def test_draft_of_an_earlier_version_of_the_site_opens(client):
    draft = make_draft()
    EnquiryDraft.objects.filter(pk=draft.pk).update(answers=draft.answers | {"business": "sample-works"})

    assert client.post(find_link(draft)).url == "/enquiries/new/"
