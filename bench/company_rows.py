"""Invented files in the format of Companies House's free company data product, for tests and benchmarks.

    python -m bench.company_rows --rows 100000 companies.csv

Every row is made up and says so: names begin with EXAMPLE, and numbers with ZZ, ZY and so on, which
no register uses. The same number always gives the same company. Postcodes, activities and statuses
are skewed about as in the real file: one company in five is in the North, one in twelve is digital.
"""

import argparse
import csv
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

HEADER = (
    "CompanyName, CompanyNumber,RegAddress.CareOf,RegAddress.POBox,RegAddress.AddressLine1,"
    " RegAddress.AddressLine2,RegAddress.PostTown,RegAddress.County,RegAddress.Country,RegAddress.PostCode,"
    "CompanyCategory,CompanyStatus,CountryOfOrigin,DissolutionDate,IncorporationDate,Accounts.AccountRefDay,"
    "Accounts.AccountRefMonth,Accounts.NextDueDate,Accounts.LastMadeUpDate,Accounts.AccountCategory,"
    "Returns.NextDueDate,Returns.LastMadeUpDate,Mortgages.NumMortCharges,Mortgages.NumMortOutstanding,"
    "Mortgages.NumMortPartSatisfied,Mortgages.NumMortSatisfied,SICCode.SicText_1,SICCode.SicText_2,"
    "SICCode.SicText_3,SICCode.SicText_4,LimitedPartnerships.NumGenPartners,"
    "LimitedPartnerships.NumLimPartners,URI,"
    "PreviousName_1.CONDATE, PreviousName_1.CompanyName, PreviousName_2.CONDATE, PreviousName_2.CompanyName,"
    + ",".join(f"PreviousName_{n}.CONDATE, PreviousName_{n}.CompanyName" for n in range(3, 11))
    + ",ConfStmtNextDueDate, ConfStmtLastMadeUpDate"
)
COLUMNS = [name.strip() for name in HEADER.split(",")]
A_PREFIX = 999_999  # as many numbers as six digits give

FIRST = ("AIRE", "CALDER", "DERWENT", "HODDER", "IRWELL", "MERSEY", "RIBBLE", "TEES", "TYNE", "WEAR")
SECOND = ("DATA", "FOUNDRY", "HARBOUR", "LOOM", "MILL", "PIXEL", "SIGNAL", "SPINDLE", "VIADUCT", "WORKS")
THIRD = ("CARE", "DESIGN", "ENGINEERING", "HOLDINGS", "LABS", "MEDIA", "PROPERTIES", "SYSTEMS", "TRADING")
NORTH = ("M1", "M4", "M14", "LS1", "LS6", "S1", "S10", "L1", "L18", "NE1", "SR1", "TS1", "YO1", "BD1")
ELSEWHERE = ("EC1V", "W1K", "N1", "SE1", "B1", "BS1", "CF10", "EH1", "G1", "BN1", "OX1", "NG1", "CB2")
DIGITAL = (
    "62012 - Business and domestic software development",
    "62020 - Information technology consultancy activities",
    "62090 - Other information technology service activities",
    "63110 - Data processing, hosting and related activities",
    "59111 - Motion picture production activities",
)
OTHER = (
    "68209 - Other letting and operating of own or leased real estate",
    "82990 - Other business support service activities n.e.c.",
    "41202 - Construction of domestic buildings",
    "47910 - Retail sale via mail order houses or via Internet",
    "70229 - Management consultancy activities other than financial management",
    "99999 - Dormant Company",
    "7487 - Other business activities",
    "None Supplied",
)
STATUSES = ("Active",) * 92 + ("Active - Proposal to Strike off",) * 5 + ("Liquidation",) * 2
STATUSES += ("In Administration",)
CATEGORIES = ("Private Limited Company",) * 9 + ("Limited Liability Partnership",)
ACCOUNTS = ("MICRO ENTITY", "TOTAL EXEMPTION FULL", "DORMANT", "NO ACCOUNTS FILED", "FULL", "")


def make_number(index: int) -> str:
    """Return the company number of row ``index`` (from 0): ZZ000001 and on, then ZY000001 and on."""
    letter = chr(ord("Z") - index // A_PREFIX)
    return f"Z{letter}{index % A_PREFIX + 1:06}"


def make_row(index: int) -> dict[str, str]:
    """Return row ``index`` by column name."""
    draw = random.Random(index)
    area = draw.choice(NORTH) if draw.random() < 0.2 else draw.choice(ELSEWHERE)
    inward = f"{draw.randrange(10)}{draw.choice('ABDEFGHJ')}{draw.choice('LNPQRSTU')}"
    activities = [draw.choice(DIGITAL if draw.random() < 0.083 else OTHER)]
    if draw.random() < 0.2:
        activities.append(draw.choice(OTHER[:5]))
    number = make_number(index)
    name = f"EXAMPLE {draw.choice(FIRST)} {draw.choice(SECOND)} {draw.choice(THIRD)} {index} LIMITED"
    row = dict.fromkeys(COLUMNS, "")
    row |= {
        "CompanyName": name,
        "CompanyNumber": number,
        "RegAddress.AddressLine1": f"UNIT {index % 97}  EXAMPLE MILL",
        "RegAddress.PostTown": "EXAMPLETON",
        "RegAddress.PostCode": f"{area} {inward}",
        "CompanyCategory": draw.choice(CATEGORIES),
        "CompanyStatus": draw.choice(STATUSES),
        "CountryOfOrigin": "United Kingdom",
        "IncorporationDate": f"{draw.randint(1, 28):02}/{draw.randint(1, 12):02}/{draw.randint(1980, 2025)}",
        "Accounts.AccountCategory": draw.choice(ACCOUNTS),
        "URI": f"http://business.data.gov.uk/id/company/{number}",
    }
    row |= {f"SICCode.SicText_{place}": text for place, text in enumerate(activities, start=1)}
    if draw.random() < 0.1:
        row["PreviousName_1.CONDATE"] = "01/02/2014"
        row["PreviousName_1.CompanyName"] = f"EXAMPLE {draw.choice(SECOND)} {index} LIMITED"
    return row


def make_rows(count: int) -> Iterator[dict[str, str]]:
    """Yield ``count`` rows."""
    return (make_row(index) for index in range(count))


def write_rows(file: IO[str], rows: Iterator[dict[str, str]]) -> None:
    """Write the header, which has no quotation marks, and ``rows``, where every value has them."""
    file.write(HEADER + "\r\n")
    writer = csv.writer(file, quoting=csv.QUOTE_ALL)
    writer.writerows(list(row.values()) for row in rows)


def main(arguments: list[str]) -> None:
    """Write the file that ``arguments`` ask for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--rows", type=int, default=100_000)
    options = parser.parse_args(arguments)
    with options.file.open("w", encoding="utf-8", newline="") as file:
        write_rows(file, make_rows(options.rows))


if __name__ == "__main__":
    main(sys.argv[1:])
