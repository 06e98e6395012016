"""The pages of the journey in every language, where they are narrowest: long words show there."""

import pytest

from directory.models import Business
from technorth.languages import OFFERED
from tests.browser.conftest import OpenPage
from tests.browser.faults import find_faults
from tests.browser.language_faults import find_other_words
from tests.browser.shop_window import fill_shop_window

PAGES = [
    "",
    "clusters/",
    "clusters/leeds/",
    "clusters/north-east/",
    "clusters/compare/",
    "clusters/compare/?c=leeds&c=north-east",
    "clusters/critical-mass/",
    "clusters/leeds/critical-mass/",
    "progress/",
    "opportunities/",
    "opportunities/map/",
    "businesses/",
    "businesses/?q=software&cluster=leeds",
    "businesses/?q=nothingwouldmatchthis",
    "businesses/map/",
    "shortlist/",
    "enquiries/new/",
    "enquiries/link/",
]


@pytest.fixture
def addresses(live_server: object) -> list[str]:
    """Fill the site, and return what to open."""
    opportunity = fill_shop_window()
    business = Business.objects.filter(cluster="leeds", outcode__isnull=False).earliest("pk")
    return [*PAGES, f"opportunities/{opportunity.slug}/", f"businesses/{business.slug}/"]


def test_pages_have_no_faults_in_any_language(addresses: list[str], open_page: OpenPage) -> None:
    page, faults = open_page("/", width=320), []

    for code in OFFERED:
        for address in addresses:
            page.goto(f"/{code}/{address}")
            found = [*find_faults(page), *find_other_words(page, code)]
            faults += [f"/{code}/{address} {fault}" for fault in found]

    assert not faults, "\n".join(faults)
