"""What the desk's list of projects can be narrowed by. The address is the search."""

from typing import Any

import django_filters as filters
from django.db.models import Count
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from investors.filters.choices import LONGEST_TEXT, Choices, list_clusters
from investors.models import Project
from investors.models.project import ProjectQuerySet

SORTS = [
    ("newest", _("Newest")),
    ("oldest", _("Oldest")),
    ("lands", _("Land date")),
    ("organisation", _("Organisation")),
]
ORDERS: dict[str, tuple[str, ...]] = {
    "newest": ("-created_at", "-pk"),
    "oldest": ("created_at", "pk"),
    "lands": ("lands_on", "pk"),
    "organisation": ("organisation__folded_name", "pk"),
}
NOBODY = "nobody"


def list_managers() -> Choices:
    """Return who manages a project, and nobody."""
    managers = User.objects.filter(managed_projects__isnull=False).distinct().order_by("name", "pk")
    return [(NOBODY, _("Nobody yet")), *((str(user.pk), str(user)) for user in managers)]


class ProjectFilter(filters.FilterSet):
    """The filters of the list of projects."""

    q = filters.CharFilter(
        method="_keep_matching",
        label=_("Find by reference, name, organisation or place"),
        max_length=LONGEST_TEXT,
    )
    stage = filters.MultipleChoiceFilter(
        field_name="stage", lookup_expr="exact", label=_("Stage"), choices=Project.Stage.choices
    )
    status = filters.ChoiceFilter(
        field_name="status",
        lookup_expr="exact",
        label=_("Status"),
        choices=Project.Status.choices,
        empty_label=_("Any status"),
    )
    cluster = filters.ChoiceFilter(
        method="_keep_cluster", label=_("Cluster"), choices=list_clusters, empty_label=_("All clusters")
    )
    manager = filters.ChoiceFilter(
        method="_keep_manager", label=_("Project manager"), choices=list_managers, empty_label=_("Anybody")
    )
    sort = filters.ChoiceFilter(method="_order", label=_("Sort by"), choices=SORTS, empty_label=None)

    class Meta:
        model = Project
        fields: list[str] = []

    def __init__(self, data: QueryDict, queryset: ProjectQuerySet) -> None:
        super().__init__(data, queryset)

    @property
    def sort_now(self) -> str:
        """The order in force: that asked for, else the newest first."""
        return self.form.cleaned_data.get("sort") or "newest"

    def filter_queryset(self, queryset: ProjectQuerySet) -> ProjectQuerySet:
        """Keep what the valid filters keep, in the order asked for."""
        return self._order(super().filter_queryset(queryset), "sort", self.sort_now)

    def count_stages(self) -> dict[str, int]:
        """Return how many projects of each stage all other filters keep, in one query."""
        self.errors  # noqa: B018 - checks the form, as ``qs`` does
        kept: Any = self.queryset
        for name, value in self.form.cleaned_data.items():
            if name not in {"stage", "sort"}:
                kept = self.filters[name].filter(kept, value)
        return dict(kept.order_by().values_list("stage").annotate(Count("pk", distinct=True)))

    def _keep_matching(self, queryset: ProjectQuerySet, name: str, value: str) -> ProjectQuerySet:
        return queryset.matching(value)

    def _keep_cluster(self, queryset: ProjectQuerySet, name: str, value: str) -> ProjectQuerySet:
        return queryset.in_cluster(value)

    def _keep_manager(self, queryset: ProjectQuerySet, name: str, value: str) -> ProjectQuerySet:
        return queryset.filter(manager=None) if value == NOBODY else queryset.filter(manager=int(value))

    def _order(self, queryset: ProjectQuerySet, name: str, value: str) -> ProjectQuerySet:
        return queryset.order_by(*ORDERS[value])
