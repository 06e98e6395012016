"""From what people type to the cluster it belongs to."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory.gazetteer import LoadedGazetteer
from directory.locating import Location, list_name_keys, locate_place, read_outcode
from directory.models import Basis, Outcode, Place
from directory.place_names import fold_place_name

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("reference"),
    pytest.mark.xdist_group("locating"),  # the data is loaded once, by one worker
]


@pytest.mark.parametrize(
    "typed", ["LS1 5HD", "ls15hd", "LS1  5HD", "ls 1 5 hd", "LS1-5HD", "LS1 5", "LS1", "ls 1", " LS1. "]
)
def test_locate_place_reads_a_postcode_however_typed(typed):
    assert locate_place(typed) == Location("LS1, Leeds", "leeds", "core", 53.79771, -1.55151)


@pytest.mark.parametrize(
    ("typed", "outcode"),
    [
        ("M1 1", "M1"),  # the sector, not M11
        ("M11", "M11"),
        ("M601", "M60"),  # the sector M60 1
        ("12 Park Row, Leeds LS1 5HD, UK", "LS1"),
        ("Leeds, LS27", "LS27"),
        ("Gateshead (NE8)", "NE8"),
        ("SW1A 1AA", "SW1A"),
        ("M5V 2T6", None),  # Toronto
        ("10115 Berlin", None),
        ("near the M1", None),
        ("", None),
    ],
)
def test_read_outcode_finds_the_first_half(typed, outcode):
    assert read_outcode(typed) == outcode


@pytest.mark.parametrize(
    ("typed", "label", "cluster", "basis"),
    [
        ("Manchester", "Manchester", "manchester", "core"),
        ("Manchester, UK", "Manchester", "manchester", "core"),
        ("near Leeds", "Leeds", "leeds", "core"),
        ("Leeds city centre", "Leeds", "leeds", "core"),
        ("Newcastle upon Tyne", "Newcastle upon Tyne", "newcastle", "core"),
        ("newcastle-upon-tyne", "Newcastle upon Tyne", "newcastle", "core"),
        ("Newcastle", "Newcastle", "newcastle", "core"),
        ("Hull", "Hull", "leeds", "nearest"),
        ("Stockton", "Stockton-on-Tees", "tees-valley", "core"),
        ("Barrow", "Barrow in Furness", "manchester", "nearest"),
        ("St. Helens", "St Helens", "liverpool", "core"),
        ("Saint Helens", "St Helens", "liverpool", "core"),
        ("Hárrogate", "Harrogate", "leeds", "city-region-2014"),
        ("Middlesbrough or Darlington", "Middlesbrough", "tees-valley", "core"),
        ("Redcar and Cleveland", "Redcar and Cleveland", "tees-valley", "core"),
        ("GREATER MANCHESTER", "Greater Manchester", "manchester", "core"),
        ("County Durham", "County Durham", "newcastle", "nearest"),
        ("Chester-le-Street", "Chester-le-Street", "newcastle", "core"),
        ("the North-East", "North East", "north-east", "core"),
        ("Tees Valley", "Tees Valley", "tees-valley", "core"),
        ("Cumbria", "Cumbria", "newcastle", "nearest"),
        ("M99 1AA", "M99, Manchester", "manchester", "core"),
    ],
)
def test_locate_place_knows_names(typed, label, cluster, basis):
    found = locate_place(typed)

    assert (found.label, found.cluster, found.basis) == (label, cluster, basis)


def test_locate_place_prefers_the_larger_of_two():
    larger, smaller = Place.objects.filter(name="Denton").order_by("-population")

    found = locate_place("denton")

    assert larger.population > smaller.population
    assert (found.latitude, found.longitude) == (larger.latitude, larger.longitude)


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("SW1A 1AA", "SW1A, London"),
        ("London", "London"),
        ("DE1", "DE1, Derby"),
        ("Bristol BS1", "Bristol"),
        ("BT1 5GS", "BT1, Belfast"),
        ("JE2 3QA", "JE2, Jersey"),
    ],
)
def test_locate_place_says_outside_the_north(typed, label):
    assert locate_place(typed) == Location(label, None, "")


@pytest.mark.parametrize(
    "typed", ["", "   ", "Paris", "near the M1", "M62", "M5V", "ZZ1 1AA", "\x00\ud800", "1"]
)
def test_locate_place_admits_what_it_does_not_know(typed):
    assert locate_place(typed) is None


def test_locate_place_knows_a_postcode_newer_than_the_list():
    Outcode.objects.filter(code="LS29").delete()

    assert locate_place("LS29 8AA") == Location("LS29, Leeds", "leeds", Basis.NEAREST)


def test_locate_place_finds_every_outcode():
    codes = dict(Outcode.objects.values_list("code", "cluster_id"))

    found = {code: locate_place(f"{code} 1AA") for code in codes}

    assert {code: location.cluster for code, location in found.items()} == codes


def test_locate_place_asks_few_queries(django_assert_num_queries):
    with django_assert_num_queries(1):
        locate_place("LS1 5HD")
    with django_assert_num_queries(4):
        locate_place("Wetherby, Leeds, Yorkshire; or Hull / Selby")
    with django_assert_num_queries(5):
        locate_place("Nowhere in particular, Atlantis, Erewhon")


@given(typed=st.text(max_size=300) | st.from_regex(r"[A-Z]{1,2}[0-9A-Z ]{1,8}", fullmatch=True))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_locate_place_never_raises(typed):
    found = locate_place(typed)

    assert found is None or found.label


@given(typed=st.text(max_size=120))
def test_fold_place_name_is_settled(typed):
    folded = fold_place_name(typed)

    assert fold_place_name(folded) == folded


def test_list_name_keys_are_few_however_long_the_text():
    assert len(list_name_keys(", ".join(f"town{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"))) == 12


@pytest.mark.parametrize(
    "typed", ["LS1 4AP", "M99 1AA", "near the M1", "Stockton", "denton", "Hull", "", "Paris"]
)
def test_locate_place_finds_the_same_in_memory(typed):
    assert locate_place(typed, LoadedGazetteer()) == locate_place(typed)


def test_locate_place_finds_every_place_in_memory_without_a_query(django_assert_num_queries):
    names = [
        *Place.objects.order_by("pk").values_list("name", flat=True)[::25],
        "Stockton",
        "Barrow",
        "Kirkby",
    ]
    stored = [locate_place(name) for name in names]
    gazetteer = LoadedGazetteer()

    with django_assert_num_queries(0):
        loaded = [locate_place(name, gazetteer) for name in names]

    assert loaded == stored
