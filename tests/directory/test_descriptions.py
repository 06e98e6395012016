"""Descriptions in Markdown become HTML of few tags, whatever is written."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.descriptions import TAGS, render_description


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One\n\nTwo", "<p>One</p>\n<p>Two</p>\n"),
        ("# Work", "<h3>Work</h3>\n"),
        ("#### Work", "<h3>Work</h3>\n"),
        ("# Work\n## Deep\n#### Deeper", "<h3>Work</h3>\n<h4>Deep</h4>\n<h4>Deeper</h4>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("3. a", '<ol start="3">\n<li>a</li>\n</ol>\n'),
        ("**a** _b_ `c`", "<p><strong>a</strong> <em>b</em> <code>c</code></p>\n"),
        (
            "[us](https://loom.example)",
            '<p><a href="https://loom.example" rel="nofollow noopener">us</a></p>\n',
        ),
    ],
)
def test_render_description_knows_the_usual_marks(text, html) -> None:
    assert render_description(text) == html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "![a](https://elsewhere.example/pixel.png)",
        "[a](javascript:alert(1))",
        "[a](data:text/html;base64,eA==)",
        "<a href='https://loom.example' onclick='x()'>a</a>",
        "<https://loom.example/?q=%22onclick=x>",
        '[a](https://loom.example "x\\" onmouseover=\\"y")',
        "`<iframe src=x>`",
        "<div style='position:fixed'>over all</div>",
    ],
)
def test_render_description_leaves_no_program_picture_or_style(text) -> None:
    tags = re.findall(r"<[^>]*>", render_description(text))

    assert not any(re.search(r"^<(script|img|iframe|div)|javascript:|data:", tag) for tag in tags)
    assert {name for tag in tags for name in re.findall(r"\s([\w-]+)=\"", tag)} <= {"href", "rel"}


@given(st.text(alphabet=st.sampled_from("<>\"'&;:/=![]()*_`#-\n abhrefscriptonload"), max_size=80))
def test_render_description_knows_few_tags(text) -> None:
    html = render_description(text)

    assert {name.lower() for name in re.findall(r"</?([a-zA-Z0-9]+)", html)} <= TAGS
    attributes = re.findall(r"<\w+ ([^>]*)>", html)
    assert all(re.match(r'(href|rel|start)="', each) for each in attributes)
