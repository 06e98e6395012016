"""What the PDF of a shortlist says of each thing: its public facts, each with where it is from."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.utils.formats import date_format as format_date
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from directory.models import Business, Cluster, ClusterFact, Figure
from directory.profiles import describe_facts
from directory.register_words import tell_summary
from investors.models import Opportunity
from technorth.languages import list_words


@dataclass(frozen=True)
class Row:
    """A fact: what it is, the value, and the source of this one where facts have their own."""

    label: str
    value: str
    source: str = ""


@dataclass(frozen=True)
class Sheet:
    """The page of a thing. ``example`` says that it is made up; ``origin`` where all of it is from."""

    rows: Sequence[Row]
    example: str = ""
    origin: str = ""
    summary: str = ""


def describe_businesses(keys: Collection[int]) -> dict[int, Sheet]:
    """Return the sheets of the listed businesses among ``keys``. A fixed number of queries."""
    listed = Business.objects.listed().with_profile_facts().filter(pk__in=keys)
    return {business.pk: _describe_business(business) for business in listed}


def _describe_business(business: Business) -> Sheet:
    example = _(
        "This listing was generated to show how the site works. No such business exists, and every fact in "
        "it is made up."
    )
    origin = ""
    if business.source:
        origin = f"{_('Source:')} {business.source.cite(business.source_period)}."
    elif not business.is_example:
        origin = _("Source: the business itself, in the TechNorth directory.")
    return Sheet(
        rows=[Row(fact.key, read_plainly(fact.value)) for fact in describe_facts(business)],
        example=example if business.is_example else "",
        origin=" ".join(part for part in (_end(business.origin_note), origin) if part),
        summary=tell_summary(business.summary),
    )


def describe_clusters(keys: Collection[str]) -> dict[str, Sheet]:
    """Return the sheets of the clusters among ``keys``. Three queries."""
    figures = Figure.objects.filter(cluster__in=keys).select_related("source").order_by("position", "pk")
    facts = ClusterFact.objects.filter(cluster__in=keys).select_related("source").order_by("position", "pk")
    rows: dict[str, list[Row]] = {key: [] for key in keys}
    for figure in figures:
        rows[str(figure.cluster_id)].append(_describe_figure(figure))
    for fact in facts:
        value = list_words((fact.local_name, fact.place))
        rows[fact.cluster_id].append(Row(fact.get_kind_display(), value, fact.source.cite()))
    origin = _(
        "Figures of different sources count different things, in different areas and years: each speaks for "
        "itself."
    )
    clusters = Cluster.objects.in_bulk(list(keys))
    return {
        key: Sheet(
            rows=[Row(_("Official area"), cluster.local_area), *rows[key]],
            origin=origin if rows[key] else "",
        )
        for key, cluster in clusters.items()
    }


def _describe_figure(figure: Figure) -> Row:
    about = list_words((figure.local_geography, figure.year))
    value = f"{figure.value_text} ({about})" if about else figure.value_text
    words = "\n".join(part for part in (value, figure.local_note) if part)
    return Row(figure.local_label, words, figure.source.cite())


def describe_opportunities(keys: Collection[int]) -> dict[int, Sheet]:
    """Return the sheets of the published opportunities among ``keys``. Two queries."""
    published = Opportunity.objects.published().with_card_facts().filter(pk__in=keys)
    return {each.pk: _describe_opportunity(each) for each in published}


def _describe_opportunity(opportunity: Opportunity) -> Sheet:
    sectors = list_words(sector.local_name for sector in opportunity.sectors.all())
    until = format_date(opportunity.valid_until, "j F Y") if opportunity.valid_until else ""
    rows = [
        Row(_("Place"), opportunity.place_text),
        Row(_("Stage"), opportunity.get_stage_display()),
        Row(_("Investment"), list_words(opportunity.investment_labels)),
        Row(_("Scale"), opportunity.get_scale_display()),
        Row(_("Sectors"), sectors),
        Row(_("Valid until"), until),
    ]
    facts = [
        Row(
            _("Fact"), fact.get("text", ""), ", ".join(filter(None, map(fact.get, ("source", "date", "url"))))
        )
        for fact in opportunity.facts
    ]
    example = _("This opportunity was made up to show how the site works. There is no such offer.")
    return Sheet(
        rows=[row for row in [*rows, *facts] if row.value],
        example=example if opportunity.is_example else "",
        summary=opportunity.summary,
    )


SHEETS: dict[str, Callable[[Collection[Any]], dict[Any, Sheet]]] = {
    "business": describe_businesses,
    "cluster": describe_clusters,
    "opportunity": describe_opportunities,
}


def read_plainly(value: str) -> str:
    """Return the words of a fact as the profile has it, which may be markup of our own."""
    if not hasattr(value, "__html__"):
        return value
    return unescape(strip_tags(value.replace("<br>", "\n")))


def _end(sentence: str) -> str:
    return f"{sentence}." if sentence else ""
