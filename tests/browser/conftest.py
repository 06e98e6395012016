"""A real Chromium against the live server, and what it finds wrong with a page."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page
from pytest_django.live_server_helper import LiveServer

from tests.browser.faults import PageWatch

OpenPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the browser on one worker: a second one would start a second browser."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture
def open_page(browser: Browser, live_server: LiveServer) -> Iterator[OpenPage]:
    """Return a function that opens an address of the site in a window of its own.

    ``open_page("/", width=320, scheme="dark", scripts=False, cookies={"sessionid": …})``. Whatever the
    page asks of another host is stopped; ``page.watch`` remembers that, and the console's errors.
    """
    contexts = []

    def open_address(
        address: str,
        *,
        width: int = 1280,
        scheme: str = "light",
        scripts: bool = True,
        cookies: dict[str, str] | None = None,
    ) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        contexts.append(context)
        for name, value in (cookies or {}).items():
            context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
        page = context.new_page()
        page.watch = PageWatch(page, live_server.url)
        page.goto(address)
        return page

    yield open_address
    for context in contexts:
        try:
            context.close()
        except Error:  # the test closed it
            continue
