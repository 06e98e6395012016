from collections import Counter

import pytest
from django.db import connection

from directory.search_words import SYNONYMS, load_synonyms, read_synonyms, read_text
from tests.directory.listings import BusinessFactory
from tests.directory.searching import find_words

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("data robots", ((("data",),), (("robot",),))),
        ("robots, robots!", ((("robot",),), (("robot",),))),
        ("the data", ((("data",),),)),
        ("data limited", ((("data",),),)),
        ("limited", ((("limit",),),)),
        ("the of", ()),
        ("", ()),
    ],
)
def test_text_is_read_as_the_stems_of_its_words(text: str, groups: tuple):
    assert read_text(text).groups == groups


def test_text_is_read_with_what_means_the_same():
    query = read_text("artificial intelligence for games")

    assert query.groups == ((("artifici", "intellig"), ("ai",)), (("game",),))


@pytest.mark.parametrize(
    ("text", "completions"),
    [
        ("robo", {("robot",)}),
        ("big robo", {("robot",)}),
        ("robots", set()),
        ("robots for the", set()),
        ("zz", set()),
    ],
)
def test_last_word_has_completions_where_nobody_uses_it(text: str, completions: set):
    BusinessFactory(name="Robots", summary="Big robotic toys")

    assert {each for each in read_text(text).completions if each != ("limit",)} >= completions
    assert bool(read_text(text).completions) == bool(completions)


def test_text_has_no_more_words_than_anybody_types():
    assert len(read_text(" ".join(f"w{number}" for number in range(60))).groups) == 20


@pytest.mark.parametrize(
    ("text", "bare"),
    [("Thornbury Ltd", "thornbury"), ("Limited", "limited"), ("Limited plc", "limited"), ("", "")],
)
def test_bare_name_is_without_its_legal_form(text: str, bare: str):
    assert read_text(text).bare_name == bare


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("AI", "Artificial intelligence for farms"),
        ("machine learning", "ML for farms"),
        ("fintech", "Financial technology"),
        ("software as a service", "SaaS for mills"),
        ("cyber", "Information security"),
        ("data center", "Runs a data centre"),
        ("organization", "For every organisation"),
        ("3d printing", "Additive manufacturing"),
        ("r&d", "Research and development"),
        ("colour", "Color prints"),
    ],
)
def test_search_finds_what_means_the_same(typed: str, written: str):
    BusinessFactory(name="Alpha", summary=written)
    BusinessFactory(name="Beta", summary="Something else entirely")

    assert find_words(typed) == ["Alpha"]


def test_search_wants_all_words_of_an_alternative():
    BusinessFactory(name="Alpha", summary="Artificial flowers")

    assert find_words("AI") == []


def test_each_phrase_of_the_list_stands_once_and_folded():
    phrases = [phrase for ring in read_synonyms(SYNONYMS) for phrase in ring.phrases]
    with connection.cursor() as cursor:
        cursor.execute("SELECT array_agg(technorth_words(each)) FROM unnest(%s::text[]) AS each", [phrases])
        folded = cursor.fetchone()[0]

    assert [phrase for phrase, count in Counter(phrases).items() if count > 1] == []
    assert phrases == folded


def test_each_row_of_the_list_says_something():
    assert all(len(ring.phrases) > 1 for ring in read_synonyms(SYNONYMS))
    assert all(all(others) for others in load_synonyms().values())


def test_each_row_of_the_list_has_a_kind_and_a_reason():
    lines = [line for line in SYNONYMS.read_text().splitlines() if not line.startswith("#")]

    assert lines[0] == "phrases,kind,reason"
    assert {line.split(",")[1] for line in lines[1:]} == {
        "abbreviation",
        "one way",
        "synonym",
        "spelling",
    }
    assert all(len(line.split(",", 2)[2]) > 8 for line in lines[1:])
