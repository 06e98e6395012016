import pytest
from django.db import connection
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from directory.models import Business
from directory.search import find_close_names, quote_lexeme, read_company_number
from tests.directory.listings import BusinessFactory, SectorFactory, make_public_record
from tests.directory.searching import find_words

pytestmark = pytest.mark.django_db


def test_search_ranks_names_above_words_of_names_above_other_words():
    BusinessFactory(name="Robots Ltd")
    BusinessFactory(name="Robots of York")
    BusinessFactory(name="Our Robots")
    BusinessFactory(name="Three", description="We sell robots.")
    BusinessFactory(name="Two", summary="Makers of robots")

    assert find_words("robots") == ["Robots Ltd", "Robots of York", "Our Robots", "Two", "Three"]


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

    assert find_words(text) == [name]


@pytest.mark.parametrize("text", ["thornbury", "Thornbury Ltd", "thornbury PLC", "thornbury llp"])
def test_search_takes_a_name_for_itself_whatever_the_legal_form(text: str):
    BusinessFactory(name="Thornbury Limited")
    BusinessFactory(name="Thornbury Abacus", verification="staff")

    assert find_words(text)[0] == "Thornbury Limited"
    assert len(find_words(text)) == 2


def test_search_takes_a_trading_name_for_a_name():
    BusinessFactory(name="Robot Makers", verification="staff")
    BusinessFactory(name="Acme Holdings", trading_names=["Robot", "Bolt"])

    assert find_words("robot") == ["Acme Holdings", "Robot Makers"]
    assert find_words("bolt") == ["Acme Holdings"]


@pytest.mark.parametrize("text", ["c", "consul", "consultan", "consultanc", "consultancy", "consultants"])
def test_search_takes_the_last_word_as_unfinished_or_by_its_stem(text: str):
    BusinessFactory(name="Alpha", summary="Data consultancy")

    assert find_words("data " + text) == ["Alpha"]


def test_search_takes_only_the_last_word_as_unfinished():
    BusinessFactory(name="Alpha", summary="Data consultancy")

    assert find_words("consul data") == []


def test_search_takes_a_word_that_somebody_uses_as_finished():
    BusinessFactory(name="Alpha", summary="Soft toys")
    BusinessFactory(name="Beta", summary="Software")

    assert find_words("makes soft") == []
    assert find_words("soft") == ["Alpha"]


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Auto Trader Limited", "autotrader"),
        ("TalkTalk Group Limited", "Talk Talk"),
        ("Team 17 Digital Limited", "team17"),
        ("LADbible Group Limited", "lad bible"),
    ],
)
def test_search_finds_a_name_however_it_is_split_into_words(name: str, typed: str):
    BusinessFactory(name="Auto Repairs Limited", summary="Talk to a trader of the team")
    BusinessFactory(name=name)

    assert find_words(typed)[0] == name


def test_search_finds_a_name_by_its_beginning_also_where_that_is_a_word():
    BusinessFactory(name="Alpha", summary="Soft toys")
    BusinessFactory(name="Softworks")

    assert find_words("soft") == ["Softworks", "Alpha"]


def test_search_wants_all_words():
    BusinessFactory(name="Alpha", summary="Data consultancy", town="Leeds", postcode="LS1 4AP")
    BusinessFactory(name="Beta", summary="Data centre", town="York")

    assert find_words("data leeds") == ["Alpha"]
    assert find_words("data ls1 4ap") == ["Alpha"]


def test_search_finds_the_words_of_all_that_a_business_says_it_does():
    texts = {"offers": "one", "supply_capabilities": "two", "keywords": ["three"], "town": "Four"}
    wants = {"supply_needs": "five", "looking_for_text": "six"}
    BusinessFactory(name="Alpha", **texts, **wants, sectors=[SectorFactory(code="seven")])

    found = [find_words(word) for word in ("one", "two", "three", "four", "five", "six", "seven")]

    assert found == [["Alpha"]] * 4 + [[], [], ["Alpha"]]


@pytest.mark.parametrize("text", ["software for the", "the software", "software ltd"])
def test_search_passes_over_words_that_say_nothing(text: str):
    BusinessFactory(name="Alpha", summary="Software")

    assert find_words(text) == ["Alpha"]


def test_search_for_words_that_say_nothing_looks_at_the_beginnings_of_names():
    BusinessFactory(name="The Data Company")
    BusinessFactory(name="Beta", summary="The best")

    assert find_words("the") == ["The Data Company"]


def test_search_shows_only_published_businesses():
    for status in Business.Status.values:
        BusinessFactory(name=f"Robots {status}", status=status)

    assert find_words("robots") == ["Robots published"]


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
    BusinessFactory(name="Beta", summary="Formerly 4870829", verification="staff")

    assert find_words("4870829") == ["Alpha", "Beta"]


@pytest.mark.parametrize("text", ["", "“”", "–", "!&|:*()<->'\\", "🤖"])
def test_search_without_words_finds_nothing(text: str):
    BusinessFactory(name="Alpha", summary="Of the North")

    assert find_words(text or " ") == (["Alpha"] if not text else [])


@given(text=st.text(max_size=60))
@example(text="'foo' & !bar | (baz):* <-> \\")
@example(text="x" * 200)
@example(text="½ № … « » “it”")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_search_takes_any_text(text: str):
    assert find_words(text) == []


@pytest.mark.parametrize("lexeme", ["robot", "o'neill", "back\\slash", "a b", "(x|y)&!z"])
def test_lexeme_is_quoted_for_the_query_language(lexeme: str):
    with connection.cursor() as cursor:
        cursor.execute("SELECT array_to_tsvector(ARRAY[%s]) @@ %s::tsquery", [lexeme, quote_lexeme(lexeme)])
        assert cursor.fetchone() == (True,)


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


def test_close_names_use_their_index():
    BusinessFactory.create_batch(3)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")

    assert "business_name_trigrams" in find_close_names("robots").explain()
