"""From a row of the bulk file to the facts of a company, or to the reason why it has none.

Column names and values are those of the free company data product; some names begin with a space.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple
from zlib import crc32

from directory.company_files import BadCompanyFile
from directory.company_numbers import NotACompanyNumber, parse_company_number
from directory.locating import POSTCODE
from directory.models import Company

SIC_COLUMNS = [f"SICCode.SicText_{number}" for number in range(1, 5)]
NAME_COLUMNS = [f"PreviousName_{number}.CompanyName" for number in range(1, 11)]
NO_NAMES = ("",) * len(NAME_COLUMNS)
KIND_COLUMNS = ["CompanyStatus", "CompanyCategory", "Accounts.AccountCategory"]
SINGLE_COLUMNS = [
    "CompanyNumber",
    "CompanyName",
    "RegAddress.PostCode",
    "DissolutionDate",
    "IncorporationDate",
]
COLUMNS = [*SINGLE_COLUMNS, *KIND_COLUMNS, *SIC_COLUMNS, *NAME_COLUMNS]
LONGEST = {
    "CompanyName": 160,
    "CompanyCategory": 100,
    "CompanyStatus": 70,
    "Accounts.AccountCategory": 60,
    "RegAddress.PostCode": 20,
}

DATE = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})", re.ASCII)
SIC_2007 = re.compile(r"([0-9]{5})(?: - |$)", re.ASCII)
LIKE_A_NUMBER = re.compile(r"(?<![0-9A-Z])(?:[0-9]{8}|[A-Z]{2}[0-9]{6})(?![0-9A-Z])", re.ASCII)

# The words of the file, in small letters, for those of the API. The first that occurs decides.
STATUS_WORDS = (
    ("voluntary arrangement", Company.Status.VOLUNTARY_ARRANGEMENT),
    ("administration", Company.Status.ADMINISTRATION),
    ("administrative receiver", Company.Status.RECEIVERSHIP),
    ("receiver", Company.Status.RECEIVERSHIP),
    ("liquidation", Company.Status.LIQUIDATION),
    ("insolvency", Company.Status.INSOLVENCY),
    ("dissolved", Company.Status.DISSOLVED),
    ("converted", Company.Status.CONVERTED_CLOSED),
    ("removed", Company.Status.REMOVED),
    ("registered", Company.Status.REGISTERED),
    ("closed", Company.Status.CLOSED),
    ("open", Company.Status.OPEN),
)


class RowRejected(ValueError):
    """The row does not make a company; its text says why."""


class CompanyFacts(NamedTuple):
    """What the register says of one company. ``outcode`` is that of the postcode, "" where it has none."""

    number: str
    name: str
    status: str
    status_text: str
    category: str
    accounts_category: str
    incorporated_on: str
    closed_on: str
    postcode: str
    outcode: str
    sic_codes: tuple[str, ...]
    previous_names: tuple[str, ...]


class MaybeKnown:
    """A set of company numbers in 8 MB, however many they are, that may hold a few that were not added.

    A bit for each hash: of 1,000,000 numbers added, one in seventy others is taken for known. Who
    asks must bear that; none that was added is ever denied.
    """

    BITS = 1 << 26

    def __init__(self) -> None:
        self._bits = bytearray(self.BITS // 8)

    def add(self, number: str) -> None:
        """Add a number."""
        place = crc32(number.encode()) % self.BITS
        self._bits[place >> 3] |= 1 << (place & 7)

    def __contains__(self, number: str) -> bool:
        place = crc32(number.encode()) % self.BITS
        return bool(self._bits[place >> 3] & 1 << (place & 7))


@dataclass(frozen=True)
class Selection:
    """Which companies to take in: by outcode and by SIC 2007 code; None takes all."""

    outcodes: Collection[str] | None
    sic_codes: Collection[str] | None

    @property
    def takes_all(self) -> bool:
        """Whether every company is wanted."""
        return self.outcodes is None and self.sic_codes is None

    def takes(self, postcode: str, sic_texts: tuple[str, ...]) -> bool:
        """Whether a company at ``postcode`` with these SIC texts, as in the file, is wanted."""
        if self.outcodes is not None and find_outcode(postcode) not in self.outcodes:
            return False
        return self.sic_codes is None or any(text[:5] in self.sic_codes for text in sic_texts)


class RowReader:
    """Reads the rows of one file, whose header says where each column is.

    Raises BadCompanyFile if the header is not that of the free company data product.
    """

    def __init__(self, header: list[str], *, file_name: str) -> None:
        places = {name.strip().removeprefix("\ufeff"): place for place, name in enumerate(header)}
        missing = [name for name in COLUMNS if name not in places]
        if missing:
            raise BadCompanyFile(
                f"{file_name} is not the company data of Companies House:"
                f" its first line has no column {missing[0]}."
            )
        self.width = len(header)
        self._pick = itemgetter(*(places[name] for name in SINGLE_COLUMNS))
        self._pick_kinds = itemgetter(*(places[name] for name in KIND_COLUMNS))
        self._pick_sic_texts = itemgetter(*(places[name] for name in SIC_COLUMNS))
        self._pick_names = itemgetter(*(places[name] for name in NAME_COLUMNS))
        self._number = places["CompanyNumber"]
        self._postcode = places["RegAddress.PostCode"]

    def get_number(self, fields: list[str]) -> str:
        """Return the company number as the row has it."""
        return fields[self._number].strip()

    def is_selected(self, fields: list[str], selection: Selection) -> bool:
        """Whether ``selection`` takes the company of this row."""
        return selection.takes(fields[self._postcode], self._pick_sic_texts(fields))

    def read(self, fields: list[str]) -> CompanyFacts:
        """Return the facts of the row. Raises RowRejected with the first thing that is wrong."""
        number, name, postcode, dissolved, incorporated = self._pick(fields)
        try:
            number = parse_company_number(number)
        except NotACompanyNumber as error:
            raise RowRejected(f"CompanyNumber: {error}") from None
        name = read_text(name, "CompanyName")
        if not name:
            raise RowRejected("CompanyName: is empty")
        status, status_text, category, accounts_category = read_kinds(self._pick_kinds(fields))
        postcode, outcode = read_postcode(read_text(postcode, "RegAddress.PostCode"))
        dissolved_on = read_date(dissolved, "DissolutionDate")
        names = self._pick_names(fields)
        return CompanyFacts(
            number,
            name,
            Company.Status.DISSOLVED if dissolved_on else status,
            status_text,
            category,
            accounts_category,
            read_date(incorporated, "IncorporationDate"),
            dissolved_on,
            postcode,
            outcode,
            read_sic_codes(self._pick_sic_texts(fields)),
            () if names == NO_NAMES else read_names(names),
        )


def read_text(text: str, name: str) -> str:
    """Return the text of column ``name`` with single spaces. Raises RowRejected if it cannot be stored."""
    text = " ".join(text.split())
    if len(text) > LONGEST[name]:
        raise RowRejected(f"{name}: is longer than {LONGEST[name]} characters")
    if not text.isprintable():
        raise RowRejected(f"{name}: has control characters")
    return text


@lru_cache(maxsize=20_000)
def read_kinds(texts: tuple[str, str, str]) -> tuple[str, str, str, str]:
    """Return the status in the words of the API, and the three texts, as ``read_text`` does.

    There are few of them in millions of rows.
    """
    status_text, category, accounts_category = map(read_text, texts, KIND_COLUMNS)
    return read_status(status_text), status_text, category, accounts_category


def read_names(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names in ``texts``, each as ``read_text`` does, without empty ones."""
    names = [read_text(text, "CompanyName") for text in texts if text]
    return tuple([name for name in names if name])


