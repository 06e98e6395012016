"""What staff type for the public."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.forms.fields import LineField, WordsField
from directory.languages import LANGUAGES
from directory.models import Cluster, Source
from insights.models import Announcement

DATE: dict[str, Any] = {"type": "date", "aria-label": _("Date")}
TIME: dict[str, Any] = {"type": "time", "aria-label": _("Time")}


class AnnouncementForm(forms.ModelForm):
    """An announcement: its words, where it belongs, and from when it is public."""

    marks_optional = True

    title = LineField(
        label=_("Title"),
        max_length=120,
        error_messages={"required": _("Give it a title")},
    )
    summary = WordsField(
        label=_("Summary"),
        help_text=_("One or two sentences, for the home page and the feed."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say it in one or two sentences")},
    )
    body = WordsField(
        label=_("Text"),
        help_text=_("You can use Markdown: **bold**, lists with a hyphen, [a link](https://example.org)."),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 14}),
        error_messages={"required": _("Write the text")},
    )
    language = forms.ChoiceField(label=_("Language of the text"), choices=LANGUAGES)
    cluster = forms.ModelChoiceField(
        label=_("Cluster"),
        queryset=Cluster.objects.order_by("position", "pk"),
        required=False,
        empty_label=_("The whole North"),
    )
    sources = forms.MultipleChoiceField(
        label=_("Sources"),
        help_text=_("Every fact and figure needs one. Hold Ctrl or Command to choose several."),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )
    state = forms.ChoiceField(label=_("State"), choices=Announcement.State.choices)
    publish_at = forms.SplitDateTimeField(
        label=_("Public from"),
        help_text=_("Time in the United Kingdom."),
        widget=forms.SplitDateTimeWidget(
            date_attrs=DATE,
            time_attrs=TIME,
            date_format="%Y-%m-%d",
            time_format="%H:%M",
        ),
        error_messages={
            "required": _("Say from when it is public"),
            "invalid_date": _("Enter a date like 2026-11-29"),
            "invalid_time": _("Enter a time like 09:30"),
        },
    )
    opened_at = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Announcement
        fields = ["title", "summary", "body", "language", "cluster", "sources", "state", "publish_at"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sources"].choices = list(  # type: ignore[attr-defined]
            Source.objects.order_by("title", "pk").values_list("key", "title")
        )
        self.initial.setdefault("publish_at", timezone.now().replace(second=0, microsecond=0))
        if self.instance.pk:
            self.initial["opened_at"] = self.instance.changed_at.isoformat()

    def take_note_of_change(self) -> None:
        """Let what was typed be saved again, over what somebody else saved meanwhile."""
        current = Announcement.objects.get(pk=self.instance.pk)
        typed = QueryDict(mutable=True)
        typed.update(self.data)
        typed["opened_at"] = current.changed_at.isoformat()
        self.data = typed
