"""The opportunities that enquiries name, in the order in which the investor chose them."""

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from investors.models import Enquiry
from investors.routing_facts import NamedOpportunity

# Rows of the table between have numbers in the order in which they were made.
_NAMINGS = Enquiry.opportunities.through.objects.order_by("pk")


def name_opportunities(enquiries: Iterable[int]) -> dict[int, tuple[NamedOpportunity, ...]]:
    """Return for each of ``enquiries`` that names some what routing is told of them. One query."""
    rows = _NAMINGS.filter(enquiry__in=list(enquiries)).values_list(
        "enquiry", "opportunity__title", "opportunity__cluster"
    )
    named: dict[int, tuple[NamedOpportunity, ...]] = {}
    for enquiry, title, cluster in rows:
        named[enquiry] = (*named.get(enquiry, ()), NamedOpportunity(title, cluster))
    return named


def select_opportunities() -> ArraySubquery:
    """Return the expression for those of an enquiry, as ``write_named`` takes them."""
    facts = JSONObject(title="opportunity__title", is_example="opportunity__is_example")
    return ArraySubquery(_NAMINGS.filter(enquiry=OuterRef("pk")).values(facts=facts))


def write_named(rows: Iterable[dict[str, Any]]) -> str:
    """Return the titles, one a line, an example marked as such."""
    marked = _("%(title)s (an invented example, not a real opportunity)")
    return "\n".join(marked % row if row["is_example"] else row["title"] for row in rows)
