"""Forms of the desk about published figures: none without definition, year, area and source."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from directory.figure_documents import read_figure, sum_up
from directory.figures import PRECISIONS
from directory.forms.fields import LineField, WordsField
from directory.forms.profile import WebAddressField
from directory.models import Cluster, Figure, Metric, Source

YEAR = re.compile(r"(19|20)\d{2}([/–-]\d{2,4})?")
EXACT = "exact"


class MetricField(forms.ModelChoiceField):
    """What a figure counts, each with its definition."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the name with the definition."""
        return f"{obj.label}: {obj.definition}"


class SourceField(forms.ModelChoiceField):
    """Where a figure is read, told apart by publisher and date."""

    def label_from_instance(self, obj: Any) -> str:
        """Return title, publisher and date."""
        about = ", ".join(part for part in (obj.publisher, obj.published) if part)
        return f"{obj.title} ({about})" if about else obj.title


class ReasonForm(forms.Form):
    """Why a figure is changed or withdrawn; ``seen`` sums up what the person saw."""

    reason = LineField(
        label=_("Why"),
        help_text=_("For the history at the desk. The public does not see it."),
        max_length=300,
        error_messages={"required": _("Say why")},
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)


class WithdrawFigureForm(ReasonForm):
    """Why a figure is withdrawn."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "id_withdraw_%s", **kwargs})  # another form stands beside it


class FigureForm(ReasonForm):
    """A published figure of a cluster or of the North, as its source gives it."""

    cluster = forms.ModelChoiceField(
        label=_("Cluster"),
        queryset=Cluster.objects.order_by("position", "pk"),
        required=False,
        empty_label=_("The North"),
    )
    metric = MetricField(
        label=_("What it counts"),
        help_text=_(
            "Choose it only if the source counts just that. Different definitions never stand in one row."
        ),
        queryset=Metric.objects.order_by("label", "pk"),
        empty_label=_("Something else, named below"),
        required=False,
    )
    new_label = LineField(label=_("Name of what it counts"), max_length=120, required=False)
    new_definition = LineField(label=_("Definition, in a sentence"), max_length=400, required=False)
    value = forms.DecimalField(
        label=_("Value"),
        help_text=_("In full, like 2900000000 for £2.9 billion."),
        max_digits=16,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "govuk-input--width-10"}),
        error_messages={
            "required": _("Enter the value"),
            "invalid": _("Enter a number in figures, like 2900 or 12.5"),
        },
    )
    unit = LineField(
        label=_("Unit"),
        help_text=_("Like jobs, businesses, GBP, GBP a year or percent."),
        max_length=60,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
        error_messages={"required": _("Enter the unit")},
    )
    year = LineField(
        label=_("Year"),
        help_text=_("The year that it speaks of, like 2018 or 2018/19, not that in which it appeared."),
        max_length=20,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5"}),
        error_messages={"required": _("Enter the year that it speaks of")},
    )
    geography = LineField(
        label=_("Area"),
        help_text=_(
            "As the source draws it, like Leeds City Region. The North as a whole: North of England."
        ),
        max_length=200,
        error_messages={"required": _("Enter the area that it speaks of")},
    )
    precision = forms.ChoiceField(
        label=_("Precision"),
        help_text=_("As the source words it."),
        error_messages={"required": _("Choose how exact the source is")},
    )
    note = WordsField(
        label=_("Note"),
        help_text=_("What a reader must know, and where it stands in the source, like a page or table."),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say where in the source it stands, and what limits it")},
    )
    source = SourceField(
        label=_("Source"),
        queryset=Source.objects.order_by("title", "pk"),
        empty_label=_("A new one, named below"),
        required=False,
    )
    source_title = LineField(label=_("Title"), max_length=300, required=False)
    source_kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[("", _("Choose one")), *Source.Kind.choices],
        required=False,
    )
    source_publisher = LineField(label=_("Publisher"), max_length=200, required=False)
    source_url = WebAddressField(label=_("Web address"), max_length=500, required=False)
    source_published = LineField(
        label=_("Date of publication"),
        help_text=_("As it states it: 2018, 2018-05 or 2018-05-17."),
        max_length=40,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
        required=False,
    )

    def __init__(self, *args: Any, figure: Figure | None = None, **kwargs: Any) -> None:
        if figure is not None:
            kwargs["initial"] = _fill_in(figure)
        super().__init__(*args, **kwargs)
        self.order_fields([*(name for name in self.fields if name != "reason"), "reason"])
        words = [*PRECISIONS]
        if figure is not None and figure.precision and figure.precision not in words:
            words.append(figure.precision)
        precision = self.fields["precision"]
        choices = [
            ("", _("Choose one")),
            (EXACT, _("exact, as it stands")),
            *((each, each) for each in words),
        ]
        precision.choices = choices  # type: ignore[attr-defined]
        self.figure = figure

    def clean_year(self) -> str:
        """Return the year. Raises ValidationError for what is none."""
        year: str = self.cleaned_data["year"]
        if not YEAR.fullmatch(year):
            raise ValidationError(_("Enter a year like 2018, or 2018/19"))
        return year

    def clean_precision(self) -> str:
        """Return the word before the value; "" for an exact one."""
        precision: str = self.cleaned_data["precision"]
        return "" if precision == EXACT else precision

    def clean(self) -> dict[str, Any]:
        """Ask for what a new definition and a new source consist of, and hold the unit to the definition."""
        values = super().clean() or self.cleaned_data
        if "metric" in values:
            self._check_metric(values)
        if "source" in values and values["source"] is None:
            self._require(
                {
                    "source_title": _("Enter the title of the source, or choose one above"),
                    "source_kind": _("Choose what kind of source it is"),
                    "source_publisher": _("Enter who published it"),
                    "source_url": _("Enter its web address"),
                    "source_published": _("Enter when it was published"),
                }
            )
        return values

    def _check_metric(self, values: dict[str, Any]) -> None:
        metric, unit = values["metric"], values.get("unit")
        if metric is None:
            self._require(
                {
                    "new_label": _("Name what it counts, or choose it above"),
                    "new_definition": _("Say in a sentence what is counted"),
                }
            )
            label = values.get("new_label", "")
            if label and Metric.objects.filter(label__iexact=label).exists():
                self.add_error("new_label", _("This has a definition already: choose it above"))
            return
        others = Figure.objects.filter(metric=metric.key)
        if self.figure is not None:
            others = others.exclude(pk=self.figure.pk)
        units = sorted(set(others.values_list("unit", flat=True)))
        if unit and units and unit not in units:
            message = _(
                "Figures of this definition are in %(units)s: choose another definition, or that unit"
            )
            self.add_error("unit", ValidationError(message, params={"units": ", ".join(units)}))

    def _require(self, messages: dict[str, Any]) -> None:
        for name, message in messages.items():
            if not self.cleaned_data.get(name) and name not in self.errors:
                self.add_error(name, message)

    def overwrite(self, current: Figure) -> None:
        """Let what was typed be sent over what somebody else wrote meanwhile."""
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data["seen"] = sum_up(read_figure(current))  # type: ignore[index]

    def read_values(self) -> dict[str, Any]:
        """Return the columns of the figure; a new definition or source is a row without a key."""
        values = self.cleaned_data
        names = ("cluster", "value", "unit", "year", "geography", "precision", "note")
        metric = values["metric"] or Metric(label=values["new_label"], definition=values["new_definition"])
        source = values["source"] or Source(
            **{name: values[f"source_{name}"] for name in ("title", "kind", "publisher", "url", "published")}
        )
        return {name: values[name] for name in names} | {"metric": metric, "source": source}


def _fill_in(figure: Figure) -> dict[str, Any]:
    """Return what the form shows of ``figure`` at first."""
    names = ("cluster", "metric", "unit", "year", "geography", "note", "source")
    document = read_figure(figure)
    return {name: document[name] for name in names} | {
        "value": format(figure.value.normalize(), "f"),
        "precision": figure.precision or EXACT,
        "seen": sum_up(document),
    }
