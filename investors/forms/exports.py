"""The form that asks for an export of personal data."""

from django import forms
from django.utils.translation import gettext_lazy as _

SHORTEST_REASON = 10


class ExportForm(forms.Form):
    """Why the file is needed."""

    reason = forms.CharField(
        label=_("Why do you need it?"),
        help_text=_("Who it is for and what they do with it. Managers and auditors see this."),
        min_length=SHORTEST_REASON,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": _("Enter why you need the file"),
            "min_length": _("Say a little more: who it is for and what they do with it"),
            "max_length": _("Use 500 characters at most"),
        },
    )
