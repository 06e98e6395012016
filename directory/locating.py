"""From what a person typed, a postcode or a place, to the cluster it belongs to."""

import re
from dataclasses import dataclass

from directory.gazetteer import Gazetteer, StoredGazetteer
from directory.models import Area, Basis, Cluster, Place, PostcodeArea
from directory.place_names import fold_place_name

MAX_TEXT = 200  # more is no place
MAX_NAMES = 12

OUTCODE = r"([A-Z]{1,2}[0-9][0-9A-Z]?)"
INWARD = r"[0-9][ABD-HJLNP-UW-Z]{2}"
POSTCODE_WITHIN = re.compile(rf"\b{OUTCODE}\s*{INWARD}\b", re.ASCII)
POSTCODE = re.compile(rf"{OUTCODE}{INWARD}", re.ASCII)
SECTOR = re.compile(r"([A-Z]{1,2} ?[0-9][0-9A-Z]?) +[0-9]", re.ASCII)
OUTCODE_ALONE = re.compile(OUTCODE, re.ASCII)
SECTOR_CLOSED_UP = re.compile(rf"{OUTCODE}[0-9]", re.ASCII)
# Outcodes that end in a letter exist in London only.
OUTCODE_OF_THE_NORTH = re.compile(r"[A-Z]{1,2}[0-9]{1,2}", re.ASCII)

PARTS = re.compile(r"[,;/|()\n]+| or ", re.IGNORECASE)
LEADING_WORDS = re.compile(r"^(?:(?:somewhere|near|around|in|at|by|close to|outside|the|city of|central) )+")
TRAILING_WORDS = re.compile(r"(?: (?:city|town|centre|area|region|uk|england))+$")
STORED = StoredGazetteer()


@dataclass(frozen=True)
class Location:
    """Where a text points.

    ``cluster`` is the slug of the finest cluster that the text settles: a sub-cluster in the North
    East, ``north-east`` itself for the words "North East", None for a real place or postcode area of
    the United Kingdom outside the North. ``basis`` is a value of ``Basis``, "" outside. The position
    is WGS84, None where only a postcode area is known.
    """

    label: str
    cluster: str | None
    basis: str
    latitude: float | None = None
    longitude: float | None = None


def locate_place(text: str, gazetteer: Gazetteer = STORED) -> Location | None:
    """Return the place that ``text`` names, or None if it names none we know.

    Understands postcodes in full, their sectors and outcodes in any case and spacing, alone or in an
    address; towns (the larger of two Prestons), districts, counties and clusters, with or without
    accents, hyphens and what follows a comma. Never raises, whatever is typed; at most seven queries,
    and none with a ``LoadedGazetteer``.
    """
    text = text[:MAX_TEXT].strip()
    outcode = read_outcode(text)
    found = _locate_outcode(outcode, text, gazetteer) if outcode else None
    return found or _locate_name(text, gazetteer)


def read_outcode(text: str) -> str | None:
    """Return the first half of the postcode in ``text``, in capitals, or None if there is none.

    A full postcode is found anywhere in the text; a sector or an outcode only where it stands alone
    or between commas, since "near the M1" is not in Manchester.
    """
    capitals = text.upper()
    parts = [capitals, *PARTS.split(capitals)]
    for part in parts:
        found = _match_postcode(part.strip())
        if found:
            return found
    within = POSTCODE_WITHIN.search(capitals)
    return within.group(1) if within else None


def _match_postcode(part: str) -> str | None:
    """Return the outcode if ``part`` as a whole is a postcode, a sector or an outcode."""
    closed_up = re.sub(r"[\s.-]+", "", part)
    if sector := SECTOR.fullmatch(part):
        return sector.group(1).replace(" ", "")
    for shape in (POSTCODE, OUTCODE_ALONE, SECTOR_CLOSED_UP):
        if found := shape.fullmatch(closed_up):
            return found.group(1)
    return None


def _locate_outcode(code: str, text: str, gazetteer: Gazetteer) -> Location | None:
    """Find the outcode that ``text`` holds, or else the postcode area it is in."""
    outcode = gazetteer.find_outcode(code)
    if outcode is None:
        return _locate_by_area(code, text, gazetteer)
    label = f"{outcode.code}, {outcode.town}"
    return Location(label, outcode.cluster_id, outcode.basis, outcode.latitude, outcode.longitude)


def _locate_by_area(code: str, text: str, gazetteer: Gazetteer) -> Location | None:
    """Find the area of an outcode that is not listed: outside the North, new, or without addresses.

    In the North only a full postcode is believed, for "M62" alone is a motorway.
    """
    area = gazetteer.find_postcode_area(re.split(r"[0-9]", code)[0])
    if area is None:
        return None
    if area.cluster_id:
        closed_up = re.sub(r"[\s.-]+", "", text.upper())
        is_full = POSTCODE.fullmatch(closed_up) or POSTCODE_WITHIN.search(text.upper())
        if not (is_full and OUTCODE_OF_THE_NORTH.fullmatch(code)):
            return None
    return _describe_postcode_area(area, f"{code}, {area.name}")


def _describe_postcode_area(area: PostcodeArea, label: str) -> Location:
    return Location(label, area.cluster_id, Basis.NEAREST if area.cluster_id else "")


def _locate_name(text: str, gazetteer: Gazetteer) -> Location | None:
    """Find the first name in ``text`` that is a cluster, an area, a town or a postcode area's town."""
    keys = list_name_keys(text)
    if not keys:
        return None
    clusters = {fold_place_name(cluster.name): cluster for cluster in gazetteer.list_clusters()}
    named = gazetteer.find_named(keys)
    for key in keys:
        if key in clusters:
            return _describe_cluster(clusters[key])
        if key in named:
            return _describe_named(named[key])
    place = gazetteer.find_going_on(keys)
    return _describe_named(place) if place else None


def list_name_keys(text: str) -> list[str]:
    """Return the folded names that ``text`` may hold, the likeliest first: whole, then part by part."""
    keys: list[str] = []
    for part in [text, *PARTS.split(text)]:
        whole = fold_place_name(part)
        bare = TRAILING_WORDS.sub("", LEADING_WORDS.sub("", whole))
        unnumbered = " ".join(word for word in bare.split() if not re.search(r"\d", word))
        keys += [whole, bare, unnumbered]
    return [key for key in dict.fromkeys(keys) if key][:MAX_NAMES]


def _describe_cluster(cluster: Cluster) -> Location:
    return Location(cluster.name, cluster.slug, Basis.CORE, cluster.latitude, cluster.longitude)


def _describe_named(named: Area | Place | PostcodeArea) -> Location:
    if isinstance(named, PostcodeArea):
        return _describe_postcode_area(named, named.name)
    return Location(named.name, named.cluster_id, named.basis, named.latitude, named.longitude)
