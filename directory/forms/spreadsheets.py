"""Choosing a spreadsheet of businesses."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from directory.listing_sheets import read_sheet
from directory.models import Source
from directory.spreadsheets import LARGEST_FILE, BadSpreadsheet, SheetRow


class SheetForm(forms.Form):
    """The file, and where its facts come from. ``rows`` are those of a valid file."""

    file = forms.FileField(
        label=_("Spreadsheet"),
        help_text=_("CSV in UTF-8, or XLSX, of which the first sheet is read. At most 5 MB and 5,000 rows."),
        error_messages={
            "required": _("Choose a CSV or XLSX file of at most 5 MB"),
            "empty": _("The file is empty. Choose another"),
        },
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )
    source = forms.ModelChoiceField(
        Source.objects.order_by("title", "pk"),
        label=_("Source"),
        help_text=_("Where these facts come from. New listings show it."),
        empty_label=_("Choose a source"),
        error_messages={"required": _("Choose where these facts come from")},
    )
    source_period = forms.CharField(
        label=_("As of"),
        max_length=40,
        help_text=_("The time that the facts count for, for example March 2026."),
        error_messages={"required": _("Enter the time that the facts count for, like March 2026")},
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )

    rows: list[SheetRow]

    def clean_file(self) -> UploadedFile:
        """Read the file."""
        file: Any = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(self.fields["file"].error_messages["required"])
        try:
            self.rows = read_sheet(file.read())
        except BadSpreadsheet as error:
            raise forms.ValidationError(str(error)) from error
        result: UploadedFile = file
        return result
