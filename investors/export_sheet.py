"""Enquiries as a file for a spreadsheet, with who asks: what an export holds."""

import datetime
from collections.abc import Callable, Iterable
from typing import Any

from investors.clock import LONDON
from investors.models import Enquiry
from investors.models.choices import Activity
from investors.sheets import write_sheet


def _tell(moment: datetime.datetime | None) -> str:
    return moment.astimezone(LONDON).isoformat(sep=" ", timespec="minutes") if moment else ""


# Each column and how it is read. Sectors and clusters are fetched before, and ``owner_name`` is annotated.
COLUMNS: dict[str, Callable[[Any], Any]] = {
    "reference": lambda enquiry: enquiry.reference,
    "is_example": lambda enquiry: "yes" if enquiry.is_demo else "no",
    "status": lambda enquiry: enquiry.get_status_display(),
    "close_reason": lambda enquiry: enquiry.get_close_reason_display(),
    "received_at": lambda enquiry: _tell(enquiry.received_at),
    "reply_due_at": lambda enquiry: _tell(enquiry.reply_due_at),
    "replied_at": lambda enquiry: _tell(enquiry.replied_at),
    "owner": lambda enquiry: enquiry.owner_name or "",
    "name": lambda enquiry: enquiry.name,
    "job_title": lambda enquiry: enquiry.job_title,
    "email": lambda enquiry: enquiry.email,
    "phone": lambda enquiry: enquiry.phone,
    "organisation": lambda enquiry: enquiry.organisation,
    "website": lambda enquiry: enquiry.website,
    "country": lambda enquiry: str(enquiry.country),
    "language": lambda enquiry: enquiry.language,
    "kind": lambda enquiry: enquiry.get_fdi_type_display(),
    "activities": lambda enquiry: _join(Activity(each).label for each in enquiry.activities),
    "jobs": lambda enquiry: enquiry.get_jobs_display(),
    "spend": lambda enquiry: enquiry.get_spend_display(),
    "landing": lambda enquiry: enquiry.get_landing_display(),
    "clusters": lambda enquiry: _join(each.name for each in enquiry.clusters.all()),
    "sectors": lambda enquiry: _join(each.name for each in enquiry.sectors.all()),
    "place": lambda enquiry: enquiry.place,
    "plan": lambda enquiry: enquiry.plan,
}


def write_enquiries(enquiries: Iterable[Enquiry]) -> bytes:
    """Return ``enquiries`` as CSV, a head line first; what would be a formula begins with an apostrophe."""
    rows = ([read(enquiry) for read in COLUMNS.values()] for enquiry in enquiries)
    return write_sheet([list(COLUMNS), *rows])


def _join(names: Iterable[Any]) -> str:
    return "; ".join(map(str, names))
