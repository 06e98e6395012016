"""Reading files as streams: what is broken takes nothing else with it."""

import csv
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.company_files import LONGEST_LINE, BadCompanyFile, Fault, RowStream, open_company_file


class Row(NamedTuple):
    """A row and where it stands."""

    line: int
    last_line: int
    end: int
    fields: list[str]
    fault: str


def take_rows(rows: RowStream) -> Iterator[Row]:
    for row in rows:
        fields, fault = ([], row.reason) if isinstance(row, Fault) else (row, "")
        yield Row(rows.line, rows.last_line, rows.end, fields, fault)


def read(text: str | bytes, *, line: int = 0, position: int = 0) -> list[tuple[int, list[str], str]]:
    raw = text.encode() if isinstance(text, str) else text
    stream = io.BytesIO(raw)
    stream.seek(position)
    rows = list(take_rows(RowStream(stream, width=2, line=line, end=position)))
    assert rows == [] or rows[-1].end == len(raw.rstrip(b"\r\n ")) or raw.endswith((b"\n", b" "))
    return [(row.line, row.fields, row.fault) for row in rows]


def test_rows_carry_their_lines():
    assert read('"a","b"\r\n\r\n"c","d"\n"e","f"') == [
        (1, ["a", "b"], ""),
        (3, ["c", "d"], ""),
        (4, ["e", "f"], ""),
    ]


def test_quotation_marks_and_commas_within_values_are_kept():
    assert read('"a ""quoted"" b","c, d"\n') == [(1, ['a "quoted" b', "c, d"], "")]


def test_line_break_within_a_value_is_kept():
    assert read('"a\nb","c"\n"d","e"\n') == [(1, ["a\nb", "c"], ""), (3, ["d", "e"], "")]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('"a"', "has 1 values instead of 2"),
        ('"a","b","c"', "has 3 values instead of 2"),
        ('"a,"b"', "has a quotation mark that is not closed"),
        ('"a","b" c"d"', "is not CSV: ',' expected after '\"'"),
        ('a"b,"c', "is not CSV: unexpected end of data"),
        ("\udcff", "is not text in UTF-8"),
        ('"' + "x" * LONGEST_LINE + '","b"', "is longer than any row of the register"),
    ],
)
def test_broken_row_takes_no_other_with_it(line: str, fault: str):
    raw = f'"before","it"\n{line}\n"after","it"\n"and","on"\n'.encode(errors="surrogateescape")

    assert read(raw) == [
        (1, ["before", "it"], ""),
        (2, [], fault),
        (3, ["after", "it"], ""),
        (4, ["and", "on"], ""),
    ]


def test_endless_line_after_an_open_quotation_mark_takes_no_other_with_it():
    text = f'"a,"b"\n{"x" * (2 * LONGEST_LINE + 10)}\n"after","it"\n'

    assert read(text) == [
        (1, [], "has a quotation mark that is not closed"),
        (2, [], "is longer than any row of the register"),
        (3, ["after", "it"], ""),
    ]


def test_reading_goes_on_where_it_stopped():
    text = '"a","b"\n"c\nd","e"\n"f,"g"\n"h","i"\n"j","k"\n'
    rows = list(take_rows(RowStream(io.BytesIO(text.encode()), width=2, line=0, end=0)))

    for count, row in enumerate(rows, start=1):
        stream = io.BytesIO(text.encode())
        stream.seek(row.end)
        rest = RowStream(stream, width=2, line=row.last_line, end=row.end)
        assert list(take_rows(rest)) == rows[count:]


@given(st.lists(st.sampled_from(['"a","b"', '"a', 'a"', '"a""b","c"', "", "x", '","']), max_size=12))
def test_whatever_the_lines_each_is_read_once(lines: list[str]):
    raw = "".join(f"{line}\n" for line in lines).encode()
    rows = list(take_rows(RowStream(io.BytesIO(raw), width=2, line=0, end=0)))

    numbers = [row.line for row in rows]
    assert numbers == sorted(set(numbers))
    assert [row.end for row in rows] == sorted({row.end for row in rows})
    assert all(row.end <= len(raw) for row in rows)
    assert all((len(row.fields) == 2) != bool(row.fault) for row in rows)


@given(
    st.lists(st.lists(st.text(max_size=5), min_size=2, max_size=2), max_size=5),
    st.sampled_from(["\r\n", "\n"]),
)
def test_rows_are_read_as_python_reads_them(rows: list[list[str]], end: str):
    file = io.StringIO(newline="")
    csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator=end).writerows(
        [[text.replace("\r", "").replace("\n", "") for text in row] for row in rows]
    )
    text = file.getvalue()

    assert [row[1] for row in read(text)] == list(csv.reader(text.split(end)[:-1]))


def test_zip_is_read_as_the_file_in_it(tmp_path: Path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("readme.txt", "x")
        archive.writestr("A.CSV", "one\ntwo\nthree\n")

    with open_company_file(path) as file:
        assert (file.name, file.size) == ("a.zip", 14)
        assert file.stream.readline() == b"one\n"
        assert file.stream.tell() == 4
        file.stream.seek(8)
        assert file.stream.read() == b"three\n"


@pytest.mark.parametrize("names", [[], ["a.csv", "b.csv"]])
def test_zip_must_hold_one_csv_file(tmp_path: Path, names: list[str]):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ["a.txt", *names]:
            archive.writestr(name, "x")

    with (
        pytest.raises(BadCompanyFile, match=rf"^a\.zip has {len(names)} CSV files in it, where one is"),
        open_company_file(path),
    ):
        pass


def test_damaged_zip_is_named(tmp_path: Path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", "one\n" * 100)
    path.write_bytes(path.read_bytes().replace(b"one\none\n", b"two\ntwo\n", 1))

    with (
        pytest.raises(BadCompanyFile, match=r"^a\.zip is damaged \(Bad CRC-32 .*\)\. Download it again\.$"),
        open_company_file(path) as file,
    ):
        file.stream.read()


def test_missing_file_is_named(tmp_path: Path):
    with (
        pytest.raises(BadCompanyFile, match=r"^none\.csv cannot be read: No such file or directory\.$"),
        open_company_file(tmp_path / "none.csv"),
    ):
        pass
