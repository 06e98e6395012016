"""Forms about personal data: a copy for the person, and erasure."""

from django import forms
from django.utils.translation import gettext_lazy as _


class FormatForm(forms.Form):
    """In which form somebody takes a copy of what is held about them."""

    class Format:
        TEXT, JSON = "text", "json"

    format = forms.ChoiceField(
        label=_("As what"),
        choices=[(Format.TEXT, _("A text to read")), (Format.JSON, _("JSON, for a program"))],
        initial=Format.TEXT,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a text or JSON")},
    )


class CopyForm(FormatForm):
    """A copy that staff make for the person."""

    is_checked = forms.BooleanField(
        label=_("I have checked that who asks is the person whose data this is"),
        error_messages={"required": _("Check who asks first, then tick this")},
    )


class EraseForm(forms.Form):
    """Erase the personal data of a case."""

    is_certain = forms.BooleanField(
        label=_("Erase it. It cannot be brought back."),
        error_messages={"required": _("Tick this if you are certain")},
    )
