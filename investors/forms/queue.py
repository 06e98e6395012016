"""What is typed on the queue: words to find, the name of a view, the columns to show."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from directory.forms.fields import LineField
from investors.models import DeskSearch

MOST_IN_ADDRESS = 1000


class Column(models.TextChoices):
    """What the queue shows of an enquiry beside who sent it."""

    STATUS = "status", _("Status")
    OWNER = "owner", _("Who has it")
    WHERE = "where", _("Where")
    SCALE = "scale", _("Jobs and spend")
    LANGUAGE = "language", _("Language")
    RECEIVED = "received", _("Received")


SHOW = "show"  # the parameter of the address that says which columns to show
NO_COLUMNS = "none"
FIRST_COLUMNS = [Column.STATUS, Column.OWNER, Column.WHERE, Column.RECEIVED]


def join_columns(columns: Iterable[str]) -> str:
    """Return ``columns`` as the address and the cookie have them."""
    return ".".join(columns) or NO_COLUMNS


class AddressField(forms.CharField):
    """The parameters of the queue's address, as they stood when the page was drawn."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=MOST_IN_ADDRESS, **kwargs)

    def clean(self, value: Any) -> QueryDict:
        """Return the parameters without the page, to be changed."""
        parameters = QueryDict(super().clean(value), mutable=True)
        parameters.pop("page", None)
        return parameters


class FindForm(forms.Form):
    """Words to find in cases."""

    q = LineField(label=_("Find any words in a case"), required=False, max_length=200)
    address = AddressField()


class ColumnsForm(forms.Form):
    """The columns that one wants to see."""

    columns = forms.MultipleChoiceField(
        label=_("Columns"),
        choices=Column.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small"}),
    )
    address = AddressField()


class SaveViewForm(forms.Form):
    """A name for the queue as it is narrowed now, with the columns that it shows."""

    name = LineField(
        label=_("Name of the view"), max_length=60, error_messages={"required": _("Give the view a name")}
    )
    is_shared = forms.BooleanField(label=_("Show it to everybody at the desk"), required=False)
    address = AddressField()
    columns = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)

    def __init__(self, *args: Any, may_share: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_share:
            del self.fields["is_shared"]

    def clean(self) -> dict[str, Any]:
        """Put the columns into the address, and refuse what is too long to be kept."""
        cleaned = super().clean() or self.cleaned_data
        address: QueryDict = cleaned.get("address", QueryDict(mutable=True))
        if columns := cleaned.get("columns"):
            address[SHOW] = columns
        if len(address.urlencode()) > MOST_IN_ADDRESS:
            self.add_error("address", _("Too many filters are chosen for a view"))
        return cleaned

    def find_search(self) -> DeskSearch | None:
        """Return the search that the view is of, if it is of one."""
        return DeskSearch.objects.filter(key=self.cleaned_data["address"].get("find", "")).first()
