"""Descriptions that businesses write in Markdown, as HTML that can do no harm."""

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

# CommonMark without HTML of one's own and without pictures, which would be loaded from elsewhere.
READER = MarkdownIt("commonmark", {"html": False}).disable("image")
TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "code", "pre", "h3", "h4", "a", "hr"}
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}


def render_description(text: str) -> SafeString:
    """Return ``text``, Markdown, as HTML of few tags; links lead out without passing on a good name.

    What the reader makes is cleaned once more by nh3, so that a fault of one is caught by the other.
    """
    tokens = READER.parse(text)
    headings = [token for token in tokens if token.tag in HEADINGS]
    highest = min((token.tag for token in headings), default="")
    for token in headings:  # below the heading of the section that the description stands in, none left out
        token.tag = "h3" if token.tag == highest else "h4"
    html = READER.renderer.render(tokens, READER.options, {})
    clean = nh3.clean(
        html,
        tags=TAGS,
        attributes={"*": set(), "a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener",
    )
    return mark_safe(clean)  # noqa: S308 - cleaned on the line above
