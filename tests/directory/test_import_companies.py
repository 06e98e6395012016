"""The import of the register: what it takes in, what it changes, what it leaves alone."""

import csv
import datetime
from pathlib import Path

import pytest
from django.core.management import CommandError

from directory.models import Company, CompanyImport
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


def list_numbers() -> list[str]:
    return list(Company.objects.order_by("number").values_list("number", flat=True))


def test_import_keeps_what_the_register_says(tmp_path: Path):
    row = make_company(
        CompanyName="EXAMPLE LOOM  SOFTWARE LIMITED",
        SICCode__SicText_2="7487 - Other business activities",
        SICCode__SicText_3="62020 - Information technology consultancy activities",
        SICCode__SicText_4="None Supplied",
        PreviousName_1__CompanyName='EXAMPLE "LOOM" {1}, \\ LIMITED',
        RegAddress__CareOf="SOMEBODY",
    )

    lines = run_import(write_companies(tmp_path / NOVEMBER, row))

    company = Company.objects.get()
    assert (company.number, company.name) == ("ZZ000001", "EXAMPLE LOOM SOFTWARE LIMITED")
    assert (company.status, company.status_text) == ("active", "Active")
    assert (company.category, company.accounts_category) == ("Private Limited Company", "MICRO ENTITY")
    assert company.incorporated_on == datetime.date(2012, 3, 5)
    assert (company.postcode, company.outcode_id) == ("LS1 1AA", "LS1")
    assert company.sic_codes == ["62012", "62020"]
    assert company.previous_names == ['EXAMPLE "LOOM" {1}, \\ LIMITED']
    assert (company.closed_on, company.last_seen_on) == (None, datetime.date(2026, 11, 1))
    assert lines == [
        f"{NOVEMBER}, as of 1 November 2026: 1 rows.",
        "Companies: 1 new, 0 changed, 0 closed, 0 unchanged.",
        "Company numbers begin with letters that are not on our list: ZZ.",
    ]


def test_only_digital_companies_of_the_north_are_taken_unless_told_otherwise(tmp_path: Path):
    path = write_companies(
        tmp_path / "part-2026-11-01.csv",
        make_company("ZZ000001"),
        make_company("ZZ000002", RegAddress__PostCode="EC1V 1AA"),
        make_company("ZZ000003", SICCode__SicText_1="47710 - Retail sale of clothing"),
        make_company("ZZ000004", SICCode__SicText_1="28990 - Manufacture of other machinery"),
        make_company("ZZ000005", SICCode__SicText_1="47710 - Clothes", SICCode__SicText_4="62090 - IT"),
        make_company("ZZ000006", RegAddress__PostCode=""),
    )

    for options, expected in [
        ([], "15"),
        (["--sic", "adjacent"], "145"),
        (["--sic", "47710,28990"], "345"),
        (["--sic", "all"], "1345"),
        (["--outcodes", "all"], "1256"),
        (["--outcodes", "ec1v"], "2"),
        (["--outcodes", "all", "--sic", "all"], "123456"),
    ]:
        Company.objects.all().delete()
        run_import(path, *options)
        assert list_numbers() == [f"ZZ00000{number}" for number in expected], options


def test_same_file_again_changes_nothing(tmp_path: Path):
    path = write_companies(tmp_path / NOVEMBER, make_company("ZZ000001"), make_company("ZZ000002"))
    run_import(path)
    before = list(Company.objects.order_by("number").values())

    lines = run_import(path)

    assert lines[1] == "Companies: 0 new, 0 changed, 0 closed, 2 unchanged."
    assert list(Company.objects.order_by("number").values()) == before


