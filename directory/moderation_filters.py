"""The filters of the moderators' queue."""

import datetime

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from directory.models import Business, Cluster, Revision

FIRST, EDIT, LIVE = "first", "edit", "live"


def list_clusters() -> list[tuple[str, str]]:
    """Return slug and name of each cluster, in the order of the map."""
    return list(Cluster.objects.order_by("position", "pk").values_list("pk", "name"))


class ModerationFilter(filters.FilterSet):
    """What waits for a moderator, narrowed."""

    q = filters.CharFilter(method="_keep_named", label=_("Find by name"), max_length=200)
    kind = filters.ChoiceFilter(
        method="_keep_kind",
        label=_("Kind"),
        choices=[(FIRST, _("New profiles")), (EDIT, _("Changes")), (LIVE, _("Live already, to look over"))],
        empty_label=_("All kinds"),
    )
    cluster = filters.ChoiceFilter(
        method="_keep_cluster", label=_("Cluster"), choices=list_clusters, empty_label=_("All clusters")
    )
    age = filters.ChoiceFilter(
        method="_keep_old",
        label=_("Waits for"),
        choices=[("1", _("More than a day")), ("3", _("More than three days")), ("7", _("More than a week"))],
        empty_label=_("Any time"),
    )
    taken = filters.ChoiceFilter(
        method="_keep_taken",
        label=_("Who reads it"),
        choices=[("nobody", _("Nobody yet")), ("me", _("I do"))],
        empty_label=_("Anybody"),
    )

    class Meta:
        model = Revision
        fields: list[str] = []

    def __init__(
        self, data: object, queryset: "QuerySet[Revision]", *, user_id: int, now: datetime.datetime
    ) -> None:
        super().__init__(data, queryset)
        self.user_id = user_id
        self.now = now

    def _keep_named(self, queryset: "QuerySet[Revision]", name: str, value: str) -> "QuerySet[Revision]":
        return queryset.filter(Q(business__name__icontains=value) | Q(content__name__icontains=value))

    def _keep_kind(self, queryset: "QuerySet[Revision]", name: str, value: str) -> "QuerySet[Revision]":
        if value == LIVE:
            return queryset.filter(is_automatic=True)
        waiting = queryset.filter(is_automatic=False)
        first = Q(business__status__in=Business.NEVER_SHOWN)
        return waiting.filter(first) if value == FIRST else waiting.exclude(first)

    def _keep_cluster(self, queryset: "QuerySet[Revision]", name: str, value: str) -> "QuerySet[Revision]":
        return queryset.filter(Q(business__cluster=value) | Q(business__cluster__parent=value))

    def _keep_old(self, queryset: "QuerySet[Revision]", name: str, value: str) -> "QuerySet[Revision]":
        return queryset.filter(submitted_at__lt=self.now - datetime.timedelta(days=int(value)))

    def _keep_taken(self, queryset: "QuerySet[Revision]", name: str, value: str) -> "QuerySet[Revision]":
        return queryset.filter(taken_by=self.user_id if value == "me" else None)
