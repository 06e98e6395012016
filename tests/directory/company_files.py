"""Files of Companies House's bulk format for tests: a real sample, and rows that are made up.

``SAMPLE`` has 55 real rows of the free company data product of November 2017 (Companies House, free to
reuse), which the Data Hub of the Department for Business and Trade keeps as a test file
(github.com/uktrade/data-hub-api, MIT): address lines, care-of and PO box blanked, companies named
after a person left out. The quirks are those of the real file.
"""

import io
from pathlib import Path

from django.core.management import call_command

from bench.company_rows import make_row, write_rows
from directory.models import Company, Outcode
from tests.directory.listings import OutcodeFactory, SectorFactory, SourceFactory

SAMPLE = Path(__file__).parent / "companies_2017_11.csv"
NOVEMBER = "BasicCompanyDataAsOneFile-2026-11-01.csv"
DECEMBER = "BasicCompanyDataAsOneFile-2026-12-01.csv"


def make_company(number: str = "ZZ000001", **changes: str) -> dict[str, str]:
    """Return a row of an invented software company in LS1; ``changes`` by column, dots as ``__``."""
    row = make_row(0) | {
        "CompanyName": f"EXAMPLE LOOM {number} LIMITED",
        "CompanyNumber": number,
        "RegAddress.PostCode": "LS1 1AA",
        "CompanyStatus": "Active",
        "CompanyCategory": "Private Limited Company",
        "IncorporationDate": "05/03/2012",
        "Accounts.AccountCategory": "MICRO ENTITY",
        "SICCode.SicText_1": "62012 - Business and domestic software development",
        "SICCode.SicText_2": "",
        "PreviousName_1.CompanyName": "",
        "URI": f"http://business.data.gov.uk/id/company/{number}",
    }
    return row | {name.replace("__", "."): value for name, value in changes.items()}


def write_companies(path: Path, *rows: dict[str, str]) -> Path:
    """Write a file of ``rows``."""
    with path.open("w", encoding="utf-8", newline="") as file:
        write_rows(file, iter(rows))
    return path


def prepare_north() -> Outcode:
    """Make what an import stands on: an outcode in Leeds, the sector of software, the source."""
    SourceFactory(key=Company.SOURCE, title="The register of companies")
    SectorFactory(code="software-development")
    return OutcodeFactory(code="LS1")


def run_import(path: Path, *options: str) -> list[str]:
    """Run the command and return the lines that it writes."""
    output = io.StringIO()
    call_command("import_companies", str(path), *options, stdout=output)
    return output.getvalue().splitlines()
