"""Which clusters a reader sets side by side."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from directory.models import Cluster
from insights.comparison import FEWEST, MOST

SHOWN_OF_UNKNOWN = 40  # characters of what the address had


class ClusterChoice(forms.MultipleChoiceField):
    """Some of the clusters; what there is no cluster of is left out, and ``unknown`` names it."""

    known: list[str]  # every slug, in the order of the map
    unknown: list[str]

    def to_python(self, value: Any) -> list[str]:
        """Return the slugs that there are, each once, in the order of the map."""
        asked = dict.fromkeys(super().to_python(value))
        self.unknown = [slug[:SHOWN_OF_UNKNOWN] for slug in asked if slug not in self.known]
        return [slug for slug in self.known if slug in asked]


class ComparisonForm(forms.Form):
    """Which clusters to set side by side: ``c``, two to five.

    ``chosen`` are those to show even where there is something to say about the others.
    """

    c = ClusterChoice(
        label=gettext_lazy("Clusters to compare"),
        help_text=gettext_lazy("Choose two to five."),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small tn-compare-choice"}),
        required=False,
    )

    def __init__(self, data: Mapping[str, Any] | None, clusters: Iterable[Cluster]) -> None:
        super().__init__(data)
        self.clusters = list(clusters)
        self.known: list[str] = []
        self._field.known = [each.pk for each in self.clusters]
        self._field.choices = [(each.pk, _name(each)) for each in self.clusters]

    @property
    def _field(self) -> ClusterChoice:
        return cast(ClusterChoice, self.fields["c"])

    def clean_c(self) -> list[str]:
        """Refuse what cannot be compared, and say what was left out."""
        chosen: list[str] = self.cleaned_data["c"]
        self.known = chosen
        unknown = self._field.unknown
        if unknown:
            raise forms.ValidationError(
                ngettext(
                    "There is no cluster called “%(names)s”: it was left out.",
                    "There are no clusters called “%(names)s”: they were left out.",
                    len(unknown),
                )
                % {"names": "”, “".join(unknown[:MOST])}
            )
        if len(chosen) > MOST:
            raise forms.ValidationError(
                _("Choose at most %(most)s clusters: you chose %(number)s.")
                % {"most": MOST, "number": len(chosen)}
            )
        if len(chosen) < FEWEST:
            raise forms.ValidationError(_("Choose at least two clusters."))
        return chosen

    @property
    def chosen(self) -> list[Cluster]:
        """The clusters to set side by side; none where they are too few or too many."""
        if not self.is_bound:
            return []
        self.errors  # noqa: B018 - reading the errors is what cleans the form
        if not FEWEST <= len(self.known) <= MOST:
            return []
        return [each for each in self.clusters if each.pk in self.known]


def _name(cluster: Cluster) -> str:
    if cluster.parent is None:
        return cluster.local_name
    named = {"name": cluster.local_name, "parent": cluster.parent.local_name}
    return _("%(name)s (part of the %(parent)s)") % named
