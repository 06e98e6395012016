"""Which SIC codes make a company digital."""

import csv

from directory.digital_sic import list_digital_codes, read_digital_codes
from directory.reference_reading import FOLDER, read_reference


def test_codes_are_those_of_the_definition_and_those_that_we_add():
    digital, all_codes = list_digital_codes(), list_digital_codes(adjacent=True)

    assert (len(digital), len(all_codes)) == (43, 73)
    assert digital < all_codes == set(read_digital_codes())
    assert {"62012", "59111"} <= digital  # software; film
    assert "28990" not in digital  # special-purpose machinery


def test_every_code_suggests_a_sector_that_there_is():
    sectors = {row["code"] for row in read_reference().rows("sectors.csv")}

    assert {code.sector for code in read_digital_codes().values()} <= sectors


def test_file_names_sources_that_there_are():
    with (FOLDER / "digital_sic.csv").open(encoding="utf-8") as file:
        named = file.readline().removeprefix("# sources:").split()
    with (FOLDER / "sources.csv").open(encoding="utf-8") as file:
        keys = {row[0] for row in csv.reader(file) if row}

    assert named
    assert set(named) <= keys
