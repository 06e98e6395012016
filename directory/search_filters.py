"""What searches for businesses and opportunities have in common: how an address is read and written."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, FilterSet, MultipleChoiceFilter

from directory.trees import read_trees


class ChoicesField(MultipleChoiceFilter.field_class):
    """Any number of choices; an empty one, as a form may send it, is none."""

    def to_python(self, value: Any) -> list[str]:
        """Return the values sent, but for empty ones."""
        return [each for each in super().to_python(value) if each]


class ChoicesFilter(MultipleChoiceFilter):
    """A facet."""

    field_class = ChoicesField


class SearchFilter(FilterSet):
    """Reads a search from an address: OR within a facet, AND between facets.

    A parameter that cannot be read is left out of the search and stands in ``problems``. ``clusters`` and
    ``sectors`` are both trees, loaded once. A subclass names its ``usual_sort``, gives the orders to
    choose from, ``sorts``, and lists its parameters in ``Meta.fields``: an address has them in that order.
    """

    cluster = ChoicesFilter(
        label=_("Cluster"),
        choices=[],
        error_messages={"invalid_choice": _("There is no cluster “%(value)s”: clusters were left out.")},
    )
    sector = ChoicesFilter(
        label=_("Sector"),
        choices=[],
        error_messages={"invalid_choice": _("There is no sector “%(value)s”: sectors were left out.")},
    )
    sort = ChoiceFilter(
        label=_("Sort by"),
        choices=[],
        error_messages={"invalid_choice": _("There is no order “%(value)s”: these are in the usual order.")},
    )
    usual_sort: ClassVar[str]

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        queryset: QuerySet[Any],
        *,
        sorts: Sequence[tuple[str, str | Promise]],
    ) -> None:
        super().__init__(data, queryset)
        self.clusters, self.sectors = read_trees()
        self.filters["cluster"].extra["choices"] = [(each.pk, each.local_name) for each in self.clusters]
        self.filters["sector"].extra["choices"] = [(each.pk, each.local_name) for each in self.sectors]
        self.filters["sort"].extra["choices"] = sorts

    @cached_property
    def chosen(self) -> dict[str, Any]:
        """What was asked for and could be read, by parameter; nothing for what was left open."""
        self.errors  # noqa: B018 - reading the errors is what cleans the form
        return {name: value for name, value in self.form.cleaned_data.items() if value}

    @property
    def stated(self) -> dict[str, Any]:
        """What an address has to say of ``chosen``: the usual order goes without saying."""
        return {
            name: value for name, value in self.chosen.items() if (name, value) != ("sort", self.usual_sort)
        }

    @property
    def problems(self) -> list[str]:
        """What could not be read, in words."""
        return [str(message) for messages in self.errors.values() for message in messages]

    @property
    def sort_name(self) -> str:
        """The order in use."""
        return str(self.chosen.get("sort", self.usual_sort))

    def write_query(
        self,
        *,
        without: tuple[str, str] | None = None,
        drop: tuple[str, ...] = (),
        add: Mapping[str, str] | None = None,
    ) -> str:
        """Return this search as a query string, less a value or whole parameters, plus ``add``."""
        query = QueryDict(mutable=True)
        for name, value in self.stated.items():
            values = value if isinstance(value, list) else [value]
            if name not in drop:
                query.setlist(name, [each for each in values if (name, each) != without])
        for name, value in (add or {}).items():
            query.appendlist(name, value)
        return query.urlencode()
