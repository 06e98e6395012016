"""That the checks of a page would find what they look for."""

from tests.browser.conftest import OpenPage
from tests.browser.faults import find_faults, find_faults_in_windows

SPOIL = """() => {
    const main = document.querySelector("main");
    const text = document.createElement("p");
    text.textContent = "Hardly to be read";
    text.style.color = "rgb(240, 240, 235)";
    const image = document.createElement("img");
    image.src = "https://elsewhere.example/picture.png";
    const wide = document.createElement("div");
    wide.style.width = "2000px";
    wide.style.height = "1px";
    const script = document.createElement("script");
    script.textContent = "window.isSpoilt = true";
    main.append(text, image, wide, script);
}"""


def test_faults_of_every_kind_are_found(open_page: OpenPage) -> None:
    page = open_page("/privacy/")
    assert find_faults(page) == []

    page.evaluate(SPOIL)
    faults = "\n".join(find_faults(page))

    assert "axe color-contrast:" in faults
    assert "axe image-alt:" in faults
    assert "console: " in faults
    assert "script-src" in faults
    assert "elsewhere.example" in faults
    assert "scrolls sideways" in faults
    assert page.evaluate("window.isSpoilt") is None


def test_faults_by_night_are_found(open_page: OpenPage) -> None:
    page = open_page("/privacy/")

    page.evaluate("document.querySelector('h1').style.color = 'rgb(18, 34, 45)'")
    faults = find_faults_in_windows(page)

    assert [fault.split(": ")[:2] for fault in faults] == [["at 1280 dark", "axe color-contrast"]]
