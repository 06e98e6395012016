"""What is wrong with a page: accessibility, other hosts, the console, sideways scrolling."""

from pathlib import Path

from django.conf import settings
from playwright.sync_api import ConsoleMessage, Page, Route

RUN_AXE = """async () => {
    const runOnly = {type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]};
    const {violations} = await axe.run({runOnly, resultTypes: ["violations"]});
    return violations.flatMap(rule => rule.nodes.map(
        node => `${rule.id}: ${node.html.slice(0, 150)} ${node.any.map(check => check.message)}`));
}"""
# WCAG 2.2 AA, wide by night and narrow by day: the colours of both, and the places of both.
WINDOWS = [(1280, "dark"), (320, "light")]


class PageWatch:
    """Remembers what a page asked of other hosts and what its console complained of."""

    def __init__(self, page: Page, own_address: str) -> None:
        self.own_address = own_address
        self.elsewhere: list[str] = []
        self.complaints: list[str] = []
        page.route("**/*", self._pass_own)
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _pass_own(self, route: Route) -> None:
        if route.request.url.startswith((self.own_address, "data:")):
            route.continue_()
        else:
            self.elsewhere.append(route.request.url)
            route.abort()

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)


def find_axe_faults(page: Page) -> list[str]:
    """Return one line for each thing that axe-core finds against WCAG 2.2 AA, once the page is there."""
    page.wait_for_load_state()
    if not page.evaluate("'axe' in window"):
        axe = Path(settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js"
        page.evaluate(axe.read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(RUN_AXE)
    return found


def find_faults(page: Page) -> list[str]:
    """Return all that is wrong with an open page; an empty list is what tests want."""
    faults = [f"axe {fault}" for fault in find_axe_faults(page)]
    faults += [f"asks another host: {url}" for url in page.watch.elsewhere]
    faults += [f"console: {text}" for text in page.watch.complaints]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        faults.append("scrolls sideways")
    return faults


def find_faults_in_windows(page: Page) -> list[str]:
    """Return the faults of an open page wide and narrow, by day and by night."""
    faults = []
    for width, scheme in WINDOWS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        if page.locator(
            ".leaflet-container"
        ).count():  # asks for its groups anew in another window, soon after
            page.wait_for_timeout(1000)
        faults += [f"at {width} {scheme}: {fault}" for fault in find_faults(page)]
    return faults
