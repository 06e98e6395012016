import datetime
from collections.abc import Callable

import pytest
from django.db import connection
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from directory.models import Business
from directory.search import Tier, find_close_names, read_company_number, search_businesses
from tests.directory.listings import NOW, BusinessFactory, make_public_record

pytestmark = pytest.mark.django_db


def names(text: str) -> list[str]:
    return [business.name for business in search_businesses(text)]


def test_search_ranks_name_above_summary_above_description():
    BusinessFactory(name="Three", description="We sell robots.")
    BusinessFactory(name="Two", summary="Makers of robots")
    BusinessFactory(name="Our Robots")
    BusinessFactory(name="Robots of York")
    BusinessFactory(name="Robots Ltd")

    found = [(business.name, business.tier) for business in search_businesses("robots")]

    assert found == [
        ("Robots Ltd", Tier.EXACT_NAME),
        ("Robots of York", Tier.NAME_PREFIX),
        ("Our Robots", Tier.NAME_WORDS),
        ("Two", Tier.SUMMARY_WORDS),
        ("Three", Tier.TEXT_WORDS),
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Café Zürich Limited", "cafe zurich"),
        ("Cafe Zurich Limited", "Café Zürich"),
        ("Cafe Zurich Limited", "Cafe\u0301 Zu\u0308rich"),
        ("Thornbury Limited", "thornbury ltd"),
        ("O’Neill Data", "oneill data"),
        ("O'Neill Data", "O’NEILL"),
        ("AT&T Systems", "at&t"),
        ("3Squared.com", "3squared"),
        ("Under_score (North) plc", "under score north"),
        ("Łódź Works", "lodz"),
        ("Ørsted", "orsted"),
    ],
)
def test_search_folds_accents_case_and_punctuation(name: str, text: str):
    BusinessFactory(name=name)

    assert names(text) == [name]


@pytest.mark.parametrize("text", ["c", "consul", "consultan", "consultanc", "consultancy", "consultants"])
def test_search_takes_the_last_word_as_unfinished_or_by_its_stem(text: str):
    BusinessFactory(name="Alpha", summary="Data consultancy")

    assert names("data " + text) == ["Alpha"]


def test_search_takes_only_the_last_word_as_unfinished():
    BusinessFactory(name="Alpha", summary="Data consultancy")

    assert names("consul data") == []


def test_search_wants_all_words():
    BusinessFactory(name="Alpha", summary="Data consultancy", town="Leeds", postcode="LS1 4AP")
    BusinessFactory(name="Beta", summary="Data centre", town="York")

    assert names("data leeds") == ["Alpha"]
    assert names("data ls1 4ap") == ["Alpha"]


def test_search_passes_over_a_common_word_at_the_end():
    BusinessFactory(name="Alpha", summary="Software")

    assert names("software for the") == ["Alpha"]


def test_search_shows_only_published_businesses():
    for status in Business.Status.values:
        BusinessFactory(name=f"Robots {status}", status=status)

    assert names("robots") == ["Robots published"]


def test_search_puts_verified_before_fresh_before_old_and_examples_last():
    later = NOW + datetime.timedelta(days=30)
    BusinessFactory(name="Robot D", origin=Business.Origin.EXAMPLE, verification="staff", confirmed_at=later)
    BusinessFactory(name="Robot C")
    BusinessFactory(name="Robot B", confirmed_at=later)
    BusinessFactory(name="Robot A", verification=Business.Verification.EMAIL_DOMAIN)

    assert names("robot") == ["Robot A", "Robot B", "Robot C", "Robot D"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("04870829", "04870829"),
        ("4870829", "04870829"),
        (" 0487 0829 ", "04870829"),
        ("sc123456", "SC123456"),
        ("OC301234", "OC301234"),
        ("NI1234", "NI001234"),
        ("2020", ""),
        ("048708291", ""),
        ("SC1234567", ""),
        ("ABC", ""),
        ("", ""),
        ("٤٨٧٠٨٢٩", ""),
    ],
)
def test_company_number_is_read_as_companies_house_writes_it(text: str, number: str):
    assert read_company_number(text) == number


def test_search_finds_a_company_number_first():
    make_public_record(name="Alpha", company_number="04870829")
    BusinessFactory(name="Beta", summary="Formerly 4870829")

    assert names("4870829") == ["Alpha", "Beta"]


@pytest.mark.parametrize("text", ["", "   ", "“”", "–", "!&|:*()<->'\\", "\0", "🤖"])
def test_search_without_words_finds_nothing(text: str):
    BusinessFactory(name="Alpha", summary="Of the North")

    assert names(text) == []


@given(text=st.text(max_size=60))
@example(text="'foo' & !bar | (baz):* <-> \\")
@example(text="x" * 3000)
@example(text="½ № … « » “it”")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_search_takes_any_text(text: str):
    assert names(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("advizerplus", ["AdviserPlus Solutions"]),
        ("thornbery", ["Thornbury Limited"]),
        ("cafe zuric", ["Café Zürich"]),
        ("quite another", []),
        ("", []),
        ("\0“”", []),
    ],
)
def test_close_names_are_spelt_nearly_so(text: str, expected: list[str]):
    for name in ("AdviserPlus Solutions", "Thornbury Limited", "Café Zürich"):
        BusinessFactory(name=name)
    BusinessFactory(name="Thornbery Hidden", status=Business.Status.DRAFT)

    assert [business.name for business in find_close_names(text)] == expected


@pytest.mark.parametrize(
    ("find", "index"),
    [(search_businesses, "business_search_text"), (find_close_names, "business_name_trigrams")],
)
def test_finding_uses_its_index(find: Callable, index: str):
    BusinessFactory.create_batch(3)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")

    assert index in find("robots").explain()
