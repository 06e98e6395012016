"""What the queue of enquiries can be narrowed by."""

import datetime
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Count, Exists, OuterRef, Q, Sum, TextChoices
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from accounts.models import User
from directory.languages import LANGUAGES
from investors.case_search import Found, find_cases
from investors.clock import subtract_working_days
from investors.facts import gather_rules
from investors.filters.choices import list_clusters, list_owners, list_sectors
from investors.models import Attachment, DeskSearch, Enquiry, StatusCount
from investors.models.choices import CloseReason
from investors.models.enquiry import EnquiryQuerySet
from investors.routing_rules import list_large_bands

EVERY_STATUS = "all"
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
# What a regional contact has no use for: all in their queue is their own, and triage is not theirs.
FOR_STAFF = ("cluster", "owner", "need", "scale", "close_reason", "spam", "score")
MOST_POINTS = 1000  # that a score of spam is asked for


class Need(TextChoices):
    """Why an enquiry waits at triage."""

    REFUSED = "refused", _("Everybody who was asked refused")
    NO_TAKER = "no_taker", _("There was nobody to ask")


class HowLate(TextChoices):
    """Whether a promise is broken, and for how many working days at least."""

    AT_ALL = "on", _("Yes")
    ONE = "1", _("By 1 working day or more")
    THREE = "3", _("By 3 working days or more")
    FIVE = "5", _("By 5 working days or more")
    TEN = "10", _("By 10 working days or more")


class Suspicion(TextChoices):
    """Whether the score of spam reached the threshold."""

    YES = "yes", _("Yes")
    NO = "no", _("No")


class SearchField(forms.CharField):
    """The key of words that were looked for; see ``DeskSearch``."""

    def clean(self, value: Any) -> DeskSearch | None:
        """Return the search, or None where no key was given. Raises ValidationError for one that is gone."""
        key = super().clean(value)
        search = DeskSearch.objects.filter(key=key).first() if key else None
        if key and search is None:
            raise forms.ValidationError(_("These words are no longer kept. Type them again."))
        return search


class SearchFilter(filters.CharFilter):
    """Keeps the cases in which the words of a search stand."""

    field_class = SearchField


class WholeNumberFilter(filters.NumberFilter):
    """Takes whole numbers."""

    field_class = forms.IntegerField


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

    find = SearchFilter(method="_keep_found", label=_("Find any words in a case"), max_length=16)
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
    overdue = filters.ChoiceFilter(
        method="_keep_late",
        label=_("Late"),
        choices=HowLate.choices,
        empty_label=_("Late or not"),
    )
    need = filters.ChoiceFilter(
        method="_keep_needing",
        label=_("At triage because"),
        choices=Need.choices,
        empty_label=_("Any reason"),
    )
    scale = filters.BooleanFilter(
        method="_keep_large", label=_("Only large ones"), widget=forms.CheckboxInput
    )
    country = filters.ChoiceFilter(
        field_name="country",
        lookup_expr="exact",
        label=_("Country"),
        choices=lambda: list(countries),
        empty_label=_("All countries"),
    )
    language = filters.ChoiceFilter(
        field_name="language",
        lookup_expr="exact",
        label=_("Language"),
        choices=LANGUAGES,
        empty_label=_("All languages"),
    )
    close_reason = filters.ChoiceFilter(
        field_name="close_reason",
        lookup_expr="exact",
        label=_("Closed because"),
        choices=CloseReason.choices,
        empty_label=_("Any reason"),
    )
    files = filters.BooleanFilter(
        method="_keep_with_files", label=_("Only with files"), widget=forms.CheckboxInput
    )
    spam = filters.ChoiceFilter(
        method="_keep_suspected",
        label=_("Suspected of spam"),
        choices=Suspicion.choices,
        empty_label=_("Yes or no"),
    )
    score = WholeNumberFilter(
        field_name="spam_check__score",
        lookup_expr="gte",
        label=_("Spam score of at least"),
        min_value=1,
        max_value=MOST_POINTS,
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
        self.sees_all = user.sees_every_case
        self.is_cut = False
        self._found: Found | None = None
        if not self.sees_all:
            for name in FOR_STAFF:
                del self.filters[name]

    @property
    def sort_now(self) -> str:
        """The order in force: that asked for, else what to do first; where closed ones show, the newest."""
        chosen = self.form.cleaned_data.get("status") or []
        default = "newest" if {EVERY_STATUS, Enquiry.Status.CLOSED} & set(chosen) else "late"
        return self.form.cleaned_data.get("sort") or default

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but statuses and order was chosen."""
        return any(value for name, value in self.form.cleaned_data.items() if name not in {"status", "sort"})

    def filter_queryset(self, queryset: EnquiryQuerySet) -> EnquiryQuerySet:
        """Keep what the valid filters keep, in the order asked for."""
        kept = super().filter_queryset(queryset)
        if not self.form.cleaned_data.get("status"):
            kept = kept.open()
        return self._order(kept, "sort", self.sort_now)

    def count_statuses(self) -> dict[str, int]:
        """Return how many enquiries of each status all other filters keep, in one query.

        For staff who have narrowed nothing these are the counts that triggers keep, at any size.
        """
        self.errors  # noqa: B018 - checks the form, as ``qs`` does
        if self.sees_all and not self.is_narrowed:
            changes = StatusCount.objects.values_list("status").annotate(Sum("change"))
            return {status: count for status, count in changes.order_by() if count}
        kept = self.queryset
        for name, value in self.form.cleaned_data.items():
            if name not in {"status", "sort"}:
                kept = self.filters[name].filter(kept, value)
        return dict(kept.order_by().values_list("status").annotate(Count("pk")))

    def _keep_found(self, queryset: EnquiryQuerySet, name: str, value: DeskSearch) -> EnquiryQuerySet:
        """Staff find any word of a case; notes are for them, so a contact finds by what they see."""
        if not self.sees_all:
            return queryset.matching(value.text)
        if self._found is None:
            self._found = find_cases(value.text)
            self.is_cut = self._found.is_cut
        return queryset.filter(pk__in=self._found.keys)

    def _keep_needing(self, queryset: EnquiryQuerySet, name: str, value: str) -> EnquiryQuerySet:
        return queryset.refused() if value == Need.REFUSED else queryset.without_taker()

    def _keep_large(self, queryset: EnquiryQuerySet, name: str, value: bool) -> EnquiryQuerySet:
        """Large by the thresholds of the rules in force, of which senior leads and UKTI are told."""
        if not value:
            return queryset
        _version, rules = gather_rules(self.now)
        return queryset.of_scale(*list_large_bands(rules))

    def _keep_with_files(self, queryset: EnquiryQuerySet, name: str, value: bool) -> EnquiryQuerySet:
        return (
            queryset.filter(Exists(Attachment.objects.filter(enquiry=OuterRef("pk")))) if value else queryset
        )

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

    def _keep_late(self, queryset: EnquiryQuerySet, name: str, value: str) -> EnquiryQuerySet:
        if value == HowLate.AT_ALL:
            return queryset.late(self.now)
        return queryset.late_since(subtract_working_days(self.now, int(value)))

    def _keep_suspected(self, queryset: EnquiryQuerySet, name: str, value: str) -> EnquiryQuerySet:
        suspect = Q(spam_check__is_suspect=True)
        return queryset.filter(suspect) if value == Suspicion.YES else queryset.exclude(suspect)

    def _order(self, queryset: EnquiryQuerySet, name: str, value: str) -> EnquiryQuerySet:
        return queryset.order_by(*ORDERS[value]) if value in ORDERS else queryset.next_first()
