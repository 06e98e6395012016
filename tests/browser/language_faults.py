"""What is wrong with the language of a page: words of another, or none of its own."""

import re

from playwright.sync_api import Page

from technorth.languages import KNOWN_LANGUAGES

# Letters or words that every page of ours has in this language, and no English one.
OWN_LETTERS = {
    "de": re.compile(r"[äöüß]|\b(der|die|das|und|Sie)\b"),
    "zh-hans": re.compile("[\u4e00-\u9fff]"),
    "ja": re.compile("[\u3040-\u30ff]"),
    "fr": re.compile("[éèêàç]"),
    "es": re.compile("[ñáóíé]"),
}
# Words of our own English pages that would have been left untranslated. A region is called "and the Humber".
ENGLISH = re.compile(r".{,30}\b(the(?! Humber)|your|with|this|which|enquiry|businesses)\b.{,30}")
READ_OWN_WORDS = """() => {
    const copy = document.querySelector("main").cloneNode(true);
    copy.querySelectorAll("[lang], script, style, input, textarea").forEach(each => each.remove());
    return copy.textContent;
}"""


def find_other_words(page: Page, code: str) -> list[str]:
    """Return what is wrong with an open page that should be in the language ``code``.

    What is marked as of another language, and what somebody typed, may be in any.
    """
    words: str = page.evaluate(READ_OWN_WORDS)
    faults = [f"says “{found[0]}”" for found in ENGLISH.finditer(words)]
    if not OWN_LETTERS[code].search(words):
        faults.append("has no letter of its language")
    if page.locator("html").get_attribute("lang") != KNOWN_LANGUAGES[code].tag:
        faults.append("is marked as of another language")
    return faults
