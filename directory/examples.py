"""Example businesses for demonstration: invented, and the same ones every time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import hypot
from random import Random

from django.utils.text import slugify

from directory import example_words as words
from directory.mapping import project
from directory.models import Business, Cluster, Outcode, Sector

NAME_MARK = "(example)"
SLUG_MARK = "example-"
NUMBERED = r"^example-[0-9]+-"  # the address of one
DISCLAIMER = "A generated example for demonstration: there is no such business."
LISTED_WITHIN_DAYS = 700
CITY_CENTRE_UNITS = 20  # of the map: about seven kilometres
CITY_CENTRE_FACTOR = 8


@dataclass(frozen=True)
class Weighted:
    """Things to choose among, with the running sum of their weights."""

    items: Sequence[str]
    sums: Sequence[float]

    @classmethod
    def of(cls, weights: dict[str, float]) -> "Weighted":
        """Weigh each key by its value."""
        sums, total = [], 0.0
        for weight in weights.values():
            total += weight
            sums.append(total)
        return cls(tuple(weights), tuple(sums))

    def choose(self, random: Random) -> str:
        """Return one of the items."""
        return random.choices(self.items, cum_weights=self.sums)[0]


@dataclass(frozen=True)
class Scene:
    """What examples are made from: the reference data, read once."""

    sectors: dict[str, Sector]
    below: dict[str, list[str]]
    outcodes: dict[str, Outcode]
    clusters: Weighted
    outcodes_of: dict[str, Weighted]
    sectors_of: dict[str, Weighted]


@dataclass(frozen=True)
class Example:
    """An example business, not saved, and the codes of its sectors."""

    business: Business
    sectors: tuple[str, ...]


SIZES = Weighted.of(dict(words.SIZES))
VERIFICATIONS = Weighted.of(dict(words.VERIFICATIONS))


def set_scene() -> Scene:
    """Read sectors, clusters and outcodes. Three queries; the tables must be loaded."""
    sectors = {sector.code: sector for sector in Sector.objects.order_by("position")}
    below: dict[str, list[str]] = {}
    for sector in sectors.values():
        if sector.parent_id:
            below.setdefault(sector.parent_id, []).append(sector.code)
    outcodes = Outcode.objects.in_bulk()
    centres = {
        cluster.slug: project(cluster.latitude, cluster.longitude) for cluster in Cluster.objects.finest()
    }
    weights: dict[str, dict[str, float]] = {slug: {} for slug in centres}
    for outcode in outcodes.values():
        x, y = project(outcode.latitude, outcode.longitude)
        centre = centres[outcode.cluster_id]
        is_central = hypot(x - centre[0], y - centre[1]) < CITY_CENTRE_UNITS
        weights[outcode.cluster_id][outcode.code] = outcode.postcodes * (
            CITY_CENTRE_FACTOR if is_central else 1
        )
    return Scene(
        sectors=sectors,
        below=below,
        outcodes=outcodes,
        clusters=Weighted.of({slug: words.CLUSTERS.get(slug, 1) for slug in centres}),
        outcodes_of={slug: Weighted.of(dict(sorted(weights[slug].items()))) for slug in centres},
        sectors_of={slug: _weigh_sectors(slug, list(below)) for slug in centres},
    )


def _weigh_sectors(cluster: str, codes: list[str]) -> Weighted:
    strong = words.STRENGTHS.get(cluster, ())
    return Weighted.of(
        {
            code: words.SECTORS.get(code, 1) * (words.STRENGTH_FACTOR if code in strong else 1)
            for code in codes
        }
    )


def make_example(number: int, *, scene: Scene, now: datetime) -> Example:
    """Make example business ``number``: the same for the same number, reference data and ``now``.

    Its name and address say that it is an example, as does its origin; it has no company number,
    postcode or website, so that it can be taken for no real business.
    """
    random = Random(f"technorth example {number}")  # noqa: S311 (nothing secret)
    cluster = scene.clusters.choose(random)
    outcode = scene.outcodes[scene.outcodes_of[cluster].choose(random)]
    top = scene.sectors_of[cluster].choose(random)
    sectors = _choose_sectors(random, scene.below[top], scene)
    invented = f"{_invent_name(random)} {random.choice(words.TRADES.get(top, ('Technology',)))}"
    listed_at = now - timedelta(days=random.randrange(LISTED_WITHIN_DAYS), seconds=random.randrange(86_400))
    verification = VERIFICATIONS.choose(random)
    business = Business(
        slug=f"{SLUG_MARK}{number}-{slugify(invented)}",
        name=f"{invented} {NAME_MARK}",
        summary=_summarise(random, scene.sectors[sectors[0]]),
        description=f"{DISCLAIMER} {_describe(random, scene.sectors[sectors[0]], outcode)}",
        cluster_id=cluster,
        basis=outcode.basis,
        outcode_id=outcode.code,
        town=outcode.town,
        size_band=SIZES.choose(random),
        status=Business.Status.PUBLISHED,
        looking_for=_choose_wanted(number) if verification != Business.Verification.NONE else [],
        verification=verification,
        origin=Business.Origin.EXAMPLE,
        listed_at=listed_at,
        confirmed_at=listed_at if verification != Business.Verification.NONE else None,
    )
    return Example(business, sectors)


def read_number(slug: str) -> int:
    """Return the number of the example business with this slug."""
    return int(slug.removeprefix(SLUG_MARK).partition("-")[0])


def _invent_name(random: Random) -> str:
    parts = random.choice(words.BEGINNINGS), random.choice(words.MIDDLES), random.choice(words.ENDINGS)
    return "".join(parts)


def _choose_sectors(random: Random, codes: list[str], scene: Scene) -> tuple[str, ...]:
    """Choose one sector, and for one firm in four a second one of any kind."""
    chosen = [random.choice(codes)]
    if random.random() < 0.25:
        chosen.append(random.choice(scene.below[random.choice(list(scene.below))]))
    return tuple(dict.fromkeys(chosen))


def _choose_wanted(number: int) -> list[str]:
    """Choose what it looks for, for one in three; of its own chance, so that all else stays as it was."""
    random = Random(f"technorth example {number} wants")  # noqa: S311 (nothing secret)
    if random.random() < 2 / 3:
        return []
    chosen = random.sample(Business.Wanted.values, random.choice((1, 2)))
    return [value for value in Business.Wanted.values if value in chosen]


def _summarise(random: Random, sector: Sector) -> str:
    first, second = random.sample(words.CUSTOMERS, 2)
    return f"{sector.name} for {first} and {second} {random.choice(words.REACHES)}."


def _describe(random: Random, sector: Sector, outcode: Outcode) -> str:
    keywords = ", ".join(random.sample(sector.keywords, min(3, len(sector.keywords))))
    founded = random.randrange(1988, 2026)
    return (
        f"{sector.name} from {outcode.town}, since {founded}. "
        f"Works with {random.choice(words.CUSTOMERS)} on {keywords or sector.name}."
    )
