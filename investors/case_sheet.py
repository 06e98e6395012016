"""An enquiry as one sheet to read: what the investor told us, in the order they told it."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from directory.languages import name_language
from directory.models import Business, Cluster, Sector
from directory.reference_names import name_cluster, name_sector
from investors.forms.phones import show_phone
from investors.models import Attachment, Enquiry, EnquiryEvent, Referral
from investors.models.choices import Activity, Driver
from investors.named_opportunities import select_opportunities, write_named

Rows = list[dict[str, str]]
Kind = EnquiryEvent.Kind
OF_JOINED = (Kind.INVESTOR_WROTE, Kind.FILE_ADDED, Kind.FILE_BLOCKED)
FILE_TONES = {
    Attachment.Scan.CLEAN: "good",
    Attachment.Scan.PENDING: "wait",
    Attachment.Scan.INFECTED: "bad",
}


def describe_plan(enquiry: Enquiry) -> Rows:
    """Return the rows of a summary list about plan, place and sectors; what was not given is left out.

    Makes two queries, for places, sectors and opportunities, and for further businesses; load ``business``
    with it.
    """
    here = {"enquiries": OuterRef("pk")}
    names = Enquiry.objects.filter(pk=enquiry.pk).values_list(
        ArraySubquery(Cluster.objects.filter(**here).order_by("position", "pk").values("name")),
        ArraySubquery(Sector.objects.filter(**here).order_by("position", "pk").values("name")),
        select_opportunities(),
    )
    clusters, sectors, opportunities = names.first() or ([], [], [])
    return _leave_out_empty(
        [
            (_("Plan"), enquiry.plan),
            (_("Kind of investment"), enquiry.get_fdi_type_display()),
            (_("Activities"), _join_labels(Activity, enquiry.activities)),
            (_("Jobs in the first three years"), enquiry.get_jobs_display()),
            (_("Spend in the first three years"), enquiry.get_spend_display()),
            (_("Start"), enquiry.get_landing_display()),
            (_("About the business"), _name_businesses(enquiry)),
            (_("About the opportunity"), write_named(opportunities)),
            (_("Parts of the North"), "\n".join(map(name_cluster, clusters))),
            (_("Town or postcode"), enquiry.place),
            (_("Sectors"), "\n".join(map(name_sector, sectors))),
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


def describe_files(files: Iterable[Attachment], find_url: Callable[[int], str]) -> list[dict[str, Any]]:
    """Return files for ``investors/files.html``; ``find_url`` returns where one is downloaded, by its key."""
    return [
        {
            "name": file.name,
            "size": filesizeformat(file.size),
            "added_at": file.added_at,
            "state": file.get_scan_display(),
            "tone": FILE_TONES.get(Attachment.Scan(file.scan), "neutral"),
            "url": find_url(file.pk) if file.can_open else "",
        }
        for file in files
    ]


def find_joined(enquiry: Enquiry) -> QuerySet[Enquiry]:
    """Return what was put together with ``enquiry``, the first first."""
    return enquiry.joined.order_by("pk")


def find_events(referral: Referral) -> QuerySet[EnquiryEvent]:
    """Return the history of the enquiry up to the end of ``referral``: then its contact is a stranger.

    With what the investors of enquiries put together with it wrote and added.
    """
    joined = list(find_joined(referral.enquiry).values_list("pk", flat=True))
    own = Q(enquiry=referral.enquiry_id)
    events = EnquiryEvent.objects.filter(own | Q(enquiry__in=joined, kind__in=OF_JOINED) if joined else own)
    return events.filter(at__lte=referral.ended_at) if referral.ended_at else events


def _leave_out_empty(pairs: list[tuple[str, Any]]) -> Rows:
    return [{"key": key, "value": str(value)} for key, value in pairs if value]


def _join_labels(choices: Any, values: list[str]) -> str:
    labels = dict(choices.choices)
    return "\n".join(str(labels.get(value, value)) for value in values)


def _name_businesses(enquiry: Enquiry) -> str:
    first = [enquiry.business] if enquiry.business else []
    others = enquiry.other_businesses.order_by("name", "pk")
    return "\n".join(_name_business(business) for business in dict.fromkeys([*first, *others]))


def _name_business(business: Business) -> str:
    if business.is_example:
        return _("%(name)s (an example, not a real business)") % {"name": business.name}
    return business.name
