"""What an enquiry says, in rows of name and value."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from investors.languages import name_language
from investors.models import Enquiry, EnquiryEvent
from investors.models.choices import Activity, Driver

Row = dict[str, Any]


def describe_person(enquiry: Enquiry) -> list[Row]:
    """Return who asks, without how to reach them."""
    return _rows(
        (_("Name"), enquiry.name),
        (_("Job title"), enquiry.job_title),
        (_("Organisation"), enquiry.organisation),
        (_("Website"), enquiry.website),
        (_("Country"), enquiry.country.name),
        (_("Prefers to write in"), name_language(enquiry.language)),
    )


def describe_reach(enquiry: Enquiry) -> list[Row]:
    """Return how to reach who asks."""
    return _rows((_("E-mail address"), enquiry.email), (_("Telephone"), enquiry.phone))


def describe_plan(enquiry: Enquiry) -> list[Row]:
    """Return what is planned, where and in which sectors."""
    business = enquiry.business
    return _rows(
        (_("Plan"), enquiry.plan),
        (_("Kind of investment"), enquiry.get_fdi_type_display()),
        (_("Activities"), _name_choices(Activity, enquiry.activities)),
        (_("What matters"), _name_choices(Driver, enquiry.drivers)),
        (_("Jobs in three years"), enquiry.get_jobs_display()),
        (_("Spend"), enquiry.get_spend_display()),
        (_("When"), enquiry.get_landing_display()),
        (_("Sectors"), ", ".join(sector.name for sector in enquiry.sectors.all())),
        (_("Clusters chosen"), ", ".join(cluster.name for cluster in enquiry.clusters.all())),
        (_("Place named"), enquiry.place),
        (_("Business named"), business.name if business else ""),
        (_("Anything else"), enquiry.anything_else),
    )


def describe_events(events: Iterable[EnquiryEvent]) -> list[Row]:
    """Return events for the timeline component, in the order given."""
    return [
        {
            "title": title_event(event),
            "at": event.at,
            "actor": event.actor_name or event.get_actor_kind_display(),
            "text": event.text,
        }
        for event in events
    ]


def title_event(event: EnquiryEvent) -> str:
    """Return what happened in a few words, with the contact or the statuses it speaks of."""
    title = event.get_kind_display()
    if event.kind == event.Kind.MOVED and event.to_status:
        return f"{title}: {Enquiry.Status(event.from_status).label} → {Enquiry.Status(event.to_status).label}"
    if event.kind == event.Kind.OFFERED and event.detail.get("contact_name"):
        return f"{title}: {event.detail['contact_name']}"
    return title


def _rows(*pairs: tuple[str, str]) -> list[Row]:
    return [{"key": key, "value": value} for key, value in pairs if value]


def _name_choices(choices: Any, values: Iterable[str]) -> str:
    labels = dict(choices.choices)
    return ", ".join(str(labels.get(value, value)) for value in values)
