"""What an investor or a contact writes on the page that their link opens."""

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from directory.forms.fields import WordsField

MAX_REASON_WORDS = 400  # a referral keeps 500, and the choice stands before the words


class WriteBackForm(forms.Form):
    """What the investor adds."""

    text = WordsField(
        label=_("Your message"),
        max_length=5000,
        error_messages={"required": _("Write your message first")},
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class PassOnForm(forms.Form):
    """Why a contact cannot take an enquiry on."""

    class Reason(models.TextChoices):
        SECTOR = "sector", _("It is not my sector")
        AREA = "area", _("It is not my area")
        TIME = "time", _("I have no time for it, or am away")
        CONFLICT = "conflict", _("I have a conflict of interest")
        OTHER = "other", _("Another reason")

    marks_optional = True

    reason = forms.ChoiceField(
        label=_("Why do you pass it on?"),
        choices=Reason.choices,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--small"}),
        error_messages={
            "required": _("Choose why you pass it on"),
            "invalid_choice": _("Choose a reason from the list"),
        },
    )
    words = WordsField(
        label=_("What should the next contact know?"),
        help_text=_("UKTI and the next contact see this. The investor does not."),
        max_length=MAX_REASON_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for words where the choice says too little."""
        cleaned = super().clean() or {}
        is_other = cleaned.get("reason") == self.Reason.OTHER
        if is_other and "words" in cleaned and not cleaned["words"]:
            self.add_error("words", _("Say in a few words why you pass it on"))
        return cleaned

    def read_reason(self) -> str:
        """Return choice and words as one text, for the history."""
        label = str(self.Reason(self.cleaned_data["reason"]).label)
        words = self.cleaned_data["words"]
        return f"{label}: {words}" if words else label


class AskForm(forms.Form):
    """What a contact asks UKTI."""

    question = WordsField(
        label=_("Your question to UKTI"),
        help_text=_("You keep the enquiry, and its clock runs on. UKTI answers by mail."),
        max_length=2000,
        error_messages={"required": _("Write your question first")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )
