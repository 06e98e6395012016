"""Company numbers as Companies House gives them: read, written out in full, described.

The rules stand in Companies House's own guides: eight characters, of which spreadsheets like to
drop the leading zeros. A number never changes; a company's name can.
"""

import re

# What a number begins with, and what that says. A number with letters that are not here is
# accepted with a warning: Companies House adds kinds from time to time.
KINDS = {
    "": "company in England or Wales",
    "SC": "company in Scotland",
    "NI": "company in Northern Ireland",
    "R0": "company in Northern Ireland, registered before partition",
    "OC": "limited liability partnership in England or Wales",
    "SO": "limited liability partnership in Scotland",
    "NC": "limited liability partnership in Northern Ireland",
    "LP": "limited partnership in England or Wales",
    "SL": "limited partnership in Scotland",
    "NL": "limited partnership in Northern Ireland",
    "SG": "Scottish partnership",
    "FC": "overseas company",
    "SF": "overseas company in Scotland",
    "NF": "overseas company in Northern Ireland",
    "RS": "registered society",
    "IP": "industrial and provident society in England or Wales",
    "SP": "industrial and provident society in Scotland",
    "NP": "industrial and provident society in Northern Ireland",
    "AC": "assurance company in England or Wales",
    "SA": "assurance company in Scotland",
    "NA": "assurance company in Northern Ireland",
    "ZC": "unregistered company in England or Wales",
    "SZ": "unregistered company in Scotland",
    "NZ": "unregistered company in Northern Ireland",
    "GE": "European economic interest grouping in England or Wales",
    "GS": "European economic interest grouping in Scotland",
    "GN": "European economic interest grouping in Northern Ireland",
    "SE": "European company in England or Wales",
    "ES": "European company in Scotland",
    "EN": "European company in Northern Ireland",
    "FE": "further education corporation",
    "CE": "charitable incorporated organisation in England or Wales",
    "CS": "charitable incorporated organisation in Scotland",
    "RC": "royal charter body in England or Wales",
    "SR": "royal charter body in Scotland",
    "NR": "royal charter body in Northern Ireland",
    "IC": "investment company in England or Wales",
    "SI": "investment company in Scotland",
    "NV": "investment company in Northern Ireland",
}

LENGTH = 8
# Also PostgreSQL's: the constraint on Company uses it as it stands.
SHAPE = (
    r"^([0-9]{8}|R0[0-9]{6}|[A-Z]{2}[0-9]{6}"
    r"|[A-Z]{2}[0-9]{5}[A-Z]|[A-Z]{2}[0-9]{4}[A-Z]{2}|[A-Z]{2}[0-9]{3}[A-Z]{3})$"
)
NUMBER = re.compile(SHAPE, re.ASCII)
PARTS = re.compile(r"(?P<prefix>[A-Z]{2}|R0|)(?P<digits>[0-9]+)(?P<suffix>[A-Z]{0,3})", re.ASCII)


class NotACompanyNumber(ValueError):
    """The text cannot be a company number."""


def parse_company_number(text: str) -> str:
    """Return the company number in ``text`` in its full form of eight characters.

    Case and spaces count for nothing, and dropped leading zeros are put back: ``4870829`` is
    ``04870829``, ``sc 1234`` is ``SC001234``. Raises NotACompanyNumber for anything else. Unknown
    letters at the start are let through; ``describe_company_number`` tells them.
    """
    if NUMBER.fullmatch(text) and text[2:].strip("0"):  # as it should be, in millions of rows
        return text
    closed_up = re.sub(r"\s+", "", text).upper()
    parts = PARTS.fullmatch(closed_up)
    if parts and len(closed_up) <= LENGTH:
        padding = "0" * (LENGTH - len(closed_up))
        number = parts["prefix"] + padding + parts["digits"] + parts["suffix"]
        if NUMBER.fullmatch(number) and parts["digits"].strip("0"):
            return number
    raise NotACompanyNumber(f"{text[:20]!r} is not a company number like 04870829 or SC123456")


def describe_company_number(number: str) -> str:
    """Return what kind of body ``number``, in its full form, belongs to; "" where we know none."""
    return KINDS.get(get_prefix(number), "")


def get_prefix(number: str) -> str:
    """Return what ``number``, in its full form, begins with: "" for digits alone, else two characters."""
    return "" if number.isdigit() else number[:2]
