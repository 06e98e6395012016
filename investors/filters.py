"""What the desk's lists can be narrowed by. The address is the search."""

import datetime
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Count
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from directory.models import Cluster, Sector
from investors.models import Contact, Enquiry
from investors.models.cover import ContactQuerySet
from investors.models.enquiry import EnquiryQuerySet

EVERY_STATUS = "all"
LONGEST_TEXT = 200  # each word is one more condition
SORTS = [
    ("late", _("What to do first")),
    ("oldest", _("Oldest")),
    ("newest", _("Newest")),
    ("organisation", _("Organisation")),
]
ORDERS = {
    "oldest": ("received_at", "pk"),
    "newest": ("-received_at", "-pk"),
    "organisation": ("organisation", "pk"),
}
Choices = list[tuple[Any, Any]]
Contacts = ContactQuerySet[Contact]


def list_clusters() -> Choices:
    """Return each cluster's slug and name, each sub-cluster after its cluster and naming it."""
    clusters = list(Cluster.objects.select_related("parent").order_by("position", "pk"))
    return [
        (row.slug, f"{row.name} ({row.parent.name})" if row.parent else row.name)
        for top in clusters
        for row in clusters
        if top.parent_id is None and top.pk in (row.pk, row.parent_id)
    ]


def list_sectors() -> Choices:
    """Return the sectors' codes and names, those below in a group of their parent's name."""
    sectors = list(Sector.objects.order_by("position", "pk"))
    return [
        (
            top.name,
            [(top.code, gettext("All of %(sector)s") % {"sector": top.name})]
            + [(row.code, row.name) for row in sectors if row.parent_id == top.code],
        )
        for top in sectors
        if top.parent_id is None
    ]


def list_owners() -> Choices:
    """Return who can have an enquiry: nobody, each member of staff, each contact."""
    staff = User.objects.filter(role__in=[User.Role.TRIAGE_OFFICER, User.Role.MANAGER]).order_by("name", "pk")
    contacts = Contact.objects.order_by("name", "pk").values_list("pk", "name")
    return [
        ("nobody", _("Nobody yet")),
        (_("Staff"), [(f"staff-{user.pk}", str(user)) for user in staff]),
        (_("Contacts"), [(f"contact-{pk}", name) for pk, name in contacts]),
    ]


class QueueForm(forms.Form):
    """The filters of the queue, checked together."""

    def clean(self) -> dict[str, Any]:
        """Refuse a span of days that ends before it begins."""
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("received_from"), cleaned.get("received_to")
        if first and last and last < first:
            self.add_error("received_to", _("The last day must not be before the first day"))
        return cleaned


class EnquiryFilter(filters.FilterSet):
    """The queue's filters. With no ``status`` it keeps what is open.

    A regional contact has no choice of cluster and owner: all in their queue is their own.
    """

    q = filters.CharFilter(
        method="_keep_matching",
        label=_("Find by reference, name, organisation or plan"),
        max_length=LONGEST_TEXT,
    )
    status = filters.MultipleChoiceFilter(
        method="_keep_statuses",
        label=_("Status"),
        choices=[*Enquiry.Status.choices, (EVERY_STATUS, _("All, with closed ones"))],
    )
    cluster = filters.ChoiceFilter(
        method="_keep_cluster", label=_("Cluster"), choices=list_clusters, empty_label=_("All clusters")
    )
    sector = filters.ChoiceFilter(
        method="_keep_sector", label=_("Sector"), choices=list_sectors, empty_label=_("All sectors")
    )
    owner = filters.ChoiceFilter(
        method="_keep_owner", label=_("Who has it"), choices=list_owners, empty_label=_("Anybody")
    )
    received_from = filters.DateFilter(
        field_name="received_at",
        lookup_expr="date__gte",
        label=_("Received from"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": _("Enter a day, like 2026-11-23")},
    )
    received_to = filters.DateFilter(
        field_name="received_at",
        lookup_expr="date__lte",
        label=_("Received to"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": _("Enter a day, like 2026-11-23")},
    )
    overdue = filters.BooleanFilter(
        method="_keep_late", label=_("Only what is late"), widget=forms.CheckboxInput
    )
    sort = filters.ChoiceFilter(method="_order", label=_("Sort by"), choices=SORTS, empty_label=None)

    class Meta:
        model = Enquiry
        form = QueueForm
        fields: list[str] = []

    def __init__(
        self, data: QueryDict, queryset: EnquiryQuerySet, *, user: User, now: datetime.datetime
    ) -> None:
        super().__init__(data, queryset.with_lateness(now))
        self.now = now
        if not user.is_triage:
            del self.filters["cluster"], self.filters["owner"]

    @property
    def sort_now(self) -> str:
        """The order in force: that asked for, else what to do first."""
        return self.form.cleaned_data.get("sort") or "late"

    def filter_queryset(self, queryset: EnquiryQuerySet) -> EnquiryQuerySet:
        """Keep what the valid filters keep, in the order asked for."""
        kept = super().filter_queryset(queryset)
        if not self.form.cleaned_data.get("status"):
            kept = kept.open()
        return self._order(kept, "sort", self.sort_now)

    def count_statuses(self) -> dict[str, int]:
        """Return how many enquiries of each status all other filters keep, in one query."""
        self.errors  # noqa: B018 - checks the form, as ``qs`` does
        kept = self.queryset
        for name, value in self.form.cleaned_data.items():
            if name not in {"status", "sort"}:
                kept = self.filters[name].filter(kept, value)
        return dict(kept.order_by().values_list("status").annotate(Count("pk")))

    def _keep_matching(self, queryset: EnquiryQuerySet, name: str, value: str) -> EnquiryQuerySet:
        return queryset.matching(value)

    def _keep_statuses(self, queryset: EnquiryQuerySet, name: str, value: list[str]) -> EnquiryQuerySet:
        return queryset if EVERY_STATUS in value else queryset.filter(status__in=value)

    def _keep_cluster(self, queryset: EnquiryQuerySet, name: str, value: str) -> EnquiryQuerySet:
        return queryset.in_clusters([value])

    def _keep_sector(self, queryset: EnquiryQuerySet, name: str, value: str) -> EnquiryQuerySet:
        return queryset.in_sectors([value])

    def _keep_owner(self, queryset: EnquiryQuerySet, name: str, value: str) -> EnquiryQuerySet:
        kind, _dash, pk = value.partition("-")
        if kind == "nobody":
            return queryset.unowned()
        return queryset.owned_by_staff(int(pk)) if kind == "staff" else queryset.owned_by_contact(int(pk))

    def _keep_late(self, queryset: EnquiryQuerySet, name: str, value: bool) -> EnquiryQuerySet:
        return queryset.late(self.now) if value else queryset

    def _order(self, queryset: EnquiryQuerySet, name: str, value: str) -> EnquiryQuerySet:
        return queryset.order_by(*ORDERS[value]) if value in ORDERS else queryset.late_first()


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
