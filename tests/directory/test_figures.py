"""How published figures are written."""

from decimal import Decimal

import pytest

from directory.figures import format_value


@pytest.mark.parametrize(
    ("value", "unit", "precision", "expected"),
    [
        ("52000.00", "jobs", "close to", "close to 52,000"),
        ("463", "businesses", "", "463"),
        ("2900000000", "GBP", "", "£2.9 billion"),
        ("680000000.00", "GBP", "", "£680 million"),
        ("3670000000", "GBP", "", "£3.67 billion"),
        ("950", "GBP", "", "£950"),
        ("2000000", "GBP a year", "", "£2 million a year"),
        ("3.60", "percent a year", "", "3.6% a year"),
        ("22", "percent of digital businesses", "", "22% of digital businesses"),
        ("100.00", "percent", "over", "over 100%"),
        ("1973", "start-ups a year", "", "1,973"),
        ("0", "jobs", "", "0"),
    ],
)
def test_format_value_reads_as_people_write(value, unit, precision, expected):
    assert format_value(Decimal(value), unit=unit, precision=precision) == expected
