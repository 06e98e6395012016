"""What the queue says of each enquiry, put into words here once, so that the template only sets it out.

A filter, an address and a translation cost a template several times what they cost here, in each of 25 rows.
"""

import datetime
from collections.abc import Callable, Collection, Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django_countries import countries

from directory.languages import LANGUAGES
from investors.forms.queue import Column
from investors.models import Enquiry, Referral
from investors.models.choices import CloseReason, Jobs, Spend
from investors.models.queue import Lateness

Rows = list[dict[str, Any]]
ANSWER = "answer"  # what a contact sees in place of the status: the referrals to them


class Labels(dict[str, str]):
    """The labels of choices, each translated when it is first asked for, and once."""

    def __init__(self, choices: Iterable[tuple[str, Any]]) -> None:
        super().__init__()
        self.choices = dict(choices)

    def __missing__(self, value: str) -> str:
        self[value] = label = str(self.choices.get(value, value))
        return label


def describe_columns(chosen: Collection[str] | None) -> dict[str, str]:
    """Return the ``chosen`` columns, in their order, with what stands over each; None: a contact's."""
    if chosen is None:
        return {ANSWER: _("Status"), Column.WHERE: _("Where"), Column.RECEIVED: _("Received")}
    return {column.value: str(column.label) for column in Column if column in chosen}


def describe_rows(enquiries: Iterable[Enquiry], columns: Collection[str]) -> Rows:
    """Return for each of ``enquiries``, as ``gather_rows`` has them, what its row shows in ``columns``."""
    names = Labels(countries)
    late = Labels(Lateness.choices)
    tick, menu = _("Tick %(reference)s"), _('Do<span class="govuk-visually-hidden"> something with {}</span>')
    rows: Rows = [
        {
            "enquiry": enquiry,
            "reference": enquiry.reference,
            "address": reverse("investors:desk_enquiry", args=[enquiry.reference]),
            "tick": tick % {"reference": enquiry.reference},
            "menu": format_html(menu, enquiry.reference),
            "sender": f"{enquiry.name}, {names[str(enquiry.country)]}",
            "late": late[enquiry.late],  # type: ignore[attr-defined]  # annotated
        }
        for enquiry in enquiries
    ]
    for column in columns:
        ADDING[column](rows)
    return rows


def _add_status(rows: Rows) -> None:
    statuses, reasons = Labels(Enquiry.Status.choices), Labels(CloseReason.choices)
    for row in rows:
        row["status"] = statuses[row["enquiry"].status]
        row["close_reason"] = reasons[row["enquiry"].close_reason]


def _add_owner(rows: Rows) -> None:
    for row in rows:
        enquiry = row["enquiry"]
        is_offered = enquiry.lead_status == Referral.Status.OFFERED
        row["is_asked"] = is_offered and enquiry.taken_by_id is None


def _add_where(rows: Rows) -> None:
    for row in rows:
        row["clusters"] = [
            {"name": cluster.name, "slug": cluster.parent_id or cluster.slug}
            for cluster in row["enquiry"].chosen_clusters
        ]
        row["sectors"] = ", ".join(sector.name for sector in row["enquiry"].chosen_sectors)


def _add_scale(rows: Rows) -> None:
    jobs, spend, words = Labels(Jobs.choices), Labels(Spend.choices), _("Jobs: %(jobs)s")
    for row in rows:
        enquiry = row["enquiry"]
        row["jobs"] = words % {"jobs": jobs[enquiry.jobs]} if enquiry.jobs else ""
        row["spend"] = spend[enquiry.spend]


def _add_language(rows: Rows) -> None:
    languages = Labels(LANGUAGES)
    for row in rows:
        row["language"] = languages[row["enquiry"].language]


def _add_times(rows: Rows) -> None:
    """Add when each was received, and by when a reply is due if one is owed."""
    words = _("reply by %(due)s")
    for row in rows:
        enquiry = row["enquiry"]
        at = timezone.localtime(enquiry.received_at)
        row["received_at"], row["received"] = at.isoformat(), date_format(at, "j M Y")
        is_owed = enquiry.is_open and not enquiry.replied_at and enquiry.status != Enquiry.Status.NURTURE
        row["reply_by"] = words % {"due": write_time(enquiry.reply_due_at, "D j M")} if is_owed else ""


def _add_answers(rows: Rows) -> None:
    """Add the referrals to the contact who looks, with the time by which to answer one that is open."""
    statuses, words = Labels(Referral.Status.choices), _("answer by %(due)s")
    for row in rows:
        row["answers"] = [
            {
                "status": referral.status,
                "label": statuses[referral.status],
                "due": words % {"due": write_time(referral.due_at, "D j M, H:i")}
                if referral.status == Referral.Status.OFFERED
                else "",
            }
            for referral in row["enquiry"].own_referrals
        ]


def write_time(at: datetime.datetime, form: str) -> str:
    """Return ``at`` in local time, written as Django's ``date_format`` is told."""
    return date_format(timezone.localtime(at), form)


ADDING: dict[str, Callable[[Rows], None]] = {
    ANSWER: _add_answers,
    Column.STATUS: _add_status,
    Column.OWNER: _add_owner,
    Column.WHERE: _add_where,
    Column.SCALE: _add_scale,
    Column.LANGUAGE: _add_language,
    Column.RECEIVED: _add_times,
}
