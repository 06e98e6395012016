"""What the cells of a spreadsheet of businesses say."""

import csv

import pytest

from directory.listing_sheets import BY_NAME, read_listing, read_sheet, write_template
from directory.spreadsheets import SheetRow


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [
        ("company_number", "4870829", "04870829"),
        ("slug", "Example-Loom", "example-loom"),
        ("name", " Example \n Loom ", "Example Loom"),
        ("postcode", "ls14ap", "LS1 4AP"),
        ("sectors", "a; b;;a", ["a", "b"]),
        ("description", "One.\r\n\r\n  Two. ", "One.\n\nTwo."),
        ("website", "www.loom.example", "https://www.loom.example"),
        ("keywords", "textiles; planning", ["textiles", "planning"]),
        ("kind", "Charity or social enterprise", "charity"),
        ("kind", "PUBLIC_BODY", "public_body"),
        ("founded_year", "2014", 2014),
        ("size_band", "10–49", "10-49"),
    ],
)
def test_cell_is_read_as_people_write_it(column: str, text: str, value: object):
    listing = read_listing(SheetRow(2, {column: text}))

    assert (listing.values, listing.errors) == ({column: value}, [])


@pytest.mark.parametrize(
    ("column", "text", "reason"),
    [
        ("company_number", "12-34", "is not a company number like 04870829 or SC123456"),
        ("slug", "a b", "may have letters, digits and hyphens only"),
        ("name", "x" * 161, "has 161 characters; at most 160 fit"),
        ("name", "a\x00b", "has a character that cannot be shown"),
        ("postcode", "Leeds", "is not a full postcode like LS1 4AP"),
        ("website", "javascript:alert(1)", "is not a web address like https://www.example.co.uk"),
        ("website", "not an address", "is not a web address like https://www.example.co.uk"),
        ("keywords", ";".join(map(str, range(11))), "has 11 keywords; at most 10 fit"),
        ("keywords", "x" * 41, "has 41 characters; at most 40 fit"),
        ("founded_year", "1200", "is not a year like 2014"),
        ("founded_year", "2014.5", "is not a year like 2014"),
        ("size_band", "12", "is not one of: 1-9, 10-49, 50-249, 250-499, 500+"),
    ],
)
def test_cell_that_cannot_be_read_is_named(column: str, text: str, reason: str):
    listing = read_listing(SheetRow(2, {column: text}))

    assert listing.values == {}
    assert listing.errors == [f"{column}: “{text[:40]}” {reason}"]


def test_empty_cells_say_nothing():
    assert read_listing(SheetRow(2, {"name": " ", "town": ""})).values == {}


def test_template_has_every_column():
    assert next(csv.reader([write_template()])) == list(BY_NAME)


def test_examples_of_the_page_are_right():
    texts = {column.name: column.example for column in BY_NAME.values()}
    data = f"{write_template()}{','.join(texts.values())}\r\n".encode()

    listing = read_listing(read_sheet(data)[0])

    assert listing.errors == []
    assert listing.label == "Example Loom Limited"
