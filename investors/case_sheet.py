"""An enquiry as one sheet to read: what the investor told us, in the order they told it."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from directory.languages import name_language
from investors.forms.phones import show_phone
from investors.models import Enquiry, EnquiryEvent, Referral
from investors.models.choices import Activity, Driver

Rows = list[dict[str, str]]


def describe_plan(enquiry: Enquiry) -> Rows:
    """Return the rows of a summary list about plan, place and sectors; what was not given is left out.

    Makes two queries, for clusters and sectors; load ``business`` with the enquiry.
    """
    clusters = enquiry.clusters.order_by("position", "pk")
    sectors = enquiry.sectors.order_by("position", "pk")
    return _leave_out_empty(
        [
            (_("Plan"), enquiry.plan),
            (_("Kind of investment"), enquiry.get_fdi_type_display()),
            (_("Activities"), _join_labels(Activity, enquiry.activities)),
            (_("Jobs in the first three years"), enquiry.get_jobs_display()),
            (_("Spend in the first three years"), enquiry.get_spend_display()),
            (_("Start"), enquiry.get_landing_display()),
            (_("About the business"), _name_business(enquiry)),
            (_("Parts of the North"), "\n".join(cluster.name for cluster in clusters)),
            (_("Town or postcode"), enquiry.place),
            (_("Sectors"), "\n".join(sector.name for sector in sectors)),
            (_("What matters most"), _join_labels(Driver, enquiry.drivers)),
            (_("Anything else"), enquiry.anything_else),
        ]
    )


def describe_investor(enquiry: Enquiry) -> Rows:
    """Return the rows about who asks, without any way to reach them."""
    return _leave_out_empty(
        [
            (_("Organisation"), enquiry.organisation),
            (_("Country"), enquiry.country.name),  # type: ignore[attr-defined]
            (_("Name"), enquiry.name),
            (_("Job title"), enquiry.job_title),
            (_("Language"), name_language(enquiry.language)),
        ]
    )


def describe_reach(enquiry: Enquiry) -> Rows:
    """Return the rows on how to reach the investor: for who has taken the enquiry on."""
    return _leave_out_empty(
        [
            (_("E-mail"), enquiry.email),
            (_("Telephone"), show_phone(enquiry.phone)),
            (_("Website"), enquiry.website),
        ]
    )


def find_events(referral: Referral) -> QuerySet[EnquiryEvent]:
    """Return the history of the enquiry up to the end of ``referral``: then its contact is a stranger."""
    events = referral.enquiry.events.all()
    return events.filter(at__lte=referral.ended_at) if referral.ended_at else events


def _leave_out_empty(pairs: list[tuple[str, Any]]) -> Rows:
    return [{"key": key, "value": str(value)} for key, value in pairs if value]


def _join_labels(choices: Any, values: list[str]) -> str:
    labels = dict(choices.choices)
    return "\n".join(str(labels.get(value, value)) for value in values)


def _name_business(enquiry: Enquiry) -> str:
    if enquiry.business is None:
        return ""
    if enquiry.business.is_example:
        return _("%(name)s (an example, not a real business)") % {"name": enquiry.business.name}
    return enquiry.business.name