@lru_cache(maxsize=50_000)
def read_date(text: str, name: str) -> str:
    """Return a date of the file (31/01/2019) as ISO 8601 writes it; "" for none. Raises RowRejected."""
    if not text.strip():
        return ""
    match = DATE.fullmatch(text.strip())
    try:
        if match:
            return date(int(match[3]), int(match[2]), int(match[1])).isoformat()
    except ValueError:
        pass
    raise RowRejected(f"{name}: {text[:20]!r} is not a date like 31/01/2019")


def read_status(text: str) -> str:
    """Return the status that the words of the file mean; one we do not know is not taken for active."""
    words = text.lower()
    if words.startswith("active"):
        return Company.Status.ACTIVE
    return next((status for word, status in STATUS_WORDS if word in words), Company.Status.OTHER)


@lru_cache(maxsize=20_000)
def read_sic_codes(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Return the SIC 2007 codes, each once, in the order given.

    Four-digit codes are of SIC 2003, where numbers mean other things: they are left out, as are the
    words for none.
    """
    matches = (SIC_2007.match(text.strip()) for text in texts)
    return tuple(dict.fromkeys(match[1] for match in matches if match))


def find_outcode(postcode: str) -> str:
    """Return the outcode of a British postcode, or "" if it is none."""
    outcode, _, rest = postcode.upper().partition(" ")
    if len(rest) == 3:
        return outcode
    match = POSTCODE.fullmatch(re.sub(r"\s+", "", postcode).upper())
    return match[1] if match else ""


def read_postcode(text: str) -> tuple[str, str]:
    """Return a British postcode with its one space, and its outcode; any other text as it is, and ""."""
    postcode = text.upper()
    outcode, _, rest = postcode.partition(" ")
    if len(rest) == 3:  # as it should be
        return postcode, outcode
    match = POSTCODE.fullmatch(postcode.replace(" ", ""))
    return (f"{match[1]} {match[0][len(match[1]) :]}", match[1]) if match else (postcode, "")


def find_numbers(text: str) -> set[str]:
    """Return all that looks like a company number in a row that cannot be read."""
    return set(LIKE_A_NUMBER.findall(text))
