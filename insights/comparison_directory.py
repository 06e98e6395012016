"""What the directory says of clusters side by side: what they are strong in, who is listed, of which size."""

from collections.abc import Sequence
from decimal import Decimal

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _

from directory.figures import format_number
from directory.models import Cluster
from insights.comparison_rows import Cell, Row, Section, Value
from insights.directory_counts import DirectoryCounts, find_scale, format_quotient
from insights.snapshots import Strength

SPECIALISMS_EACH = 3  # the strongest sectors of each cluster are rows


def compare_directory(chosen: Sequence[Cluster], directory: DirectoryCounts | None) -> list[Section]:
    """Return who is listed, and the specialisms on one scale; both by the latest snapshot."""
    if directory is None:
        return []
    return [_compare_specialisms(chosen, directory), _compare_listed(chosen, directory)]


def _compare_specialisms(chosen: Sequence[Cluster], directory: DirectoryCounts) -> Section:
    slugs = [each.pk for each in chosen]
    strengths = directory.measure(slugs)
    strongest = {
        each.sector.pk: max(strengths[slug, each.sector.pk].quotient or 0.0 for slug in slugs)
        for one in slugs
        for each in directory.list_specialisms(one, SPECIALISMS_EACH)
    }
    names = {sector.pk: sector.local_name for sector in directory.sectors}
    codes = sorted(strongest, key=lambda code: -strongest[code])
    scale = find_scale(list(strongest.values()))
    tick = round(100 / scale, 1)
    rows = []
    for code in codes:
        cells = [_write_strength(each, strengths[each.pk, code], scale) for each in chosen]
        north = strengths[slugs[0], code]
        value = Value(format_quotient(1.0), _write_part(north.north, north.of_north))
        cells.append(Cell(str(_("The North")), (value,), tick))
        rows.append(Row(names[code], tuple(cells), str(_("Too few to say"))))
    return Section(
        "specialisms",
        _("Specialisms, on one scale"),
        tuple(rows),
        note=_(
            "The share of a sector among the businesses listed in the cluster, divided by its share in the"
            " North: 1 is as in the North, 2 twice as frequent. Shown are the three strongest sectors of each"
            " cluster."
        ),
        missing=_("Too few businesses are listed in these clusters to say what they are strong in."),
        is_made_up=directory.are_examples,
        tick=tick,
    )


def _write_strength(cluster: Cluster, strength: Strength, scale: float) -> Cell:
    if strength.quotient is None:
        return Cell(cluster.local_name)
    value = Value(format_quotient(strength.quotient), _write_part(strength.here, strength.of))
    return Cell(cluster.local_name, (value,), round(100 * strength.quotient / scale, 1))


def _write_part(number: int, whole: int) -> str:
    # Not cells.write_part: these words are of businesses alone, which Chinese counts with a measure word.
    return _("%(number)s of %(whole)s") % {"number": intcomma(number), "whole": intcomma(whole)}


def _compare_listed(chosen: Sequence[Cluster], directory: DirectoryCounts) -> Section:
    slugs: list[tuple[str, str | None]] = [(each.local_name, each.pk) for each in chosen]
    slugs.append((str(_("The North")), None))
    totals = tuple(Cell(name, (_count(directory.count(slug)),)) for name, slug in slugs)
    rows = [Row(str(_("All")), totals, "")]
    by_size = [directory.list_sizes(slug) for _name, slug in slugs]
    bands = {size.band: size.label for sizes in by_size for size in sizes}
    for band in sorted(bands, key=lambda band: (band == "", list(bands).index(band))):
        counts = [sum(size.count for size in sizes if size.band == band) for sizes in by_size]
        cells = tuple(
            Cell(name, (_count(count),)) for (name, _slug), count in zip(slugs, counts, strict=True)
        )
        rows.append(Row(bands[band], cells, ""))
    return Section("listed", _("Businesses listed in the TechNorth directory"), tuple(rows))


def _count(number: int) -> Value:
    return Value(format_number(Decimal(number)))
