"""The values of a profile in words, and changes word by word."""

from hypothesis import given
from hypothesis import strategies as st

from directory.content import FIELDS, make_content
from directory.content_words import compare_words, write_value


@given(st.text(), st.text())
def test_compare_words_loses_nothing_of_either_text(before, after) -> None:
    pieces = compare_words(before, after)

    assert "".join(each.text for each in pieces if each.kind != "new") == before
    assert "".join(each.text for each in pieces if each.kind != "gone") == after


def test_compare_words_keeps_what_stayed_together() -> None:
    pieces = compare_words("We weave fine cloth.", "We weave better cloth.")

    assert [(each.kind, each.text) for each in pieces] == [
        ("same", "We weave "),
        ("gone", "fine"),
        ("new", "better"),
        ("same", " cloth."),
    ]


def test_write_value_names_what_codes_stand_for() -> None:
    site = {"name": "Studio", "address": "", "postcode": "LS1 1AA", "is_main": True}

    assert write_value("markets", ["DE", "JP"], {}) == "Germany\nJapan"
    assert write_value("sectors", ["games"], {"games": "Games"}) == "Games"
    assert write_value("sites", [site], {}) == "Studio, LS1 1AA, main site"
    assert write_value("employees", 0, {}) == "0"


def test_write_value_of_an_empty_content_is_empty() -> None:
    content = make_content()

    assert {write_value(field.name, content[field.name], {}) for field in FIELDS} == {""}
