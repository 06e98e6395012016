"""What somebody says of a search that they keep."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from directory.filters import BusinessFilter
from directory.models import SavedSearch


class SavedSearchForm(forms.Form):
    """Its name, and how often to hear of it."""

    name = forms.CharField(
        label=_("Name of the search"),
        max_length=80,
        help_text=_("So that you know it in your list and in the mail."),
        error_messages={"required": _("Give the search a name.")},
    )
    frequency = forms.ChoiceField(
        label=_("Tell me of new listings by mail"),
        choices=SavedSearch.Frequency.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how often, or never.")},
    )


class NewSearchForm(SavedSearchForm):
    """And the search itself, as it stands in an address."""

    query = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2000)

    def clean(self) -> dict[str, Any]:
        """Write the search as the site does, so that one search is one row; refuse what cannot be read."""
        search = BusinessFilter(QueryDict(self.cleaned_data.get("query", "")))
        for problem in search.problems:
            self.add_error(None, problem)
        return self.cleaned_data | {"query": search.write_query(drop=("sort",))}
