"""The columns of a spreadsheet of businesses, and what a row of it says."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_slug
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.company_numbers import NotACompanyNumber, parse_company_number
from directory.company_rows import read_postcode
from directory.locating import POSTCODE
from directory.models import Business
from directory.spreadsheets import SheetRow, read_spreadsheet

MOST_KEYWORDS, LONGEST_KEYWORD = 10, 40
OLDEST = 1500


@dataclass(frozen=True)
class SheetColumn:
    """A column: how a text of it is read, which raises ValueError in a sentence, and what it is for."""

    name: str
    read: Callable[[str], Any]
    help: str | Promise
    example: str = ""


@dataclass(frozen=True)
class SheetListing:
    """A row: what it says, by column, without what it leaves empty, and the errors of single cells."""

    row: int
    values: dict[str, Any]
    errors: list[str] = field(default_factory=list)

    @property
    def label(self) -> str:
        """What to call it in a list."""
        return str(
            next((self.values[key] for key in ("name", "company_number", "slug") if key in self.values), "")
        )


def read_text(most: int, *, lines: bool = False) -> Callable[[str], str]:
    """Return what reads a text of at most ``most`` characters, on one line or several."""

    def read(text: str) -> str:
        parts = text.replace("\r\n", "\n").split("\n")
        text = ("\n" if lines else " ").join(" ".join(part.split()) for part in parts).strip()
        if len(text) > most:
            raise ValueError(
                _("has %(count)s characters; at most %(most)s fit") % {"count": len(text), "most": most}
            )
        if not text.replace("\n", "").isprintable():
            raise ValueError(_("has a character that cannot be shown"))
        return text

    return read


def read_number(text: str) -> str:
    """Return a company number in full."""
    try:
        return parse_company_number(text)
    except NotACompanyNumber:
        raise ValueError(_("is not a company number like 04870829 or SC123456")) from None


def read_slug(text: str) -> str:
    """Return the last part of the address of a listing."""
    try:
        validate_slug(text)
    except ValidationError:
        raise ValueError(_("may have letters, digits and hyphens only")) from None
    return read_text(120)(text.lower())


def read_choice(choices: Any) -> Callable[[str], str]:
    """Return what reads one of ``choices``, by its value or its label in any case."""
    known = {str(name).lower(): value for value, label in choices.choices for name in (value, label)}

    def read(text: str) -> str:
        value: str | None = known.get(text.lower().replace("–", "-"))
        if value is None:
            raise ValueError(_("is not one of: %(values)s") % {"values": ", ".join(choices.values)})
        return value

    return read


def read_website(text: str) -> str:
    """Return an http or https address; one without a scheme is taken for https."""
    address = text if re.match(r"[a-z]+:", text, re.IGNORECASE) else f"https://{text}"
    try:
        URLValidator(schemes=["http", "https"])(address)
    except ValidationError:
        raise ValueError(_("is not a web address like https://www.example.co.uk")) from None
    return read_text(300)(address)


def read_list(text: str) -> list[str]:
    """Return the items of a list parted by semicolons, each once."""
    return list(dict.fromkeys(item.strip() for item in text.split(";") if item.strip()))


def read_keywords(text: str) -> list[str]:
    """Return up to ten short words or phrases."""
    words = [read_text(LONGEST_KEYWORD)(word) for word in read_list(text)]
    if len(words) > MOST_KEYWORDS:
        raise ValueError(
            _("has %(count)s keywords; at most %(most)s fit") % {"count": len(words), "most": MOST_KEYWORDS}
        )
    return words


def read_full_postcode(text: str) -> str:
    """Return a British postcode with its one space."""
    postcode, _outcode = read_postcode(" ".join(text.split()))
    if not POSTCODE.fullmatch(postcode.replace(" ", "")):
        raise ValueError(_("is not a full postcode like LS1 4AP"))
    return postcode


def read_year(text: str) -> int:
    """Return a year from 1500 to this one."""
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0
    if not OLDEST <= year <= date.today().year:
        raise ValueError(_("is not a year like 2014"))
    return year


COLUMNS = (
    SheetColumn(
        "company_number",
        read_number,
        gettext_lazy("At Companies House. Finds the listing; with it the column slug may stay empty."),
        "ZZ000001",
    ),
    SheetColumn(
        "slug",
        read_slug,
        gettext_lazy("The last part of the listing’s address. Needed where there is no company number."),
    ),
    SheetColumn("name", read_text(160), gettext_lazy("Needed for a new listing."), "Example Loom Limited"),
    SheetColumn(
        "postcode",
        read_full_postcode,
        gettext_lazy("In the North, in full. Gives the cluster. Needed for a new listing."),
        "LS1 4AP",
    ),
    SheetColumn("town", read_text(80), gettext_lazy("If empty, the post town of the postcode."), "Leeds"),
    SheetColumn(
        "sectors",
        read_list,
        gettext_lazy("Codes of sectors, parted by semicolons. Needed for a new listing."),
        "software-development; data-ai",
    ),
    SheetColumn(
        "summary",
        read_text(250),
        gettext_lazy("What it does, in one sentence of at most 250 characters."),
        "Planning software for weaving mills.",
    ),
    SheetColumn("description", read_text(10_000, lines=True), gettext_lazy("More about it.")),
    SheetColumn("website", read_website, gettext_lazy("Its web address."), "https://loom.example"),
    SheetColumn(
        "keywords", read_keywords, gettext_lazy("Up to ten, parted by semicolons."), "textiles; planning"
    ),
    SheetColumn(
        "kind",
        read_choice(Business.Kind),
        gettext_lazy("One of: company, sole_trader, partnership, charity, university, public_body."),
        "company",
    ),
    SheetColumn("founded_year", read_year, gettext_lazy("The year it began."), "2014"),
    SheetColumn(
        "size_band",
        read_choice(Business.SizeBand),
        gettext_lazy("Employees: 1-9, 10-49, 50-249, 250-499 or 500+."),
        "10-49",
    ),
)
BY_NAME = {column.name: column for column in COLUMNS}


def read_sheet(data: bytes) -> list[SheetRow]:
    """Return the rows of a spreadsheet of businesses. Raises BadSpreadsheet."""
    return read_spreadsheet(data, columns=BY_NAME)


def read_listing(row: SheetRow) -> SheetListing:
    """Return what ``row`` says, and every cell that cannot be read."""
    values, errors = {}, []
    for name, cell in row.cells.items():
        text = cell.strip()
        if not text:
            continue
        try:
            values[name] = BY_NAME[name].read(text)
        except ValueError as error:
            errors.append(f"{name}: “{text[:40]}” {error}")
    return SheetListing(row.number, values, errors)


def write_template() -> str:
    """Return a CSV file with the names of the columns."""
    return ",".join(BY_NAME) + "\r\n"
