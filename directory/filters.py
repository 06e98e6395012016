"""The choices of a search for businesses: one FilterSet for the page and whatever else lists them."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Case, IntegerField, When
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, FilterSet, MultipleChoiceFilter

from directory.models import Business, Cluster, Sector
from directory.models.business import BusinessQuerySet
from directory.search import LONGEST_TEXT, match_businesses, order_by_standing, rank_businesses

SORTS = [
    ("best", _("Best match")),
    ("name", _("Name")),
    ("newest", _("Newest")),
    ("largest", _("Largest")),
]
FACETS = ["cluster", "sector", "size", "verified"]


class SortFilter(ChoiceFilter):
    """Names the order, which ``BusinessFilter`` applies after all else."""

    def filter(self, qs: BusinessQuerySet, value: str) -> BusinessQuerySet:
        """Keep everything."""
        return qs


class ChoicesField(MultipleChoiceFilter.field_class):
    """Any number of choices; an empty one, as a form may send it, is none."""

    def to_python(self, value: Any) -> list[str]:
        """Return the values sent, but for empty ones."""
        return [each for each in super().to_python(value) if each]


class ChoicesFilter(MultipleChoiceFilter):
    """A facet."""

    field_class = ChoicesField


class BusinessFilter(FilterSet):
    """Reads a search from an address: OR within a facet, AND between facets.

    A parameter that cannot be read is left out of the search and stands in ``form.errors``.
    ``clusters`` and ``sectors`` are the rows of both trees, loaded once.
    """

    q = CharFilter(
        label=_("Name, number or what they do"),
        max_length=LONGEST_TEXT,
        method="keep_matches",
        error_messages={
            "max_length": _("Search for %(limit_value)d characters or fewer. These are %(show_value)d."),
            "null_characters_not_allowed": _("The search has a character that cannot be searched for."),
        },
    )
    cluster = ChoicesFilter(
        label=_("Cluster"),
        method="keep_clusters",
        choices=[],
        error_messages={"invalid_choice": _("There is no cluster “%(value)s”: clusters were left out.")},
    )
    sector = ChoicesFilter(
        label=_("Sector"),
        method="keep_sectors",
        choices=[],
        error_messages={"invalid_choice": _("There is no sector “%(value)s”: sectors were left out.")},
    )
    size = ChoicesFilter(
        label=_("Size"),
        method="keep_size_bands",
        choices=Business.SizeBand.choices,
        error_messages={"invalid_choice": _("There is no size “%(value)s”: sizes were left out.")},
    )
    verified = ChoicesFilter(
        label=_("Verified"),
        method="keep_verified",
        choices=[("yes", _("Verified"))],
        error_messages={"invalid_choice": _("“%(value)s” is not a choice for verified: it was left out.")},
    )
    sort = SortFilter(
        label=_("Sort by"),
        choices=SORTS,
        error_messages={"invalid_choice": _("There is no order “%(value)s”: these are in the usual order.")},
    )

    class Meta:
        model = Business
        fields: list[str] = []

    def __init__(self, data: Mapping[str, Any] | None, queryset: BusinessQuerySet) -> None:
        super().__init__(data, queryset)
        self.clusters = list(Cluster.objects.order_by("position", "pk"))
        self.sectors = list(Sector.objects.order_by("position", "pk"))
        self.filters["cluster"].extra["choices"] = [(each.slug, each.name) for each in self.clusters]
        self.filters["sector"].extra["choices"] = [(each.code, each.name) for each in self.sectors]

    @property
    def chosen(self) -> dict[str, Any]:
        """What was asked for and could be read, by parameter; nothing for what was left open."""
        self.errors  # noqa: B018 - reading the errors is what cleans the form
        return {name: value for name, value in self.form.cleaned_data.items() if value}

    @property
    def sort_name(self) -> str:
        """The order in use."""
        return str(self.chosen.get("sort", "best"))

    @property
    def sorts(self) -> list[tuple[str, Any]]:
        """The orders to choose from; without words there is nothing to match best."""
        usual = _("Best match") if "q" in self.chosen else _("Recommended")
        return [("best", usual), *SORTS[1:]]

    @property
    def problems(self) -> list[str]:
        """What could not be read, in words."""
        return [str(message) for messages in self.errors.values() for message in messages]

    def filter_queryset(self, queryset: BusinessQuerySet) -> BusinessQuerySet:
        """Return the matches of all choices, in order."""
        return self.sort_matches(super().filter_queryset(queryset))

    def filter_without(self, *left_out: str) -> BusinessQuerySet:
        """Return the matches of all choices but those of the parameters ``left_out``, in no order."""
        businesses: BusinessQuerySet = self.queryset
        for name, value in self.chosen.items():
            if name not in left_out:
                businesses = self.filters[name].filter(businesses, value)
        return businesses

    def write_query(
        self,
        *,
        without: tuple[str, str] | None = None,
        drop: tuple[str, ...] = (),
        add: Mapping[str, str] | None = None,
    ) -> str:
        """Return this search as a query string, less a value or whole parameters, plus ``add``."""
        query = QueryDict(mutable=True)
        for name, value in self.chosen.items():
            values = value if isinstance(value, list) else [value]
            if name not in drop and (name, value) != ("sort", "best"):
                query.setlist(name, [each for each in values if (name, each) != without])
        for name, value in (add or {}).items():
            query.appendlist(name, value)
        return query.urlencode()

    def sort_matches(self, businesses: BusinessQuerySet) -> BusinessQuerySet:
        """Put the matches in the order asked for; every order ends with a tie-break."""
        if self.sort_name == "name":
            return businesses.order_by("folded_name", "pk")
        if self.sort_name == "newest":
            return businesses.order_by("-listed_at", "-pk")
        if self.sort_name == "largest":
            return order_by_standing(businesses.annotate(size_rank=rank_size()), "-size_rank")
        text = self.chosen.get("q")
        return rank_businesses(businesses, text) if text else order_by_standing(businesses)

    def keep_matches(self, businesses: BusinessQuerySet, name: str, text: str) -> BusinessQuerySet:
        """Keep what matches the words."""
        return match_businesses(businesses, text)

    def keep_clusters(self, businesses: BusinessQuerySet, name: str, slugs: list[str]) -> BusinessQuerySet:
        """Keep those in the clusters."""
        return businesses.in_clusters(slugs)

    def keep_sectors(self, businesses: BusinessQuerySet, name: str, codes: list[str]) -> BusinessQuerySet:
        """Keep those in the sectors."""
        return businesses.in_sectors(codes)

    def keep_size_bands(self, businesses: BusinessQuerySet, name: str, bands: list[str]) -> BusinessQuerySet:
        """Keep those of the size bands."""
        return businesses.in_size_bands(bands)

    def keep_verified(self, businesses: BusinessQuerySet, name: str, values: list[str]) -> BusinessQuerySet:
        """Keep the verified ones."""
        return businesses.verified()


def rank_size() -> Case:
    """Return the size band as a number that grows with it; 0 where it is unknown."""
    bands = [When(size_band=band, then=rank) for rank, band in enumerate(Business.SizeBand.values, start=1)]
    return Case(*bands, default=0, output_field=IntegerField())
