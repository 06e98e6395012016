import pytest
from hypothesis import given
from hypothesis import strategies as st

from investors.spam_words import (
    LEAST_LESSONS,
    MARKS,
    MOST_WORDS,
    Learnt,
    is_alike,
    list_words,
    mark_text,
    weigh_words,
)

PLAN = "We plan a software centre for warehouse robots in Leeds, with 40 engineers in the first three years."


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Leeds, LEEDS and ＬＥＥＤＳ", ["leeds", "and"]),
        ("Call +44 113 or ana@lima.example, see https://lima.example/a a b", ["call", "or", "see"]),
        ("Größe élan", ["grösse", "élan"]),
        ("我们计划", ["我们", "们计", "计划"]),
        ("リーズに", ["リー", "ーズ", "ズに"]),
        ("نريد مكتبا", ["نريد", "مكتبا"]),
        ("x" * 31, []),
        ("", []),
    ],
)
def test_words_are_told_in_every_script(text, words):
    assert list_words(text) == words


def test_words_of_a_long_text_are_bounded():
    text = " ".join(f"{chr(97 + n // 676)}{chr(97 + n // 26 % 26)}{chr(97 + n % 26)}" for n in range(2000))

    assert len(list_words(text)) == MOST_WORDS


@pytest.mark.parametrize(
    "copy",
    [
        PLAN.upper(),
        PLAN.replace("40", "35").replace(",", " -"),
        f"{PLAN} See https://sample.example/offer?id=77",
        PLAN.replace("Leeds", "York"),
    ],
)
def test_marks_of_near_copies_are_alike(copy):
    assert is_alike(mark_text(PLAN), mark_text(copy))


@pytest.mark.parametrize(
    "other",
    [
        "We look for a site in Sheffield, 3,000 square metres, to build rail sensors with a partner.",
        "We plan a research laboratory for batteries near Sunderland and would hire thirty chemists.",
        "当社は倉庫向けロボットを製造しております。英国北部に研究開発拠点を設立したく存じます。",
    ],
)
def test_marks_of_other_texts_are_not_alike(other):
    assert not is_alike(mark_text(PLAN), mark_text(other))


@pytest.mark.parametrize(
    "text",
    ["", "I am interested in investing in Manchester.", "+44 113 496 0000 " * 20, "https://x.example/" * 9],
)
def test_marks_of_what_people_write_by_chance_are_none(text):
    assert mark_text(text) == []
    assert not is_alike(mark_text(text), mark_text(text))


@given(st.text())
def test_marks_fit_the_column(text):
    marks = mark_text(text)

    assert len(marks) <= MARKS
    assert all(-(2**63) <= mark < 2**63 for mark in marks)


def test_weight_is_even_for_words_seen_alike_in_both():
    learnt = Learnt(LEAST_LESSONS, LEAST_LESSONS, {"office": (9, 9)})

    assert weigh_words(learnt) == (0.0, [])


def test_weight_names_the_words_that_speak_most_of_spam_first():
    learnt = Learnt(100, 100, {"office": (10, 40), "casino": (60, 1), "bonus": (30, 1), "once": (1, 0)})

    evidence, words = weigh_words(learnt)

    assert words == ["casino", "bonus"]
    assert evidence == pytest.approx(4.84, abs=0.01)
