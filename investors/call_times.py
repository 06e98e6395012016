"""Times for a call: on whose clock they are told, and in which words, in the language that is spoken."""

import datetime
import zoneinfo
from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Any

import phonenumbers
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from phonenumbers import timezone as phone_zones

from investors.clock import LONDON
from investors.models import Enquiry, EnquiryEvent

CONTINENTS = {
    "Africa": gettext_lazy("Africa"),
    "America": gettext_lazy("America"),
    "Asia": gettext_lazy("Asia"),
    "Atlantic": gettext_lazy("Atlantic"),
    "Australia": gettext_lazy("Australia"),
    "Europe": gettext_lazy("Europe"),
    "Indian": gettext_lazy("Indian Ocean"),
    "Pacific": gettext_lazy("Pacific"),
}
FORM = "l j F Y, H:i"


def describe_slot(slot: datetime.datetime, zone: zoneinfo.ZoneInfo) -> str:
    """Return a time in ``zone`` and in London's, each with its day."""
    return _("%(theirs)s in %(place)s, which is %(ours)s in London") % {
        "theirs": date_format(slot.astimezone(zone), FORM),
        "place": name_place(zone.key),
        "ours": date_format(slot.astimezone(LONDON), FORM),
    }


def name_place(zone_key: str) -> str:
    """Return the place that a time zone is named for: ``America/New_York`` is New York."""
    return zone_key.rpartition("/")[2].replace("_", " ")


def describe_offer(slot: datetime.datetime, zone: zoneinfo.ZoneInfo | None) -> str:
    """Return a time that we offer, on the investor's clock and London's; by UTC where theirs is unknown."""
    if zone is not None and zone != LONDON:
        return describe_slot(slot, zone)
    return _("%(ours)s UK time (%(utc)s UTC)") % {
        "ours": date_format(slot.astimezone(LONDON), FORM),
        "utc": date_format(slot.astimezone(datetime.UTC), "j F, H:i"),
    }


def describe_times(event: EnquiryEvent, zone: zoneinfo.ZoneInfo | None) -> str:
    """Return the times of an event that asks for a call or offers one, a line each; "" for none."""
    if event.kind == EnquiryEvent.Kind.PROPOSED:
        return "\n".join(describe_offer(slot, zone) for slot in _read(event.detail.get("times", [])))
    own = zoneinfo.ZoneInfo(event.detail.get("zone", LONDON.key))
    return "\n".join(describe_slot(slot, own) for slot in _read(event.detail.get("slots", [])))


def find_zone(enquiry: Enquiry, events: Iterable[EnquiryEvent]) -> zoneinfo.ZoneInfo | None:
    """Return the time zone of the investor: which they chose last in ``events``, or what can be guessed."""
    asked = [event for event in events if event.kind == EnquiryEvent.Kind.CALL_ASKED]
    chosen = max(asked, key=lambda event: (event.at, event.pk)).detail.get("zone") if asked else ""
    key = chosen or guess_zone(enquiry)
    return zoneinfo.ZoneInfo(key) if key else None


def find_zones(enquiries: Collection[Enquiry]) -> dict[int, zoneinfo.ZoneInfo | None]:
    """Return the time zone of the investor of each of ``enquiries``. One query."""
    asked = EnquiryEvent.objects.filter(enquiry__in=enquiries, kind=EnquiryEvent.Kind.CALL_ASKED)
    events = list(asked)
    return {
        each.pk: find_zone(each, [event for event in events if event.enquiry_id == each.pk])
        for each in enquiries
    }


def _read(moments: Iterable[str]) -> list[datetime.datetime]:
    return [datetime.datetime.fromisoformat(each) for each in moments]


@lru_cache(maxsize=1)
def list_zones() -> list[tuple[Any, list[tuple[str, str]]]]:
    """Return every time zone that is named for a place, by continent."""
    groups: dict[str, list[tuple[str, str]]] = {continent: [] for continent in CONTINENTS}
    for key in zoneinfo.available_timezones():
        continent, _slash, place = key.partition("/")
        if continent in groups:
            *wider, nearest = place.replace("_", " ").split("/")
            groups[continent].append((key, f"{nearest} ({wider[0]})" if wider else nearest))
    return [(CONTINENTS[name], sorted(zones, key=lambda zone: zone[1])) for name, zones in groups.items()]


def guess_zone(enquiry: Enquiry) -> str:
    """Return the time zone of the investor's number or country where it has but one, else the empty text."""
    try:
        number = phonenumbers.parse(enquiry.phone)
        zones = phone_zones.time_zones_for_number(number)
    except phonenumbers.NumberParseException:  # there is none: what is known of the country's numbers at all
        code = phonenumbers.country_code_for_region(str(enquiry.country))
        number = phonenumbers.PhoneNumber(country_code=code, national_number=0)
        zones = phone_zones.time_zones_for_geographical_number(number)
    known = {key for _name, zones in list_zones() for key, _label in zones}
    return zones[0] if len(zones) == 1 and zones[0] in known else ""
