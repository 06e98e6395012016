"""Dates and numbers as each language writes them."""

import datetime
from decimal import Decimal

import pytest
from django.utils import translation
from django.utils.formats import date_format, number_format

from directory.figures import format_value

DAY = datetime.datetime(2026, 11, 5, 14, 5)


@pytest.mark.parametrize(
    ("language", "day", "long", "number"),
    [
        ("en-gb", "5 November 2026", "Thursday 5 November 2026, 14:05", "1,234,567.8"),
        ("de", "5. November 2026", "Donnerstag, 5. November 2026, 14:05", "1.234.567,8"),
        ("fr", "5 novembre 2026", "jeudi 5 novembre 2026 à 14:05", "1\u202f234\u202f567,8"),
        ("es", "5 de noviembre de 2026", "jueves, 5 de noviembre de 2026, 14:05", "1\xa0234\xa0567,8"),
        ("ja", "2026年11月5日", "2026年11月5日 木曜日 14:05", "1,234,567.8"),
        ("zh-hans", "2026年11月5日", "2026年11月5日 星期四 14:05", "1,234,567.8"),
    ],
)
def test_dates_and_numbers_are_written_as_the_language_does(
    language: str, day: str, long: str, number: str
) -> None:
    with translation.override(language):
        assert date_format(DAY, "j F Y").lower() == day.lower()
        assert date_format(DAY, "l j F Y, H:i").lower() == long.lower()
        assert number_format(Decimal("1234567.8"), decimal_pos=1, force_grouping=True) == number


def test_figure_puts_precision_and_period_around_the_number() -> None:
    assert (
        format_value(Decimal("1500000"), unit="GBP a year", precision="more than")
        == "more than £1.5 million a year"
    )
    assert format_value(Decimal(12), unit="percent since March", precision="some") == "some 12% since March"
