"""The parameters of the lists that the site itself does not search: outcodes and towns."""

from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, FilterSet, ModelChoiceFilter

from directory.models import Cluster, Outcode, Place


class PlaceFilter(FilterSet):
    """Narrows a list of places by its cluster."""

    cluster = ModelChoiceFilter(
        label=_("A cluster, by its slug."),
        queryset=Cluster.objects.all(),
        error_messages={"invalid_choice": _("There is no such cluster.")},
    )


class OutcodeFilter(PlaceFilter):
    """Narrows the outcodes."""

    code = CharFilter(
        label=_("The outcode itself, like LS1."), field_name="code", lookup_expr="iexact", max_length=4
    )

    class Meta:
        model = Outcode
        fields: list[str] = []


class TownFilter(PlaceFilter):
    """Narrows the towns."""

    name = CharFilter(
        label=_("How the name begins."), field_name="name", lookup_expr="istartswith", max_length=120
    )

    class Meta:
        model = Place
        fields: list[str] = []
