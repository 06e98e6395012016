"""Near a place: which outcodes are within some miles of it, and how far."""

import re
from dataclasses import dataclass
from math import asin, cos, degrees, radians, sin, sqrt

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.locating import OUTCODE_ALONE, POSTCODE, Location, locate_place
from directory.models import Outcode

EARTH_MILES = 3958.8
NEAR = re.compile(r"(?P<words>.*?)\bnear\b(?P<place>.+)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Surroundings:
    """What is near a place: the outcodes, the nearest first, with the miles from it to their middle."""

    label: str
    miles: dict[str, float]

    def describe_distance(self, outcode: str | None) -> str:
        """Say how far the middle of ``outcode`` is; "" if it is not known to be near."""
        miles = self.miles.get(outcode or "")
        if miles is None:
            return ""
        whole = round(miles)
        if whole < 1:
            return _("Less than a mile away")
        return ngettext("About %(miles)d mile away", "About %(miles)d miles away", whole) % {"miles": whole}


def find_surroundings(location: Location, within: int) -> Surroundings:
    """Return the outcodes within so many miles of ``location``, which has a position. One query."""
    here = (location.latitude or 0.0, location.longitude or 0.0)
    height = degrees(within / EARTH_MILES)
    width = height / cos(radians(here[0]))
    around = Outcode.objects.within(here[0] - height, here[1] - width, here[0] + height, here[1] + width)
    outcodes = around.values_list("code", "latitude", "longitude")
    miles = {code: measure_miles(here, (latitude, longitude)) for code, latitude, longitude in outcodes}
    inside = sorted((distance, code) for code, distance in miles.items() if distance <= within)
    return Surroundings(location.label, {code: distance for distance, code in inside})


def measure_miles(here: tuple[float, float], there: tuple[float, float]) -> float:
    """Return the length of the way between two WGS84 positions over a round earth."""
    latitudes = radians(here[0]), radians(there[0])
    north, east = latitudes[1] - latitudes[0], radians(there[1] - here[1])
    part = sin(north / 2) ** 2 + cos(latitudes[0]) * cos(latitudes[1]) * sin(east / 2) ** 2
    return 2 * EARTH_MILES * asin(sqrt(part))


def locate_position(text: str) -> Location | None:
    """Return the place that ``text`` names, if it is one of the North whose position is known."""
    location = locate_place(text)
    return location if location is not None and location.cluster and location.latitude is not None else None


def split_place(text: str) -> tuple[str, Location | None]:
    """Return the words of ``text`` and the place it asks for: "software near Leeds", "near LS1", "LS1 4AP".

    A postcode or its first half asks for what is near it only where it is all there is. Words that name no
    place we know are words.
    """
    named = NEAR.fullmatch(text.strip())
    if named and (location := locate_position(named["place"])):
        return named["words"].strip(), location
    if is_postcode(text) and (location := locate_position(text)):
        return "", location
    return text, None


def is_postcode(text: str) -> bool:
    """Say whether ``text`` has the shape of a postcode or of the first half of one."""
    closed_up = close_up_postcode(text)
    return bool(OUTCODE_ALONE.fullmatch(closed_up) or POSTCODE.fullmatch(closed_up))


def read_full_postcode(text: str) -> str:
    """Return the postcode that ``text`` is, closed up in capitals; "" if it is none, or half of one."""
    closed_up = close_up_postcode(text)
    return closed_up if POSTCODE.fullmatch(closed_up) else ""


def close_up_postcode(text: str) -> str:
    """Return ``text`` in capitals without what people part the halves of a postcode with."""
    return re.sub(r"[\s.-]+", "", text.upper())
