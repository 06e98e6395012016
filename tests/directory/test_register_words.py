"""Summaries that we wrote from the register, in the reader's language."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import translation

from directory.register_words import mark_summary, tell_summary, write_summary
from tests.directory.listings import BusinessFactory

SOFTWARE = write_summary("Software <development>", "62012")


def test_summary_from_the_register_is_told_in_the_language_of_the_page() -> None:
    with translation.override("de"):
        told, marked = tell_summary(SOFTWARE), mark_summary(SOFTWARE)

    assert told == "Eingetragene Tätigkeiten: Software <development> (SIC 62012)."
    assert marked == (
        'Eingetragene Tätigkeiten: <span lang="en">Software &lt;development&gt; (SIC 62012).</span>'
    )


def test_summary_from_the_register_is_stored_and_told_in_english_alike() -> None:
    with translation.override("en-gb"):
        assert tell_summary(SOFTWARE) == SOFTWARE


def test_words_of_a_business_are_english_whatever_the_language() -> None:
    with translation.override("de"):
        assert tell_summary("We make robots.") == "We make robots."
        assert mark_summary("We make <robots>.") == '<span lang="en">We make &lt;robots&gt;.</span>'


@pytest.mark.django_db
@pytest.mark.parametrize("is_list", [True, False])
def test_pages_in_german_tell_registered_activities_in_german(client: Client, is_list: bool) -> None:
    business = BusinessFactory(summary=SOFTWARE)
    address = "/de/businesses/" if is_list else f"/de/businesses/{business.slug}/"

    page = BeautifulSoup(client.get(address).content, "html.parser")

    told = page.select_one(".tn-card__summary" if is_list else ".govuk-body-l")
    assert told.get_text() == "Eingetragene Tätigkeiten: Software <development> (SIC 62012)."
    assert told.span["lang"] == "en"
    assert "lang" not in told.attrs
