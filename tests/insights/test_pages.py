"""The pages about the site."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone

from directory.models import Business
from tests.insights.facts import make_cluster, make_source

PAGES = ["/privacy/", "/cookies/", "/accessibility/"]


@pytest.mark.parametrize("address", PAGES)
def test_page_has_one_h1_and_sets_no_cookie(client: Client, address: str) -> None:
    response = client.get(address)

    assert response.status_code == 200
    assert response.content.decode().count("<h1") == 1
    assert not response.cookies


@pytest.mark.parametrize("address", [*PAGES, "/robots.txt", "/.well-known/security.txt", "/gallery/"])
def test_page_refuses_to_be_posted_to(client: Client, address: str) -> None:
    assert client.post(address).status_code == 405


@pytest.mark.parametrize("address", [*PAGES, "/no-such-page/"])
def test_page_allows_no_inline_script_or_style_and_no_other_host(client: Client, address: str) -> None:
    policy = client.get(address).headers["Content-Security-Policy"]

    assert "unsafe" not in policy
    assert "http" not in policy
    assert "default-src 'none'" in policy


@pytest.mark.django_db
def test_cookies_page_names_the_cookies_that_forms_set(client: Client) -> None:
    page = client.get("/cookies/").content.decode()

    set_by_sign_in = client.get("/accounts/login/").cookies
    set_by_an_enquiry = client.get("/enquiries/new/").cookies
    assert set(set_by_sign_in) == {"csrftoken"}
    assert set(set_by_an_enquiry) == {"csrftoken", "sessionid"}
    assert "<code>csrftoken</code>" in page
    assert "<code>sessionid</code>" in page


def test_robots_keep_crawlers_out_of_personal_pages(client: Client) -> None:
    lines = client.get("/robots.txt").content.decode().splitlines()

    closed = {line.removeprefix("Disallow: ") for line in lines if line.startswith("Disallow: ")}
    own = {"/account/", "/accounts/", "/desk/", "/shortlist/", "/*/shortlist/"}
    assert closed == own | {
        "/confirmations/",
        "/enquiries/",
        "/*/enquiries/",
        "/invitations/",
        "/referrals/",
        "/unsubscribe/",
    }
    opened = [line.removeprefix("Allow: ") for line in lines if line.startswith("Allow: ")]
    assert opened == ["/enquiries/new/$", "/*/enquiries/new/$"]  # where an enquiry begins is for everybody
    assert lines[-1] == f"Sitemap: {settings.SITE_URL}/sitemap.xml"


@time_machine.travel(datetime(2026, 11, 23, 9, 0, tzinfo=UTC), tick=False)
def test_security_txt_names_a_contact_and_expires_within_a_year(client: Client, settings) -> None:
    settings.TRIAGE_EMAIL = "triage@example.org"

    response = client.get("/.well-known/security.txt")

    fields = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    assert response.headers["Content-Type"] == "text/plain"
    assert fields["Contact"] == "mailto:triage@example.org"
    assert datetime.fromisoformat(fields["Expires"]) == datetime(2027, 5, 22, 9, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_sitemap_lists_clusters_and_real_listings_only(client: Client) -> None:
    cluster = make_cluster(1, slug="leeds")
    listed = {"cluster": cluster, "listed_at": timezone.now(), "status": Business.Status.PUBLISHED}
    Business.objects.create(
        slug="real", name="Real", origin=Business.Origin.PUBLIC_RECORD, source=make_source(), **listed
    )
    Business.objects.create(slug="made-up", name="Made up", origin=Business.Origin.EXAMPLE, **listed)
    Business.objects.create(
        slug="draft",
        name="Draft",
        origin=Business.Origin.REGISTERED,
        cluster=cluster,
        listed_at=timezone.now(),
    )

    index = client.get("/sitemap.xml").content.decode()
    clusters = client.get("/sitemap-clusters.xml").content.decode()
    businesses = client.get("/sitemap-businesses-0.xml").content.decode()

    assert "/sitemap-pages.xml" in index
    assert "<loc>http://testserver/clusters/leeds/</loc>" in clusters
    assert businesses.count("<loc>") == 1
    assert f"<loc>{settings.SITE_URL}/businesses/real/</loc>" in businesses


def test_sitemap_lists_the_pages(client: Client) -> None:
    pages = client.get("/sitemap-english.xml").content.decode()

    assert "<loc>http://testserver/privacy/</loc>" in pages


def test_gallery_is_for_developers(client: Client, settings) -> None:
    settings.DEBUG = False
    hidden = client.get("/gallery/")
    settings.DEBUG = True
    shown = client.get("/gallery/")

    assert (hidden.status_code, shown.status_code) == (404, 200)


def test_page_not_found_offers_a_way_on(client: Client) -> None:
    response = client.get("/no-such-page/")

    assert response.status_code == 404
    assert 'href="/businesses/"' in response.content.decode()


def test_server_error_page_needs_neither_request_nor_database() -> None:
    page = render_to_string("500.html")

    assert "Something went wrong on our side" in page


def test_form_without_its_token_is_told_that_nothing_was_sent() -> None:
    client = Client(enforce_csrf_checks=True)

    response = client.post("/accounts/login/")

    assert response.status_code == 403
    assert "Nothing was sent." in response.content.decode()


def test_lock_file_names_no_download_address() -> None:
    lock = json.loads((Path(settings.BASE_DIR) / "package-lock.json").read_text())

    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []
    assert all("integrity" in package for name, package in lock["packages"].items() if name)