def test_next_snapshot_brings_new_changed_and_closed(tmp_path: Path):
    rows = [make_company(f"ZZ00000{number}") for number in range(1, 5)]
    run_import(write_companies(tmp_path / NOVEMBER, *rows))
    imported_at = dict(Company.objects.values_list("number", "imported_at"))
    rows[1] = make_company("ZZ000002", CompanyName="EXAMPLE SPINDLE LIMITED", CompanyStatus="Liquidation")
    path = write_companies(tmp_path / DECEMBER, rows[0], rows[1], rows[3], make_company("ZZ000005"))

    lines = run_import(path)

    assert lines[1] == "Companies: 1 new, 1 changed, 1 closed, 2 unchanged."
    december = datetime.date(2026, 12, 1)
    facts = Company.objects.order_by("number").values_list("number", "status", "closed_on", "last_seen_on")
    assert list(facts) == [
        ("ZZ000001", "active", None, december),
        ("ZZ000002", "liquidation", None, december),
        ("ZZ000003", "dissolved", december, datetime.date(2026, 11, 1)),
        ("ZZ000004", "active", None, december),
        ("ZZ000005", "active", None, december),
    ]
    kept = Company.objects.in_bulk(["ZZ000001", "ZZ000004"])
    assert {number: each.imported_at for number, each in kept.items()} == {
        number: imported_at[number] for number in kept
    }
    assert run_import(path)[1] == "Companies: 0 new, 0 changed, 0 closed, 4 unchanged."


def test_closed_company_that_comes_back_is_open_again(tmp_path: Path):
    rows = [make_company("ZZ000001"), make_company("ZZ000002")]
    run_import(write_companies(tmp_path / NOVEMBER, *rows))
    run_import(write_companies(tmp_path / DECEMBER, rows[1]))
    assert Company.objects.closed().get().number == "ZZ000001"

    run_import(write_companies(tmp_path / "BasicCompanyDataAsOneFile-2027-01-01.csv", *rows))

    company = Company.objects.get(number="ZZ000001")
    assert (company.status, company.closed_on) == ("active", None)


def test_company_that_is_known_is_followed_out_of_the_north(tmp_path: Path):
    run_import(write_companies(tmp_path / NOVEMBER, make_company()))
    moved = make_company(RegAddress__PostCode="EC1V 1AA", SICCode__SicText_1="99999 - Dormant Company")

    lines = run_import(write_companies(tmp_path / DECEMBER, moved))

    assert lines[1] == "Companies: 0 new, 1 changed, 0 closed, 0 unchanged."
    company = Company.objects.get()
    assert (company.postcode, company.outcode_id, company.status) == ("EC1V 1AA", None, "active")


def test_part_of_the_register_closes_nothing(tmp_path: Path):
    rows = [make_company("ZZ000001"), make_company("ZZ000002")]
    run_import(write_companies(tmp_path / NOVEMBER, *rows))
    name = "BasicCompanyData-2026-12-01-part1_7.csv"

    lines = run_import(write_companies(tmp_path / name, rows[0]))

    assert lines[1] == "Companies: 0 new, 0 changed, none closed, since this is a part, 1 unchanged."
    assert not Company.objects.closed().exists()
    assert run_import(tmp_path / name, "--whole")[1] == (
        "Companies: 0 new, 0 changed, 1 closed, 1 unchanged."
    )


def test_file_that_lacks_too_many_companies_is_refused(tmp_path: Path):
    rows = [make_company(f"ZZ000{number:03}") for number in range(1, 204)]
    run_import(write_companies(tmp_path / NOVEMBER, *rows))
    path = write_companies(tmp_path / DECEMBER, *rows[:102])

    with pytest.raises(CommandError, match=r"^101 of 203 companies are missing from the file, which may be"):
        run_import(path)

    assert not Company.objects.closed().exists()
    assert run_import(path, "--max-closed", "50")[-2] == (
        "Companies: 0 new, 0 changed, 101 closed, 102 unchanged."
    )


def test_dry_run_counts_and_changes_nothing(tmp_path: Path):
    rows = [make_company("ZZ000001"), make_company("ZZ000002")]
    run_import(write_companies(tmp_path / NOVEMBER, *rows))
    before = list(Company.objects.order_by("number").values())
    changed = make_company("ZZ000002", CompanyStatus="Liquidation")
    path = write_companies(tmp_path / DECEMBER, changed, make_company("ZZ000003"))

    lines = run_import(path, "--dry-run")

    counts = "Companies: 1 new, 1 changed, 1 closed, 0 unchanged."
    assert lines[0] == "Dry run: nothing was changed. The import would do this:"
    assert counts in lines
    assert list(Company.objects.order_by("number").values()) == before
    assert CompanyImport.objects.filter(finished_at=None).count() == 1
    lines = run_import(path)
    assert lines[0] == "Lines up to 3 were read by the run before."
    assert counts in lines
    assert list(Company.objects.order_by("number").values_list("status", flat=True)) == [
        "dissolved",
        "liquidation",
        "active",
    ]


