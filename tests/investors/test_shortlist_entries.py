"""What a shortlist holds, without any table."""

import pytest

from investors.shortlist_entries import (
    MOST_KEPT,
    Entry,
    ShortlistFull,
    add_entries,
    is_reference,
    merge_entries,
    read_entries,
    remove_entry,
    write_entries,
    write_note,
)

MILL, LOOM, LEEDS = "business:1", "business:22", "cluster:leeds"


@pytest.mark.parametrize(
    "text",
    ["", "business", "business:", "business:0", "business:-1", "business:x", "business:1 ", "user:1",
     "cluster:Leeds", "cluster:", "cluster:" + "x" * 41, "business:" + "9" * 19, "opportunity:1\n"],
)  # fmt: skip
def test_reference_of_nothing_is_told(text: str) -> None:
    assert not is_reference(text)


@pytest.mark.parametrize("text", [MILL, LEEDS, "cluster:north-east", "opportunity:7"])
def test_reference_of_a_thing_is_told(text: str) -> None:
    assert is_reference(text)


@pytest.mark.parametrize("stored", [None, {}, "x", [1], [[MILL]], [[MILL, 3]], [["nobody:1", ""]]])
def test_stored_entries_of_another_shape_are_left_out(stored: object) -> None:
    assert read_entries(stored) == []


def test_entries_are_read_as_they_were_written() -> None:
    entries = [Entry(MILL, "Müller 水車"), Entry(LEEDS)]

    assert read_entries(write_entries(entries)) == entries


def test_thing_is_kept_once_and_the_newest_comes_last() -> None:
    assert add_entries([Entry(MILL, "ours")], [LEEDS, MILL, LEEDS]) == [Entry(MILL, "ours"), Entry(LEEDS)]


def test_full_list_takes_nothing_new_and_none_of_several() -> None:
    entries = add_entries([], [f"business:{number}" for number in range(1, MOST_KEPT)])

    with pytest.raises(ShortlistFull):
        add_entries(entries, [LEEDS, "cluster:sheffield"])
    full = add_entries(entries, [LEEDS])
    assert add_entries(full, [LEEDS]) == full


def test_note_is_written_where_the_thing_is_and_nowhere_else() -> None:
    entries = [Entry(MILL), Entry(LEEDS)]

    assert write_note(entries, LEEDS, "visit") == [Entry(MILL), Entry(LEEDS, "visit")]
    assert write_note(entries, LOOM, "visit") == entries


def test_removed_thing_takes_its_note_along() -> None:
    assert remove_entry([Entry(MILL, "ours"), Entry(LEEDS)], MILL) == [Entry(LEEDS)]


def test_merging_loses_neither_thing_nor_note() -> None:
    saved = [Entry(MILL, "saved"), Entry(LEEDS, "same")]
    brought = [Entry(LOOM, "new"), Entry(MILL, "brought"), Entry(LEEDS, "same")]

    assert merge_entries(saved, brought) == (
        [Entry(MILL, "saved\nbrought"), Entry(LEEDS, "same"), Entry(LOOM, "new")],
        [],
    )


def test_merging_fills_the_list_and_hands_back_what_has_no_room() -> None:
    saved = add_entries([], [f"business:{number}" for number in range(100, 99 + MOST_KEPT)])
    brought = [Entry(LOOM, "fits"), Entry(LEEDS, "no room"), Entry(saved[0].ref, "another note")]

    merged = merge_entries(saved, brought)

    assert merged.entries == [Entry(saved[0].ref, "another note"), *saved[1:], Entry(LOOM, "fits")]
    assert merged.left_out == [Entry(LEEDS, "no room")]


def test_merging_takes_nothing_away_from_a_list_that_was_too_long() -> None:
    saved = [Entry(f"business:{number}") for number in range(100, 103 + MOST_KEPT)]

    assert merge_entries(saved, [Entry(LEEDS)]) == (saved, [Entry(LEEDS)])
