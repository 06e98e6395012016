"""What the desk's list of messages can be narrowed by. The address is the search."""

import datetime

import django_filters as filters
from django import forms
from django.conf import settings
from django.db.models import Count
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from outbox.models import Attempt, Message, MessageQuerySet


def list_kinds() -> list[tuple[str, str]]:
    """Return the kinds of message on the ledger, and their names."""
    kinds = Message.objects.order_by("kind").values_list("kind", flat=True).distinct()
    return [(kind, name_kind(kind)) for kind in kinds]


def name_kind(kind: str) -> str:
    """Return ``kind`` as words: ``referral-offered`` is "Referral offered"."""
    return kind.replace("-", " ").capitalize()


def name_status(status: str) -> str:
    """Return the name of a message's status or an attempt's outcome; a mail that never left was not sent."""
    if status == Message.Status.SENT and settings.LOCAL_MAILBOX:
        return gettext("Kept here")
    return str((dict(Message.Status.choices) | dict(Attempt.Outcome.choices)).get(status, status))


class MessageFilter(filters.FilterSet):
    """The filters of the list of messages; it stands newest first."""

    q = filters.CharFilter(
        method="keep_matching", label=_("Find by subject, text, person or reference"), max_length=200
    )
    status = filters.ChoiceFilter(
        field_name="status", lookup_expr="exact", label=_("Status"), choices=Message.Status.choices
    )
    kind = filters.ChoiceFilter(
        field_name="kind",
        lookup_expr="exact",
        label=_("Kind"),
        choices=list_kinds,
        empty_label=_("All kinds"),
    )
    late = filters.BooleanFilter(
        method="keep_late", label=_("Only what should have left by now"), widget=forms.CheckboxInput
    )

    open = filters.BooleanFilter(
        method="keep_troubled",
        label=_("Only what did not arrive and nobody has dealt with"),
        widget=forms.CheckboxInput,
    )

    class Meta:
        model = Message
        fields: list[str] = []

    def __init__(self, data: QueryDict, queryset: MessageQuerySet, *, now: datetime.datetime) -> None:
        super().__init__(data, queryset)
        self.now = now

    def filter_queryset(self, queryset: MessageQuerySet) -> MessageQuerySet:
        """Keep what the valid filters keep, newest first."""
        kept: MessageQuerySet = super().filter_queryset(queryset)
        return kept.order_by("-created_at", "-pk")

    def count_statuses(self) -> dict[str, int]:
        """Return how many messages of each status all other filters keep, in one query."""
        self.errors  # noqa: B018 - checks the form, as ``qs`` does
        kept = self.queryset
        for name, value in self.form.cleaned_data.items():
            if name != "status":
                kept = self.filters[name].filter(kept, value)
        return dict(kept.order_by().values_list("status").annotate(Count("pk")))

    def keep_matching(self, queryset: MessageQuerySet, name: str, value: str) -> MessageQuerySet:
        """Keep those with ``value`` in what is shown of them."""
        return queryset.matching(value)

    def keep_late(self, queryset: MessageQuerySet, name: str, value: bool) -> MessageQuerySet:
        """Keep those that should have left by now, if asked."""
        return queryset.late(self.now) if value else queryset

    def keep_troubled(self, queryset: MessageQuerySet, name: str, value: bool) -> MessageQuerySet:
        """Keep those given up, or that came back, and not set aside, if asked."""
        return queryset.troubled() if value else queryset