def test_rows_that_cannot_be_used_are_rejected_with_line_and_reason(tmp_path: Path):
    path = write_companies(
        tmp_path / NOVEMBER,
        make_company("ZZ000001", IncorporationDate="31/02/2012"),
        make_company("12-34", URI=""),
        make_company("ZZ000003", CompanyName=" "),
        make_company("ZZ000004", CompanyName="X" * 161),
        make_company("ZZ000005", CompanyStatus="Act\x00ive"),
        make_company("ZZ000006", PreviousName_10__CompanyName="X" * 161),
        make_company("ZZ000007"),
        make_company("ZZ000007", CompanyName="EXAMPLE LATER LIMITED"),
        make_company("ZZ000009", DissolutionDate="2012-03-05"),
        make_company("ZZ000010", RegAddress__PostCode="EC1V 1AA", IncorporationDate="never"),
    )
    with path.open("a") as file:
        file.write('"EXAMPLE CUT SHORT LIMITED","ZZ00')
    rejects = tmp_path / "rejects.csv"

    lines = run_import(path, "--rejects", str(rejects))

    assert lines[-1] == f"Rejected: 9 rows, with their reasons in {rejects}."
    with rejects.open(newline="") as file:
        written = sorted(
            (int(row["line"]), row["company_number"], row["reason"]) for row in csv.DictReader(file)
        )
    assert written == [
        (2, "ZZ000001", "IncorporationDate: '31/02/2012' is not a date like 31/01/2019"),
        (3, "12-34", "CompanyNumber: '12-34' is not a company number like 04870829 or SC123456"),
        (4, "ZZ000003", "CompanyName: is empty"),
        (5, "ZZ000004", "CompanyName: is longer than 160 characters"),
        (6, "ZZ000005", "CompanyStatus: has control characters"),
        (7, "ZZ000006", "CompanyName: is longer than 160 characters"),
        (9, "ZZ000007", "has a company number that an earlier row has"),
        (10, "ZZ000009", "DissolutionDate: '2012-03-05' is not a date like 31/01/2019"),
        (12, "", "has a quotation mark that is not closed"),
    ]
    assert list(Company.objects.values_list("number", "name")) == [
        ("ZZ000007", "EXAMPLE LOOM ZZ000007 LIMITED")
    ]


def test_company_whose_row_is_rejected_is_not_closed(tmp_path: Path):
    run_import(write_companies(tmp_path / NOVEMBER, *(make_company(f"ZZ00000{n}") for n in (1, 2, 3, 4))))
    path = write_companies(tmp_path / DECEMBER, make_company("ZZ000001", IncorporationDate="never"))
    with path.open("a") as file:
        file.write('"EXAMPLE OF "FEW" VALUES","ZZ000002"\r\n"EXAMPLE NOT CLOSED,"ZZ000003"')

    run_import(path)

    assert list(Company.objects.closed().values_list("number", flat=True)) == ["ZZ000004"]


def test_clean_file_leaves_no_reject_file(tmp_path: Path):
    run_import(write_companies(tmp_path / NOVEMBER, make_company()))

    assert [path.name for path in (tmp_path / "imports").iterdir()] == []


def test_dissolved_row_is_closed_on_its_own_date(tmp_path: Path):
    run_import(write_companies(tmp_path / NOVEMBER, make_company(DissolutionDate="07/06/2020")))

    company = Company.objects.get()
    assert (company.status, company.closed_on) == ("dissolved", datetime.date(2020, 6, 7))


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Active", "active"),
        ("Active - Proposal to Strike off", "active"),
        ("Liquidation", "liquidation"),
        ("In Administration", "administration"),
        ("In Administration/Administrative Receiver", "administration"),
        ("RECEIVER MANAGER / ADMINISTRATIVE RECEIVER", "receivership"),
        ("Live but Receiver Manager on at least one charge", "receivership"),
        ("Voluntary Arrangement", "voluntary-arrangement"),
        ("Something new", "other"),
        ("", "other"),
    ],
)
def test_status_is_kept_in_the_words_of_the_api(tmp_path: Path, text: str, status: str):
    run_import(write_companies(tmp_path / NOVEMBER, make_company(CompanyStatus=text)))

    company = Company.objects.get()
    assert (company.status, company.status_text) == (status, text)
