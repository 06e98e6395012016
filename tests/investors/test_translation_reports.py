"""Readers say what is wrong with a translation; moderators settle it."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError
from django.test import Client

from accounts.roles import Role
from directory.form_signs import MOST_IN_AN_HOUR
from investors.models import TranslationReport
from investors.services.translation_reports import forget_addresses, report_translation
from tests.accounts.people import sign_in_to_desk

pytestmark = pytest.mark.django_db
Offer = Callable[..., None]
NOW = datetime.datetime(2026, 6, 1, 9, tzinfo=datetime.UTC)
LIST_QUERIES = 6
TYPED = {
    "language": "de",
    "page": "/de/clusters/",
    "text": "Cluster heißt hier Verbund.",
    "email": "",
    "leave_empty": "",
}


def post(client: Client, **changes: str) -> Any:
    """Open the page, wait as a person does, and post it."""
    with time_machine.travel(NOW, tick=False) as clock:
        opened = client.get("/de/translation/").context["opened"]
        clock.shift(10)
        return client.post("/de/translation/", TYPED | {"opened": opened} | changes)


def write_report(**changes: Any) -> TranslationReport:
    fields = {"language": "de", "page": "/de/", "text": "Wrong", "email": "", "signs": [], "now": NOW}
    return report_translation(**(fields | changes))


def test_page_is_not_there_while_nothing_is_translated(client: Client, offer: Offer) -> None:
    offer()

    assert client.get("/translation/").status_code == 404


def test_page_names_the_page_that_it_was_reached_from(client: Client, offer: Offer) -> None:
    offer("de")

    form = client.get("/de/translation/?page=/de/clusters/").context["form"]

    assert (form["page"].value(), form["language"].value()) == ("/de/clusters/", "de")


def test_report_is_kept_for_the_desk(client: Client, offer: Offer) -> None:
    offer("de")

    response = post(client, email="reader@example.org")

    report = TranslationReport.objects.get()
    assert response.status_code == 302
    assert (report.language, report.page, report.text) == ("de", "/de/clusters/", TYPED["text"])
    assert (report.email, report.signs) == ("reader@example.org", [])


def test_report_keeps_no_query_of_the_page(client: Client, offer: Offer) -> None:
    offer("de")

    post(client, page="/de/businesses/?q=somebody")

    assert TranslationReport.objects.get().page == "/de/businesses/"


def test_report_without_words_is_asked_for_them_and_keeps_what_was_typed(
    client: Client, offer: Offer
) -> None:
    offer("de")

    response = post(client, text="", email="reader@example.org")

    assert "Sagen Sie, was falsch ist" in response.content.decode()
    assert response.context["form"]["email"].value() == "reader@example.org"
    assert not TranslationReport.objects.exists()


def test_report_in_a_language_that_is_not_offered_is_refused(client: Client, offer: Offer) -> None:
    offer("de")

    post(client, language="ja")

    assert not TranslationReport.objects.exists()


def test_report_of_a_program_is_marked_and_kept(client: Client, offer: Offer) -> None:
    offer("de")

    post(client, leave_empty="x", opened="")

    assert TranslationReport.objects.get().signs == ["hidden field", "no time"]


def test_too_many_reports_from_one_address_are_refused(client: Client, offer: Offer) -> None:
    offer("de")
    for _each in range(MOST_IN_AN_HOUR):
        post(client)

    assert post(client).status_code == 429
    assert TranslationReport.objects.count() == MOST_IN_AN_HOUR


def test_desk_lists_open_reports_with_one_number_of_queries(
    client: Client, django_assert_num_queries: Any
) -> None:
    sign_in_to_desk(client, Role.MODERATOR)
    write_report(text="First words")
    client.get("/desk/moderation/translations/")
    with django_assert_num_queries(LIST_QUERIES):
        assert "First words" in client.get("/desk/moderation/translations/").content.decode()

    for number in range(30):
        write_report(text=f"More {number}")
    with django_assert_num_queries(LIST_QUERIES):
        client.get("/desk/moderation/translations/")


def test_settled_report_loses_its_address_and_leaves_the_list(client: Client) -> None:
    sign_in_to_desk(client, Role.MODERATOR)
    report = write_report(email="reader@example.org", text="Wrong word")

    for _each in range(2):
        client.post(f"/desk/moderation/translations/{report.pk}/settle/")

    report.refresh_from_db()
    assert (report.email, report.settled_by is not None) == ("", True)
    assert "Wrong word" not in client.get("/desk/moderation/translations/").content.decode()
    assert "Wrong word" in client.get("/desk/moderation/translations/?all=1").content.decode()


def test_settled_report_cannot_keep_an_address() -> None:
    report = write_report(email="reader@example.org")

    with pytest.raises(IntegrityError, match="translation_report_settled_has_no_address"):
        TranslationReport.objects.filter(pk=report.pk).update(settled_at=NOW)


def test_addresses_are_forgotten_after_ninety_days_though_nobody_settled() -> None:
    report = write_report(email="reader@example.org")

    assert forget_addresses(now=NOW + datetime.timedelta(days=89)) == 0
    assert forget_addresses(now=NOW + datetime.timedelta(days=90)) == 1
    report.refresh_from_db()
    assert report.email == ""
