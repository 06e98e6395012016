"""What the queue says of each enquiry, put into words here once, so that the template only sets it out.

A filter, an address, a translation and a component cost a template several times what they cost here, in each
of 50 rows.
"""

import datetime
from collections.abc import Callable, Collection, Iterable
from functools import cache
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django_countries import countries

from directory.languages import LANGUAGES
from investors.forms.queue import Column
from investors.models import Enquiry, Referral
from investors.models.choices import CloseReason, Jobs, Spend
from investors.models.queue import Lateness
from investors.templatetags.desk import tone

Rows = list[dict[str, Any]]
ANSWER = "answer"  # what a contact sees in place of the status: the referrals to them
PLACEHOLDER = "TN-0000-0000"  # in place of a reference, in an address that is worked out once


class Labels(dict[str, str]):
    """The labels of choices, each translated when it is first asked for, and once."""

    def __init__(self, choices: Iterable[tuple[str, Any]]) -> None:
        super().__init__()
        self.choices = dict(choices)

    def __missing__(self, value: str) -> str:
        self[value] = label = str(self.choices.get(value, value))
        return label


def write_each_once(component: str, *inputs: str) -> Callable[..., SafeString]:
    """Return what writes a component for the values of its ``inputs``: a page has few different ones."""

    @cache
    def write(*values: str) -> SafeString:
        return render_to_string(f"components/{component}.html", dict(zip(inputs, values, strict=True)))

    return write


def describe_columns(chosen: Collection[str] | None) -> dict[str, str]:
    """Return the ``chosen`` columns, in their order, with what stands over each; None: a contact's."""
    if chosen is None:
        return {ANSWER: _("Status"), Column.WHERE: _("Where"), Column.RECEIVED: _("Received")}
    return {column.value: str(column.label) for column in Column if column in chosen}


def describe_rows(enquiries: Iterable[Enquiry], columns: Collection[str]) -> Rows:
    """Return for each of ``enquiries``, as ``gather_rows`` has them, what its row shows in ``columns``."""
    names, late = Labels(countries), Labels(Lateness.choices)
    write_pill = write_each_once("status_pill", "status", "tone")
    address = reverse("investors:desk_enquiry", args=[PLACEHOLDER])
    taking = reverse("investors:desk_enquiry_take", args=[PLACEHOLDER])
    tick, menu = _("Tick %(reference)s"), _('Do<span class="govuk-visually-hidden"> something with {}</span>')
    rows: Rows = [
        {
            "enquiry": enquiry,
            "reference": enquiry.reference,
            "address": address.replace(PLACEHOLDER, enquiry.reference),
            "taking": taking.replace(PLACEHOLDER, enquiry.reference),
            "tick": tick % {"reference": enquiry.reference},
            "menu": format_html(menu, enquiry.reference),
            "sender": f"{enquiry.name}, {names[str(enquiry.country)]}",
            "example": write_pill(_("Example"), "example") if enquiry.is_demo else "",
            "late": write_pill(late[enquiry.late], "bad") if enquiry.late else "",  # type: ignore[attr-defined]
        }
        for enquiry in enquiries
    ]
    for column in columns:
        ADDING[column](rows)
    return rows


def _add_status(rows: Rows) -> None:
    statuses, reasons = Labels(Enquiry.Status.choices), Labels(CloseReason.choices)
    write_pill = write_each_once("status_pill", "status", "tone")
    for row in rows:
        status = row["enquiry"].status
        row["status"] = write_pill(statuses[status], tone(status))
        row["close_reason"] = reasons[row["enquiry"].close_reason]


def _add_owner(rows: Rows) -> None:
    for row in rows:
        enquiry = row["enquiry"]
        is_offered = enquiry.lead_status == Referral.Status.OFFERED
        row["is_asked"] = is_offered and enquiry.taken_by_id is None


def _add_where(rows: Rows) -> None:
    write_tag = write_each_once("cluster_tag", "name", "slug")
    for row in rows:
        row["clusters"] = [
            write_tag(cluster.name, cluster.parent_id or cluster.slug)
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
    write_pill = write_each_once("status_pill", "status", "tone")
    for row in rows:
        row["answers"] = [
            {
                "pill": write_pill(statuses[referral.status], tone(referral.status)),
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
