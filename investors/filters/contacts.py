"""What the list of contacts can be narrowed by."""

import datetime

import django_filters as filters
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from investors.filters.choices import LONGEST_TEXT, list_clusters
from investors.models import Contact
from investors.models.cover import ContactQuerySet

Contacts = ContactQuerySet[Contact]


class ContactFilter(filters.FilterSet):
    """The filters of the list of contacts. Without ``standing`` it keeps those who may be asked."""

    q = filters.CharFilter(
        method="_keep_matching", label=_("Find by name, organisation or e-mail"), max_length=LONGEST_TEXT
    )
    cluster = filters.ChoiceFilter(
        method="_keep_cluster", label=_("Cluster"), choices=list_clusters, empty_label=_("All clusters")
    )
    role = filters.ChoiceFilter(
        field_name="role",
        lookup_expr="exact",
        label=_("Role"),
        choices=Contact.Role.choices,
        empty_label=_("All roles"),
    )
    standing = filters.ChoiceFilter(
        method="_keep_standing",
        label=_("Standing"),
        choices=[
            ("away", _("Away today")),
            ("inactive", _("Deactivated")),
            ("all", _("All, with deactivated ones")),
        ],
        empty_label=_("May be asked"),
    )

    class Meta:
        model = Contact
        fields: list[str] = []

    def __init__(self, data: QueryDict, queryset: Contacts, *, today: datetime.date) -> None:
        super().__init__(data, queryset)
        self.today = today

    def filter_queryset(self, queryset: Contacts) -> Contacts:
        """Keep what the valid filters keep."""
        kept: Contacts = super().filter_queryset(queryset)
        return kept if self.form.cleaned_data.get("standing") else kept.active()

    def _keep_matching(self, queryset: Contacts, name: str, value: str) -> Contacts:
        return queryset.matching(value)

    def _keep_cluster(self, queryset: Contacts, name: str, value: str) -> Contacts:
        return queryset.in_cluster(value)

    def _keep_standing(self, queryset: Contacts, name: str, value: str) -> Contacts:
        if value == "away":
            return queryset.active().away(self.today)
        return queryset.filter(is_active=False) if value == "inactive" else queryset
