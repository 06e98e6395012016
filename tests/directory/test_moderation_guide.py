"""The guide for moderators says what the code does."""

import re
from pathlib import Path

import pytest

from directory.content import FIELDS
from directory.form_signs import MOST_IN_AN_HOUR
from directory.models import Revision
from directory.models.moderation import EMAIL_KEPT, UNDO_WITHIN
from directory.services.revisions import ALWAYS_SAMPLED

GUIDE = Path(__file__).parents[2] / "docs" / "moderation.md"


def read_section(heading: str) -> str:
    """Return the text of the guide below ``heading``."""
    _before, _heading, rest = GUIDE.read_text().partition(f"## {heading}\n")
    return rest.partition("\n## ")[0]


def list_items(heading: str) -> list[str]:
    return re.findall(r"^- (.+)$", read_section(heading), flags=re.MULTILINE)


def test_guide_lists_the_harmless_fields() -> None:
    assert list_items("Harmless changes") == [str(field.label) for field in FIELDS if field.is_harmless]


def test_guide_lists_the_reasons() -> None:
    assert list_items("Deciding") == [str(label) for label in Revision.Reason.labels]


@pytest.mark.parametrize(
    ("heading", "words"),
    [
        ("Reports of readers", f"{EMAIL_KEPT.days} days"),
        ("Merging two listings", f"{UNDO_WITHIN.days} days"),
    ],
)
def test_guide_gives_the_time_limits(heading, words) -> None:
    assert words in read_section(heading)


def test_guide_gives_the_numbers_in_words() -> None:
    assert (ALWAYS_SAMPLED, MOST_IN_AN_HOUR) == (3, 10)
    assert "The first three such edits" in read_section("Harmless changes")
    assert "Ten reports an hour" in read_section("Reports of readers")
