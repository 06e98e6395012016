"""Company numbers: any way of writing them, and nothing else."""

import csv
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.company_numbers import (
    KINDS,
    NUMBER,
    NotACompanyNumber,
    describe_company_number,
    get_prefix,
    parse_company_number,
)
from tests.directory.company_files import SAMPLE

PREFIXES = sorted(KINDS)
NUMBERS = st.builds(
    lambda prefix, number: prefix + str(number).zfill(8 - len(prefix)),
    st.sampled_from(PREFIXES),
    st.integers(min_value=1, max_value=999_999),
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("04870829", "04870829"),
        ("4870829", "04870829"),
        (" 487 0829 ", "04870829"),
        ("1", "00000001"),
        ("sc073411", "SC073411"),
        ("SC 1234", "SC001234"),
        ("R0000012", "R0000012"),
        ("r012", "R0000012"),
        ("IP00525R", "IP00525R"),
        ("ip525r", "IP00525R"),
        ("SP2237RS", "SP2237RS"),
        ("ZZ000001", "ZZ000001"),
    ],
)
def test_number_is_read_in_any_writing(text: str, number: str):
    assert parse_company_number(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0",
        "00000000",
        "SC000000",
        "123456789",
        "SC1234567",
        "S1234567",
        "ABC12345",
        "12345-78",
        "04870829\n1",
        "٠٤٨٧٠٨٢٩",
        "0487082²",
        "AB12RSXY",
        "limited",
    ],
)
def test_what_is_no_number_is_refused(text: str):
    with pytest.raises(NotACompanyNumber, match=r"is not a company number like 04870829 or SC123456$"):
        parse_company_number(text)


@given(NUMBERS)
def test_number_in_full_stays_as_it_is(number: str):
    assert parse_company_number(number) == number
    assert describe_company_number(number) == KINDS[get_prefix(number)]


@given(NUMBERS, st.data())
def test_dropped_zeros_case_and_spaces_count_for_nothing(number: str, data: st.DataObject):
    prefix = get_prefix(number)
    bare = prefix + number[len(prefix) :].lstrip("0")
    place = data.draw(st.integers(min_value=0, max_value=len(bare)))

    assert parse_company_number(f" {bare[:place]} {bare[place:]}".lower()) == number


@given(st.text(max_size=12))
def test_any_text_gives_a_number_in_full_or_is_refused(text: str):
    try:
        number = parse_company_number(text)
    except NotACompanyNumber:
        return
    assert NUMBER.fullmatch(number)
    assert len(number) == 8
    assert parse_company_number(number) == number
    assert re.sub(r"[\s0]", "", number) == re.sub(r"[\s0]", "", text.upper())


def test_every_number_of_the_real_sample_is_in_full_and_known():
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        numbers = [row[" CompanyNumber"] for row in csv.DictReader(file)]

    assert [parse_company_number(number) for number in numbers] == numbers
    assert "" not in {describe_company_number(number) for number in numbers}
    assert len(numbers) == 55


def test_kind_of_an_unknown_prefix_is_not_known():
    assert describe_company_number("ZZ000001") == ""
    assert describe_company_number("SG000484") == "Scottish partnership"
