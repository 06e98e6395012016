"""The content of an opportunity as one document: read from its row, compared, and written to it.

Editing, preview, review and the public page all speak of the same fields, which stand here once. A content
is what JSON can hold: days are ISO 8601, clusters, sectors and outcodes their keys, the contact its number
or None. ``facts`` is a list of ``{"text", "source", "url", "date"}``, ``documents`` of ``{"file", "title"}``
and ``images`` of ``{"file", "alt"}``.
"""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Value
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from directory.models import Cluster, Outcode, Sector
from directory.models.business import Words
from investors.models import Opportunity

Content = dict[str, Any]


@dataclass(frozen=True)
class Field:
    """One part of an opportunity. What ``is_required`` must be there before it is sent for review."""

    name: str
    label: str | Promise
    empty: Any = ""
    is_required: bool = False


FIELDS = (
    Field("title", _("Title"), is_required=True),
    Field("summary", _("Summary"), is_required=True),
    Field("description", _("Description"), is_required=True),
    Field("cluster", _("Cluster"), is_required=True),
    Field("place", _("Place")),
    Field("outcode", _("Postcode district")),
    Field("sectors", _("Sectors"), empty=[], is_required=True),
    Field("investment_types", _("Types of investment"), empty=[], is_required=True),
    Field("scale", _("Scale"), is_required=True),
    Field("stage", _("Stage"), is_required=True),
    Field("facts", _("Facts"), empty=[]),
    Field("documents", _("Documents"), empty=[]),
    Field("images", _("Pictures"), empty=[]),
    Field("contact", _("Contact"), empty=None, is_required=True),
    Field("valid_from", _("Shown from"), is_required=True),
    Field("valid_until", _("Shown until"), is_required=True),
)
FIELDS_BY_NAME = {field.name: field for field in FIELDS}
# Columns of the same name and kind.
PLAIN = (
    "title",
    "summary",
    "description",
    "place",
    "investment_types",
    "scale",
    "stage",
    "facts",
    "documents",
    "images",
)


# Their order says nothing.
UNORDERED = ("sectors", "investment_types")


@dataclass(frozen=True)
class Difference:
    """A field that two contents say different things about."""

    field: Field
    before: Any
    after: Any


def make_content(**values: Any) -> Content:
    """Return an empty content with ``values`` filled in. Raises KeyError for a field that there is not."""
    unknown = values.keys() - FIELDS_BY_NAME.keys()
    if unknown:
        raise KeyError(*sorted(unknown))
    return {field.name: values.get(field.name, field.empty) for field in FIELDS}


def read_content(opportunity: Opportunity) -> Content:
    """Return what the row of ``opportunity`` says. One query, for the sectors."""
    return make_content(
        **{name: getattr(opportunity, name) for name in PLAIN},
        cluster=opportunity.cluster_id,
        outcode=opportunity.outcode_id or "",
        sectors=list(opportunity.sectors.order_by("position", "pk").values_list("pk", flat=True)),
        contact=opportunity.contact_id,
        valid_from=_write_day(opportunity.valid_from),
        valid_until=_write_day(opportunity.valid_until),
    )


def read_public_content(opportunity: Opportunity) -> Content:
    """Return what the public sees of ``opportunity``, or saw last; {} where it never did."""
    return read_content(opportunity) if opportunity.was_public else {}


def compare_contents(before: Content, after: Content) -> list[Difference]:
    """Return the fields on which the two differ, in their order."""
    pairs = (
        (field, before.get(field.name, field.empty), after.get(field.name, field.empty)) for field in FIELDS
    )
    return [Difference(field, old, new) for field, old, new in pairs if not _is_same(field, old, new)]


def _is_same(field: Field, old: Any, new: Any) -> bool:
    return sorted(old) == sorted(new) if field.name in UNORDERED else bool(old == new)


def list_missing(content: Content) -> list[Field]:
    """Return the required fields that ``content`` leaves empty."""
    return [field for field in FIELDS if field.is_required and not content.get(field.name)]


def apply_content(*, opportunity: Opportunity, content: Content) -> None:
    """Make the row of ``opportunity`` say what ``content`` does, in the caller's transaction.

    ``content`` has passed the forms. The same number of queries, however long it is.
    """
    _set_columns(opportunity, content)
    opportunity.words = Words(Value(write_words(content)))  # the database folds it
    opportunity.save()
    opportunity.refresh_from_db(fields=["words"])
    opportunity.sectors.set(content["sectors"])


def imagine_content(*, opportunity: Opportunity, content: Content) -> list[Sector]:
    """Make ``opportunity`` in memory say what ``content`` does; return its sectors. It must not be saved."""
    _set_columns(opportunity, content)
    opportunity.cluster = Cluster.objects.select_related("parent").get(pk=content["cluster"])
    opportunity.outcode = Outcode.objects.filter(pk=content["outcode"]).first()
    return list(Sector.objects.filter(pk__in=content["sectors"]).order_by("position", "pk"))


def write_words(content: Content) -> str:
    """Return the text of ``content`` that is searched, with the names of its cluster and sectors."""
    clusters = Cluster.objects.filter(pk=content["cluster"]).values_list("name", "parent__name")
    sectors = Sector.objects.filter(pk__in=content["sectors"]).values_list("name", flat=True)
    names = [name for row in clusters for name in row if name]
    facts = [fact["text"] for fact in content["facts"]]
    own = (content["title"], content["summary"], content["place"], content["outcode"])
    return " ".join([*own, *names, *sectors, content["description"], *facts])


def _set_columns(opportunity: Opportunity, content: Content) -> None:
    for name in PLAIN:
        setattr(opportunity, name, content[name])
    opportunity.cluster_id = content["cluster"]
    opportunity.outcode_id = content["outcode"] or None
    opportunity.contact_id = content["contact"]
    opportunity.valid_from = read_day(content["valid_from"])
    opportunity.valid_until = read_day(content["valid_until"])


def _write_day(day: datetime.date | None) -> str:
    return day.isoformat() if day else ""


def read_day(text: str) -> datetime.date | None:
    """Return the day that a content names; None for none."""
    return datetime.date.fromisoformat(text) if text else None
