"""The values of a profile as people read them, and what changed between two of them, word by word."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django_countries import countries

from directory.content import Difference
from directory.languages import name_language
from directory.models import Business

WORD = re.compile(r"\s+|[^\s]+")
MOST_WORDS = 6000  # of both texts; longer ones are shown one after the other


@dataclass(frozen=True)
class Piece:
    """Words that stayed ("same"), went ("gone") or came ("new")."""

    kind: str
    text: str


@dataclass(frozen=True)
class Change:
    """A field that changed, as the desk shows it. ``logos``: the digests before and after, if it is that."""

    label: str | Promise
    before: str
    after: str
    pieces: list[Piece]
    is_harmless: bool
    logos: tuple[str, str] | None = None


def describe_difference(difference: Difference, sectors: Mapping[str, str]) -> Change:
    """Return ``difference`` in words. ``sectors`` are the names of sectors by code."""
    name = difference.field.name
    before = write_value(name, difference.before, sectors)
    after = write_value(name, difference.after, sectors)
    return Change(
        difference.field.label,
        before,
        after,
        compare_words(before, after),
        difference.field.is_harmless,
        (difference.before, difference.after) if name == "logo" else None,
    )


def write_value(name: str, value: Any, sectors: Mapping[str, str]) -> str:
    """Return the value of the field ``name`` of a content as text, lists one item a line."""
    writers: dict[str, Callable[[Any], str]] = {
        "kind": lambda each: str(dict(Business.Kind.choices).get(each, each)),
        "size_band": lambda each: str(dict(Business.SizeBand.choices).get(each, each)),
        "looking_for": lambda each: str(dict(Business.Wanted.choices).get(each, each)),
        "owner_country": countries.name,
        "markets": countries.name,
        "languages": name_language,
        "sectors": lambda each: sectors.get(each, each),
        "sites": write_site,
        "case_studies": write_case,
        "logo": lambda each: _("A picture") if each else "",
    }
    write = writers.get(name, str)
    if isinstance(value, list):
        return "\n".join(write(each) for each in value)
    return "" if value in (None, "") else write(value)


def write_site(site: Mapping[str, Any]) -> str:
    """Return a site in one line."""
    parts = [site["name"], site["address"], site["postcode"], _("main site") if site["is_main"] else ""]
    return ", ".join(part for part in parts if part)


def write_case(case: Mapping[str, Any]) -> str:
    """Return a case study in a few lines."""
    return "\n".join(
        part for part in (case["title"], case["customer"], case["text"], case["address"]) if part
    )


def compare_words(before: str, after: str) -> list[Piece]:
    """Return both texts as pieces in order: words that stayed, that went and that came."""
    old, new = WORD.findall(before), WORD.findall(after)
    if len(old) + len(new) > MOST_WORDS:
        return [Piece("gone", before), Piece("new", after)]
    pieces: list[Piece] = []
    for kind, start, end, from_, to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", "".join(old[start:end])))
            continue
        gone, came = "".join(old[start:end]), "".join(new[from_:to])
        pieces += [Piece(name, text) for name, text in (("gone", gone), ("new", came)) if text]
    return pieces
