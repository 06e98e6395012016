"""Clusters side by side, as a person chooses, reads and prints them."""

import re

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import expect

from insights.services.snapshots import take_snapshot
from tests.browser.conftest import OpenPage
from tests.browser.faults import find_faults_in_windows

ALL = "/clusters/compare/?c=manchester&c=leeds&c=sheffield&c=liverpool&c=north-east"


@pytest.fixture
def _facts(live_server: object) -> None:
    """Load the reference facts and the first listings, and count them."""
    call_command("load_reference", verbosity=0)
    take_snapshot(now=timezone.now())


@pytest.mark.usefixtures("_facts")
def test_clusters_are_chosen_and_compared_without_scripts(open_page: OpenPage) -> None:
    page = open_page("/clusters/", scripts=False)

    page.get_by_role("link", name="Compare clusters side by side").click()
    page.get_by_label("Sheffield").check()
    page.get_by_label("Leeds").check()
    page.get_by_role("button", name="Compare").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Leeds, Sheffield side by side")
    assert page.url.endswith("/clusters/compare/?c=leeds&c=sheffield")


@pytest.mark.usefixtures("_facts")
def test_comparison_of_all_has_no_faults_and_prints_on_one_page(open_page: OpenPage) -> None:
    page = open_page(ALL)

    faults = find_faults_in_windows(page)
    printed = page.pdf(prefer_css_page_size=True)

    assert not faults, "\n".join(faults)
    assert len(re.findall(rb"/Type */Page\b(?!s)", printed)) == 1
