"""Files that people choose: CSV and XLSX become rows of texts, all else one clear sentence."""

import io
import zipfile

import pytest

from directory import spreadsheets
from directory.spreadsheets import BadSpreadsheet, SheetRow, read_spreadsheet
from tests.directory.sheets import write_xlsx

COLUMNS = ["name", "company_number"]


def read(data: bytes | str) -> list[SheetRow]:
    return read_spreadsheet(data if isinstance(data, bytes) else data.encode(), columns=COLUMNS)


@pytest.mark.parametrize(
    "text",
    [
        "name,company_number\nLoom,1\n\n,\nMill,2",
        "\ufeffName, Company number \r\nLoom,1\r\n\r\n,\r\nMill,2\r\n",
        "company_number;name\n1;Loom\n\n;\n2;Mill\n",
        'name\tcompany_number\n"Loom"\t1\n\n\t\nMill\t2\n',
    ],
)
def test_csv_is_read_whatever_its_order_and_separator(text: str):
    assert read(text) == [
        SheetRow(2, {"name": "Loom", "company_number": "1"}),
        SheetRow(5, {"name": "Mill", "company_number": "2"}),
    ]


def test_xlsx_gives_values_as_people_write_them():
    data = write_xlsx(["name", "company_number"], ["Loom", 4870829], [None, None], ["Mill", 12.5])

    assert read(data) == [
        SheetRow(2, {"name": "Loom", "company_number": "4870829"}),
        SheetRow(4, {"name": "Mill", "company_number": "12.5"}),
    ]


def test_formula_counts_by_its_value_which_a_file_never_calculated_lacks():
    data = write_xlsx(["name", "company_number"], ["=1+1", "1"])

    assert read(data) == [SheetRow(2, {"name": "", "company_number": "1"})]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "The first row must name the columns, as in the template."),
        (b"%PDF-1.7\nx", "The first row must name the columns, as in the template."),
        (b"name\n", "The file has no rows below the names of its columns."),
        (
            b"name,colour\nLoom,red\n",
            "There is no column “colour”. Remove it, or name it as in the template.",
        ),
        (
            b"name,,company_number\nLoom,,1\n",
            "There is no column “?”. Remove it, or name it as in the template.",
        ),
        (b"name,name\nLoom,Mill\n", "The column name is there twice."),
        (b"name\nLoom,1\n", "Row 2 has more values than there are columns."),
        (b'name\n"Loom" x\n', "Line 2 is not well-formed CSV: ',' expected after '\"'."),
        (
            "name\nCafé\n".encode("latin-1"),
            "The file is neither XLSX nor text in UTF-8. In Excel, save it as “CSV UTF-8” or as XLSX.",
        ),
        (b"PK\x03\x04 and no more", "The XLSX file cannot be read. Save it again, or as CSV UTF-8."),
        (
            b"name\n" + b"x" * 20_001,
            "Row 2 has more than 20,000 characters in the column name.",
        ),
        (b"name\n" + b"x\n" * 5001, "The file has more than 5,000 rows. Import it in parts."),
        (b"x" * (5 * 1024 * 1024 + 1), "The file is larger than 5 MB. Import it in parts."),
    ],
)
def test_file_that_cannot_be_used_says_why(data: bytes, reason: str):
    with pytest.raises(BadSpreadsheet) as refused:
        read(data)

    assert str(refused.value) == reason


def test_zip_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (spreadsheets.LARGEST_UNPACKED + 1))
    monkeypatch.setattr(spreadsheets, "load_workbook", None)  # it is not even called

    with pytest.raises(BadSpreadsheet, match=r"^The XLSX file is too large when it is unpacked\."):
        read(packed.getvalue())


def test_xlsx_of_too_many_rows_is_refused():
    with pytest.raises(BadSpreadsheet, match=r"^The file has more than 5,000 rows\. Import it in parts\.$"):
        read(write_xlsx(["name"], *([["Loom"]] * 5001)))


def test_every_cut_of_an_xlsx_is_refused_in_one_sentence():
    data = write_xlsx(["name"], ["Loom"])

    for length in range(4, len(data), 97):
        with pytest.raises(BadSpreadsheet):
            read(data[:length])
