"""PostgreSQL is really gone in these tests: the connection goes to a port where nothing listens."""

from html.parser import HTMLParser

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import OperationalError
from django.test import Client, RequestFactory

from investors.models import Enquiry
from technorth.outage import mark_outage
from tests.investors.enquiry_posts import ABOUT_YOU, read_sealed, write_pages
from tests.investors.sent_enquiries import read_enquiry_token, send_enquiry

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _show_errors_as_pages(client):
    client.raise_request_exception = False


def read_again_form(response):
    """Return the fields of the form that sends again what was typed."""
    fields = {}

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attributes):
            values = dict(attributes)
            if tag == "input" and values.get("type") == "hidden":
                fields[values["name"]] = values["value"]

    Reader().feed(response.content.decode())
    return fields


def test_enquiry_that_was_not_received_is_said_so_and_can_be_sent_again(client, cut_database):
    cut, mend = cut_database
    write_pages(client)
    fields = {"answers": read_sealed(client), "agreed": "on"}
    cut()

    response = client.post("/enquiries/new/send/", fields)

    text = response.content.decode()
    assert response.status_code == 503
    assert "We did not receive your enquiry" in text
    assert "佐藤 花子" in text
    assert "A software centre.<br>Forty people." in text
    assert "A new site or activity" in text
    assert "Japan" in text
    assert "Not given" not in text
    assert "sending it again does not make a second one" in text
    mend()
    assert not Enquiry.objects.exists()
    again = read_again_form(response)
    assert client.post("/enquiries/new/send/", again).url.startswith("/enquiries/sent/")
    assert Enquiry.objects.get().name == "佐藤 花子"


def test_form_of_the_outage_page_passes_the_csrf_check(cut_database):
    cut, mend = cut_database
    client = Client(enforce_csrf_checks=True)
    page = client.get("/enquiries/new/")
    token = page.context["csrf_token"]
    cut()
    response = client.post("/enquiries/new/", ABOUT_YOU | {"csrfmiddlewaretoken": str(token)})
    mend()

    again = client.post("/enquiries/new/", read_again_form(response))

    assert response.status_code == 503
    assert again.url == "/enquiries/new/plan/"


def test_page_of_an_enquiry_that_was_not_received_keeps_what_was_typed(client, cut_database):
    cut, _mend = cut_database
    client.get("/enquiries/new/")
    cut()

    response = client.post("/enquiries/new/", ABOUT_YOU | {"name": "<b>Ann</b>", "leave_empty": "x"})

    text = response.content.decode()
    assert response.status_code == 503
    assert "We did not receive this page of your enquiry" in text
    assert "&lt;b&gt;Ann&lt;/b&gt;" in text
    assert "Leave this field empty" not in text
    assert read_again_form(response).keys() - {"csrfmiddlewaretoken"} == ABOUT_YOU.keys()


def test_message_of_an_investor_is_kept(client, cut_database):
    cut, _mend = cut_database
    enquiry = send_enquiry()
    address = f"/enquiries/{enquiry.reference}/{read_enquiry_token(enquiry)}/write/"
    cut()

    response = client.post(address, {"text": "We can visit in July."})

    assert response.status_code == 503
    assert "We did not receive your message" in response.content.decode()
    assert read_again_form(response)["text"] == "We can visit in July."


def test_answer_of_a_contact_is_kept(client, cut_database):
    cut, _mend = cut_database
    cut()

    response = client.post(f"/referrals/{'0' * 40}/pass-on/", {"reason": "area", "words": "Ask York."})

    assert "Your answer did not reach us" in response.content.decode()
    assert read_again_form(response)["words"] == "Ask York."


def test_password_is_never_given_back(client, cut_database):
    cut, _mend = cut_database
    cut()

    response = client.post("/accounts/login/", {"login": "a@b.example", "password": "secret-words"})

    assert response.status_code == 503
    assert "What you sent was not saved" in response.content.decode()
    assert "secret-words" not in response.content.decode()
    assert "a@b.example" not in response.content.decode()


def test_page_that_only_reads_offers_to_try_again(client, cut_database):
    cut, _mend = cut_database
    cut()

    response = client.get("/businesses/?q=robots&page=2")

    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert "no-store" in response["Cache-Control"]
    assert 'href="/businesses/?q=robots&amp;page=2"' in response.content.decode()


def test_session_that_cannot_be_saved_is_an_outage_too(client, cut_database, monkeypatch):
    """The view answers; the database goes before the session middleware saves."""
    cut, _mend = cut_database
    save = SessionStore.save

    def cut_then_save(self, *args, **kwargs):
        cut()
        return save(self, *args, **kwargs)

    monkeypatch.setattr(SessionStore, "save", cut_then_save)

    response = client.post("/enquiries/new/", ABOUT_YOU)

    assert response.status_code == 503
    assert read_again_form(response)["name"] == "佐藤 花子"


def test_pages_answer_again_when_the_database_is_back(client, cut_database):
    cut, mend = cut_database
    cut()
    assert client.get("/enquiries/new/").status_code == 503
    mend()

    assert client.get("/enquiries/new/").status_code == 200


def test_other_errors_stay_what_they_are():
    request = RequestFactory().get("/")
    try:
        raise ValueError("not the database")
    except ValueError:
        mark_outage(request=request)
    assert not hasattr(request, "database_is_away")

    try:
        raise OperationalError("gone")
    except OperationalError:
        mark_outage(request=request)
    assert request.database_is_away is True
