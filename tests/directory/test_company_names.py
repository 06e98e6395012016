"""Names of the register in readable case."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.company_names import write_readably


@pytest.mark.parametrize(
    ("name", "readable"),
    [
        ("EXAMPLE LOOM SOFTWARE LIMITED", "Example Loom Software Limited"),
        ("THE MILL AND LOOM CO. LTD", "The Mill and Loom Co. Ltd"),
        ("PLL SERVICES LIMITED", "PLL Services Limited"),
        ("LIYA IT CONSULTANCY LIMITED", "Liya IT Consultancy Limited"),
        ("EXAMPLE PLC", "Example plc"),
        ("CIPCO LLP", "Cipco LLP"),
        ("A1 SUPA SKIPS LTD", "A1 Supa Skips Ltd"),
        ("BORDER TEXTILES (U.K.) LIMITED", "Border Textiles (U.K.) Limited"),
        ("O'NEILL'S DATA-LOOM LIMITED", "O'Neill's Data-Loom Limited"),
        ("Already Readable LTD", "Already Readable LTD"),
        ("ŠKODA LABS", "Škoda Labs"),
        ("", ""),
    ],
)
def test_name_is_written_readably(name: str, readable: str):
    assert write_readably(name) == readable


@given(st.text(alphabet="ABCDEÉ123 .-&()'", max_size=40))
def test_only_the_case_of_a_name_changes(name: str):
    assert write_readably(name).upper() == name
