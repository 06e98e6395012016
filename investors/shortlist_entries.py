"""What a shortlist holds: things by kind and key, each with a note, in the order in which they were kept.

Pure: no table, no request. A reference reads ``business:12`` or ``cluster:leeds``; the kinds are those of
``investors.shortlist_kinds``.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

MOST_KEPT = 50
NOTE_LENGTH = 300
# "opportunity" is the longest kind, and the key of a cluster the longest key.
REFERENCE = re.compile(r"(?:business|opportunity):[1-9][0-9]{0,17}|cluster:[a-z0-9-]{1,40}")


class Entry(NamedTuple):
    """One thing that was kept. ``note`` is the investor's own text, or empty."""

    ref: str
    note: str = ""


class ShortlistFull(Exception):
    """Nothing more can be kept. ``is_browser``: what is too much is the text, for a cookie."""

    def __init__(self, *, is_browser: bool = False) -> None:
        self.is_browser = is_browser
        super().__init__("browser" if is_browser else "count")


def is_reference(text: str) -> bool:
    """Say whether ``text`` can be the reference of a thing."""
    return REFERENCE.fullmatch(text) is not None


def write_anchor(ref: str) -> str:
    """Return the id that the part of a page about ``ref`` has."""
    return ref.replace(":", "_")


def split_reference(ref: str) -> tuple[str, str]:
    """Return the kind and the key of ``ref``."""
    kind, _colon, key = ref.partition(":")
    return kind, key


def read_entries(stored: Any) -> list[Entry]:
    """Return the entries of a stored list of pairs; what is none is left out: an old shape breaks nothing."""
    entries: dict[str, Entry] = {}
    for pair in stored if isinstance(stored, list) else []:
        match pair:
            case [str(ref), str(note)] if is_reference(ref):
                entries.setdefault(ref, Entry(ref, note))
    return list(entries.values())


def write_entries(entries: Iterable[Entry]) -> list[list[str]]:
    """Return the entries as JSON can hold them."""
    return [list(entry) for entry in entries]


def add_entries(entries: Sequence[Entry], refs: Iterable[str]) -> list[Entry]:
    """Return the entries and ``refs`` after them, each once. Raises ShortlistFull and then adds none."""
    kept = {entry.ref for entry in entries}
    added = [Entry(ref) for ref in dict.fromkeys(refs) if ref not in kept]
    if added and len(entries) + len(added) > MOST_KEPT:
        raise ShortlistFull
    return [*entries, *added]


def remove_entry(entries: Iterable[Entry], ref: str) -> list[Entry]:
    """Return the entries without that of ``ref``."""
    return [entry for entry in entries if entry.ref != ref]


def write_note(entries: Iterable[Entry], ref: str, note: str) -> list[Entry]:
    """Return the entries with ``note`` at that of ``ref``, if it is there."""
    return [entry._replace(note=note) if entry.ref == ref else entry for entry in entries]


class Merged(NamedTuple):
    """What two lists came to: one list, and what of the second had no room in it."""

    entries: list[Entry]
    left_out: list[Entry]


def merge_entries(saved: Sequence[Entry], brought: Sequence[Entry]) -> Merged:
    """Return what was saved and then what was brought, each once and with both notes.

    Nothing that is new makes it more than ``MOST_KEPT``: what has no room is left out, with its note. A note
    may become longer than ``NOTE_LENGTH``, since both are kept.
    """
    merged = {entry.ref: entry for entry in saved}
    left_out = []
    for entry in brought:
        before = merged.get(entry.ref)
        if before is not None:
            merged[entry.ref] = Entry(entry.ref, join_notes(before.note, entry.note))
        elif len(merged) < MOST_KEPT:
            merged[entry.ref] = entry
        else:
            left_out.append(entry)
    return Merged(list(merged.values()), left_out)


def join_notes(first: str, second: str) -> str:
    """Return both notes as one, without what is in it already."""
    if second in first:
        return first
    return "\n".join(note for note in (first, second) if note)
