"""What the components promise in templates/components/README.md."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory

from directory.cards import Card

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
FOLDER = Path(settings.BASE_DIR) / "templates" / "components"


def draw(component: str, address: str = "/", **inputs: Any) -> str:
    """Return ``component`` drawn with ``inputs`` and ``only``, as a page at ``address`` includes it."""
    given = " ".join(f"{name}={name}" for name in inputs)
    source = f'{{% include "components/{component}.html" {f"with {given}" if given else ""} only %}}'
    html = engines["django"].from_string(source).render(inputs, RequestFactory().get(address))
    return re.sub(r"\s+", " ", html)


def find_links(html: str) -> list[str]:
    return re.findall(r'href="([^"]*)"', html)


def test_pagination_keeps_every_other_parameter() -> None:
    page = Paginator(range(30), 10).page(2)

    links = find_links(
        draw("pagination", "/businesses/?q=a+b&cluster=leeds&cluster=sheffield&page=2", page=page)
    )

    kept = "?q=a+b&amp;cluster=leeds&amp;cluster=sheffield&amp;page="
    assert links == [f"{kept}{number}" for number in (1, 1, 2, 3, 3)]


def test_pagination_shows_the_ends_and_the_neighbours() -> None:
    page = Paginator(range(300), 10).page(15)

    html = draw("pagination", page=page)

    assert re.findall(r">(\d+|⋯)<", html) == ["1", "⋯", "14", "15", "16", "⋯", "30"]
    assert html.count('aria-current="page"') == 1


def test_pagination_of_one_page_is_nothing() -> None:
    assert draw("pagination", page=Paginator(range(3), 10).page(1)).strip() == ""


def test_sort_keeps_the_filters_and_goes_back_to_the_first_page() -> None:
    html = draw(
        "sort", "/?q=x&page=4&sort=name", options=[("name", "Name"), ("newest", "Newest")], current="name"
    )

    assert find_links(html) == ["?q=x&amp;sort=name", "?q=x&amp;sort=newest"]
    assert html.count('aria-current="true"') == 1


@pytest.mark.parametrize(
    ("due_at", "is_done", "said"),
    [
        (NOW + timedelta(hours=3), False, "3\xa0hours left"),
        (NOW - timedelta(days=2), False, "2\xa0days late"),
        (NOW - timedelta(days=2), True, "Done"),
    ],
)
def test_clock_says_in_words_how_much_time_is_left(due_at: datetime, is_done: bool, said: str) -> None:
    html = draw("clock", label="Accept", due_at=due_at, now=NOW, is_done=is_done)

    value = re.search(r'clock__value">(.*?)</span>', html)
    assert value is not None
    assert value[1].replace(" ", "\xa0").strip("\xa0") == said.replace(" ", "\xa0")


def test_card_marks_an_example() -> None:
    made_up, real = (Card(name="Alpha", url="/alpha/", is_example=example) for example in (True, False))

    assert "Example, not a real business" in draw("cards", cards=[made_up])
    assert "Example" not in draw("cards", cards=[real])


def test_figure_never_stands_without_its_source() -> None:
    html = draw("figure", value="70,000", label="jobs", source="A report", year="2016")

    text = re.sub(r"<[^>]+>", "", html)
    assert "2016" in text
    assert "Source: A report" in text


def test_map_has_a_table_of_its_points() -> None:
    points = [{"x": 1, "y": 2, "name": "Leeds", "href": "/clusters/leeds/", "detail": "12"}]

    html = draw("map", title="Businesses", view_box="0 0 9 9", areas=[], points=points)

    assert "<table" in html
    assert find_links(html) == ["/clusters/leeds/"]


@pytest.mark.parametrize(
    ("tone", "role"), [("success", "alert"), ("error", "alert"), ("important", "status"), ("", "status")]
)
def test_notification_interrupts_only_for_results(tone: str, role: str) -> None:
    assert f'role="{role}"' in draw("notification", text="Done", tone=tone)


def test_breadcrumbs_begin_at_home() -> None:
    html = draw("breadcrumbs", items=[("Clusters", "/clusters/")], current="Leeds")

    assert find_links(html) == ["/", "/clusters/"]


@pytest.mark.parametrize(
    "component", ["status_pill", "inset", "panel", "details", "notification", "empty_state"]
)
def test_component_escapes_what_people_typed(component: str) -> None:
    typed = "<script>x</script>"

    html = draw(component, status=typed, text=typed, title=typed, summary=typed, heading=typed)

    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_readme_lists_every_component() -> None:
    listed = set(re.findall(r"^\| `(\w+)` \|", (FOLDER / "README.md").read_text(), re.MULTILINE))
    parts = {
        "arrow",
        "field_notes",
        "field_optional",
        "logo",
        "messages",
        "site_footer",
        "site_header",
    }

    assert listed == {path.stem for path in FOLDER.glob("*.html")} - parts


def test_gallery_shows_every_component(client, settings) -> None:
    settings.DEBUG = True
    shown = {template.name for template in client.get("/gallery/").templates}

    assert {f"components/{path.name}" for path in FOLDER.glob("*.html")} - shown == set()


def test_templates_hold_no_inline_script_or_style() -> None:
    faults = [
        str(path.relative_to(settings.BASE_DIR))
        for path in (Path(settings.BASE_DIR) / "templates").rglob("*.html")
        if re.search(
            r"<style|\sstyle=|<script(?![^>]*\b(src|application/(ld\+)?json))|\son[a-z]+=", path.read_text()
        )
    ]

    assert faults == []
