"""The choices of a search for opportunities: one FilterSet for the page, the map, the feed and the API."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Case, IntegerField, Value, When
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter

from directory.models.business import Words
from directory.search import LONGEST_TEXT
from directory.search_filters import ChoicesFilter, SearchFilter
from investors.models import Opportunity
from investors.models.opportunity import OpportunityQuerySet

SORTS = [
    ("open", _("Open to investment first")),
    ("newest", _("Newest")),
    ("ending", _("Ending soonest")),
    ("title", _("Title")),
]
ORDERS: dict[str, tuple[str, ...]] = {
    "open": ("openness", "-published_at", "-pk"),
    "newest": ("-published_at", "-pk"),
    "ending": ("valid_until", "title", "pk"),
    "title": ("title", "pk"),
}
FACETS = ("cluster", "sector", "type", "scale", "stage")
MOST_WORDS = 20


class OpportunityFilter(SearchFilter):
    """Reads a search for opportunities from an address."""

    q = CharFilter(
        label=_("Words in the opportunity"),
        max_length=LONGEST_TEXT,
        error_messages={
            "max_length": _("Search for %(limit_value)d characters or fewer. These are %(show_value)d."),
            "null_characters_not_allowed": _("The search has a character that cannot be searched for."),
        },
    )
    type = ChoicesFilter(
        label=_("Type of investment"),
        choices=Opportunity.InvestmentType.choices,
        error_messages={
            "invalid_choice": _("There is no type of investment “%(value)s”: types were left out.")
        },
    )
    scale = ChoicesFilter(
        label=_("Scale"),
        choices=Opportunity.Scale.choices,
        error_messages={"invalid_choice": _("There is no scale “%(value)s”: scales were left out.")},
    )
    stage = ChoicesFilter(
        label=_("Stage"),
        choices=Opportunity.Stage.choices,
        error_messages={"invalid_choice": _("There is no stage “%(value)s”: stages were left out.")},
    )
    usual_sort = "open"

    class Meta:
        model = Opportunity
        fields = ["q", *FACETS, "sort"]

    def __init__(self, data: Mapping[str, Any] | None, queryset: OpportunityQuerySet | None = None) -> None:
        if queryset is None:
            queryset = Opportunity.objects.published()
        super().__init__(data, queryset, sorts=SORTS)

    @property
    def qs(self) -> OpportunityQuerySet:
        """What was found, in the order asked for."""
        found: OpportunityQuerySet = self.narrow().annotate(openness=_openness())
        return found.order_by(*ORDERS[self.sort_name])

    def narrow(self, *, without: str = "") -> OpportunityQuerySet:
        """Return what the choices keep, in no order; those of the parameter ``without`` left out."""
        found: OpportunityQuerySet = self.queryset.all()
        chosen = {name: value for name, value in self.chosen.items() if name != without}
        for word in read_words(chosen.get("q", "")):
            found = found.filter(words__contains=Words(Value(word)))
        if "cluster" in chosen:
            found = found.in_clusters(chosen["cluster"])
        if "sector" in chosen:
            found = found.in_sectors(chosen["sector"])
        if "type" in chosen:
            found = found.filter(investment_types__overlap=chosen["type"])
        for name in ("scale", "stage"):
            if name in chosen:
                found = found.filter(**{f"{name}__in": chosen[name]})
        return found


def read_words(text: str) -> list[str]:
    """Return the words to look for, each of which must be there."""
    return text.split()[:MOST_WORDS]


def _openness() -> Case:
    """Put what still seeks money before what is funded, and that before what is off."""
    places = {stage: place for place, stage in enumerate(Opportunity.Stage.values)}
    whens = [When(stage=stage, then=Value(place)) for stage, place in places.items()]
    return Case(*whens, default=Value(len(places)), output_field=IntegerField())
