"""Files and orders that make no sense: one clear sentence, and nothing is changed."""

import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError
from django.db import connections

from directory.models import Company, CompanyImport, Outcode
from directory.services import company_import
from tests.directory.company_files import (
    DECEMBER,
    NOVEMBER,
    make_company,
    prepare_north,
    run_import,
    write_companies,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _north(settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    prepare_north()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", r"is not the company data of Companies House: its first line has no column CompanyNumber\."),
        (b"name,number\nx,1\n", r"is not the company data of Companies House: its first line has no column"),
        (b"\xff\xfe\x00", r"is not the company data of Companies House: its first line is not CSV\."),
        (b"%PDF-1.7\n%\xe2\xe3\n", r"is not the company data of Companies House: its first line has no col"),
    ],
)
def test_wrong_file_is_refused_in_one_sentence(tmp_path: Path, content: bytes, reason: str):
    path = tmp_path / "wrong-2026-11-01.csv"
    path.write_bytes(content)

    with pytest.raises(CommandError, match=rf"^wrong-2026-11-01\.csv {reason}"):
        run_import(path)

    assert not CompanyImport.objects.exists()


def test_missing_file_is_refused(tmp_path: Path):
    with pytest.raises(CommandError, match=r"^none-2026-11-01\.csv cannot be read: No such file or direc"):
        run_import(tmp_path / "none-2026-11-01.csv")


def test_damaged_zip_is_refused_and_changes_nothing(tmp_path: Path):
    plain = write_companies(tmp_path / NOVEMBER, *(make_company(f"ZZ000{n:03}") for n in range(1, 100)))
    path = tmp_path / "BasicCompanyDataAsOneFile-2026-11-01.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(plain, NOVEMBER)
    path.write_bytes(path.read_bytes().replace(b"ZZ000077", b"ZZ000078"))

    with pytest.raises(CommandError, match=r"is damaged \(Bad CRC-32 for file .*\)\. Download it again\.$"):
        run_import(path)

    assert not Company.objects.exists()


def test_zip_is_imported_like_the_file_in_it(tmp_path: Path):
    plain = write_companies(tmp_path / NOVEMBER, make_company("ZZ000001"), make_company("ZZ000002"))
    path = tmp_path / "BasicCompanyDataAsOneFile-2026-11-01.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(plain, NOVEMBER)

    assert run_import(path)[1] == "Companies: 2 new, 0 changed, 0 closed, 0 unchanged."
    assert run_import(plain)[1] == "Companies: 0 new, 0 changed, 0 closed, 2 unchanged."


def test_order_of_columns_and_marks_at_the_head_do_not_matter(tmp_path: Path):
    path = write_companies(tmp_path / NOVEMBER, make_company())
    lines = path.read_text().splitlines()
    moved = [",".join(reversed(line.split(","))) for line in lines]
    path.write_text("\ufeff" + "\n".join(moved))

    run_import(path)

    assert Company.objects.get().name == "EXAMPLE LOOM ZZ000001 LIMITED"


def test_older_snapshot_is_refused(tmp_path: Path):
    run_import(write_companies(tmp_path / DECEMBER, make_company()))

    with pytest.raises(CommandError, match=r"^The register is as of 1 December 2026 already, and this file"):
        run_import(write_companies(tmp_path / NOVEMBER, make_company()))


def test_day_of_the_data_must_be_known(tmp_path: Path):
    path = write_companies(tmp_path / "companies.csv", make_company())

    with pytest.raises(CommandError, match=r"^companies\.csv does not say which day it is of\. Give it: --s"):
        run_import(path)
    with pytest.raises(CommandError, match=r"argument --snapshot-date: invalid read_day value: '1/11/2026'"):
        run_import(path, "--snapshot-date", "1/11/2026")

    assert run_import(path, "--snapshot-date", "2026-11-01")[0] == (
        "companies.csv, as of 1 November 2026: 1 rows."
    )


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (
            ["--sic", "6201"],
            r"^--sic takes digital, adjacent, all, or codes like 62012,62020; '6201' is none",
        ),
        (
            ["--outcodes", "LS1,Leeds"],
            r"^--outcodes takes north, all, or outcodes like LS1,M1; 'LEEDS' is no",
        ),
        (["--max-closed", "101"], r"^--max-closed takes a percentage from 0 to 100\.$"),
    ],
)
def test_options_that_make_no_sense_are_refused(tmp_path: Path, options: list[str], reason: str):
    path = write_companies(tmp_path / NOVEMBER, make_company())

    with pytest.raises(CommandError, match=reason):
        run_import(path, *options)


def test_rejects_must_be_writable(tmp_path: Path):
    path = write_companies(tmp_path / NOVEMBER, make_company())

    with pytest.raises(CommandError, match=r" cannot be written: Is a directory\.$"):
        run_import(path, "--rejects", str(tmp_path))

    assert not Company.objects.exists()


def test_north_must_be_known(tmp_path: Path):
    Outcode.objects.all().delete()

    with pytest.raises(CommandError, match=r"^There is no reference data yet\. Run manage\.py load_refer"):
        run_import(write_companies(tmp_path / NOVEMBER, make_company()))


def test_second_import_at_once_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(company_import, "LOCK_ATTEMPTS", 1)
    other = connections["default"].copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [company_import.IMPORT_LOCK])
        with pytest.raises(CommandError, match=r"^Another import is running, or one that was killed is sti"):
            run_import(write_companies(tmp_path / NOVEMBER, make_company()))
    finally:
        other.close()
