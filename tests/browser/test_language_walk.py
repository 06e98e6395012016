"""The investor's journey in German and in Chinese: home, comparison, opportunity, shortlist, enquiry."""

from collections.abc import Callable

import pytest
from django.utils import translation
from playwright.sync_api import Page

from directory.models import Cluster
from investors.models import Enquiry
from outbox.models import Message
from tests.browser.conftest import OpenPage
from tests.browser.faults import find_faults_in_windows
from tests.browser.language_faults import ENGLISH, find_other_words
from tests.browser.shop_window import fill_shop_window


@pytest.fixture
def _facts(live_server, settings):
    settings.ENQUIRY_MIN_SECONDS = 0
    fill_shop_window()


def speak(code: str) -> Callable[[str], str]:
    """Return what translates a text of the site into the language ``code``."""

    def say(text: str) -> str:
        with translation.override(code):
            return translation.gettext(text)

    return say


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()


def fill_in_enquiry(page: Page, say: Callable[[str], str], examine: Callable[[Page], None]) -> None:
    """Go through the pages of the form from its first, and send it."""
    press(page, say("Continue"))
    examine(page)
    page.locator("[name$=name]").first.fill("Jörg Müller")
    page.get_by_label(say("Organisation"), exact=True).fill("Robotik GmbH")
    page.get_by_label(say("Country your organisation is based in")).select_option("DE")
    page.get_by_label(say("E-mail address")).fill("joerg@robotik.example")
    press(page, say("Continue"))
    examine(page)
    page.get_by_label(say("What would you like to do in the North of England?")).fill("Roboter.")
    page.get_by_label(say("A new site or activity")).check()
    press(page, say("Continue"))
    examine(page)
    press(page, say("Continue"))
    examine(page)
    press(page, say("Continue"))
    examine(page)
    page.locator("input[type=checkbox]").last.check()
    press(page, say("Send the enquiry"))
    examine(page)


@pytest.mark.usefixtures("_facts")
@pytest.mark.parametrize("code", ["de", "zh-hans"])
def test_journey_is_walked_in_another_language(open_page: OpenPage, code: str) -> None:
    say, faults = speak(code), []

    def examine(page: Page) -> None:
        page.locator("main").wait_for()
        found = [*find_faults_in_windows(page), *find_other_words(page, code)]
        faults.extend(f"{page.url} {fault}" for fault in found)

    page = open_page(f"/{code}/")
    examine(page)
    page.get_by_role("navigation").get_by_role("link", name=say("Clusters"), exact=True).first.click()
    examine(page)
    page.locator(f'a[href^="/{code}/clusters/compare/"]').first.click()
    for slug in ("leeds", "sheffield"):
        page.locator(f"input[name=c][value={slug}]").check()
    page.locator("form:has(input[name=c]) button[type=submit]").click()
    page.wait_for_load_state()
    examine(page)
    page.goto(f"/{code}/opportunities/")
    examine(page)
    page.locator("main h3 a, main h2 a").first.click()
    examine(page)
    page.get_by_role("button", name=say("Keep in shortlist")).first.click()
    page.locator(".tn-count").wait_for()
    page.goto(f"/{code}/shortlist/")
    examine(page)
    page.locator(
        f'main [action^="/{code}/shortlist/enquire"] button, main a[href^="/{code}/shortlist/enquire"]'
    ).first.click()
    page.wait_for_load_state()
    examine(page)
    press(page, say("Continue to the enquiry"))
    examine(page)
    fill_in_enquiry(page, say, examine)

    enquiry = Enquiry.objects.get()
    mail = Message.objects.filter(about=enquiry.reference).earliest("pk")
    assert not faults, "\n".join(faults)
    assert (enquiry.page_language, enquiry.opportunities.count()) == (code, 1)
    assert mail.link.path.startswith(f"/{code}/enquiries/{enquiry.reference}/")
    assert not ENGLISH.search(mail.subject)


@pytest.mark.usefixtures("_facts")
def test_switch_keeps_the_page_and_what_was_asked(open_page: OpenPage) -> None:
    page = open_page("/businesses/?q=robots&cluster=leeds")

    page.get_by_role("link", name="Deutsch").first.click()
    page.wait_for_load_state()

    assert page.url.partition("/de/")[2] == "businesses/?q=robots&cluster=leeds"
    assert Cluster.objects.get(pk="leeds").name in page.locator("main").inner_text()
