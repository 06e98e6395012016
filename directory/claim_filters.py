"""The filters of the desk's list of claims."""

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from directory.models import Claim

STAFF, WAITING, ALL = "staff", "waiting", "all"


class ClaimFilter(filters.FilterSet):
    """The claims, narrowed. With no ``state`` it keeps what waits for staff."""

    q = filters.CharFilter(
        field_name="business__name", lookup_expr="icontains", label=_("Find by name"), max_length=200
    )
    state = filters.ChoiceFilter(
        method="_keep_state",
        label=_("State"),
        choices=[
            (WAITING, _("All that wait, for a code too")),
            *[(value, label) for value, label in Claim.Status.choices if value != Claim.Status.PENDING],
            (ALL, _("All")),
        ],
        empty_label=_("Wait for staff"),
    )
    method = filters.ChoiceFilter(
        field_name="method",
        lookup_expr="exact",
        label=_("Way"),
        choices=Claim.Method.choices,
        empty_label=_("All ways"),
    )

    class Meta:
        model = Claim
        fields: list[str] = []

    def filter_queryset(self, queryset: "QuerySet[Claim]") -> "QuerySet[Claim]":
        """Narrow by what was chosen, and to what waits for staff where no state was."""
        narrowed = super().filter_queryset(queryset)
        return narrowed if self.form.cleaned_data.get("state") else narrowed.for_staff()

    def _keep_state(self, queryset: "QuerySet[Claim]", name: str, value: str) -> "QuerySet[Claim]":
        if value == ALL:
            return queryset
        return queryset.filter(status=Claim.Status.PENDING if value == WAITING else value)
