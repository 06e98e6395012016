"""What an investor or a contact writes on the page that their link opens."""

from typing import Any

from django import forms
from django.db import models
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.forms.fields import WordsField
from investors.forms.files import FilesField
from investors.models import Contact, Enquiry, Referral

MAX_REASON_WORDS = 400  # a referral keeps 500, and the choice stands before the words


class WriteBackForm(forms.Form):
    """What the investor adds: words, files or both."""

    text = WordsField(
        label=_("Your message"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    attachments = FilesField()

    def clean(self) -> dict[str, Any]:
        """Ask for words where there is nothing at all."""
        cleaned = super().clean() or {}
        if not self.errors and not cleaned["text"].strip() and not cleaned["attachments"]:
            self.add_error("text", _("Write your message first"))
        return cleaned


class PassOnForm(forms.Form):
    """Why a contact cannot take an enquiry on."""

    class Reason(models.TextChoices):
        SECTOR = "sector", _("It is not my sector")
        AREA = "area", _("It is not my area")
        TIME = "time", _("I have no time for it, or am away")
        CONFLICT = "conflict", _("I have a conflict of interest")
        OTHER = "other", _("Another reason")

    marks_optional = True

    seen = forms.ChoiceField(choices=Referral.Status.choices, widget=forms.HiddenInput, required=False)
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
    to = forms.ModelChoiceField(
        label=_("To whom?"),
        help_text=_("If you know who should have it. Otherwise we find somebody."),
        queryset=Contact.objects.none(),
        required=False,
        empty_label=_("Let TechNorth find somebody"),
        error_messages={"invalid_choice": _("Choose somebody from the list")},
    )

    def __init__(self, *args: Any, referral: Referral, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = referral.status
        to: Any = self.fields["to"]
        to.queryset = find_colleagues(referral.enquiry)
        to.label_from_instance = name_colleague

    def clean_seen(self) -> str:
        """Return how the referral stood when the page was drawn; an older page says nothing: offered."""
        return self.cleaned_data["seen"] or Referral.Status.OFFERED

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


def find_colleagues(enquiry: Enquiry) -> QuerySet[Contact]:
    """Return who else may be asked about ``enquiry``: there today, and not asked before."""
    asked = Referral.objects.filter(enquiry=enquiry).values("contact")
    there = Contact.objects.present(timezone.localdate()).exclude(pk__in=asked)
    return there.select_related("cluster").order_by("cluster__position", "name", "pk")


def name_colleague(contact: Contact) -> str:
    """Return the line of ``contact`` in a list to choose from."""
    return f"{contact.cluster.name}: {contact.name}"


class AskForm(forms.Form):
    """What a contact asks UKTI."""

    question = WordsField(
        label=_("Your question to UKTI"),
        help_text=_("You keep the enquiry, and its clock runs on. UKTI answers by mail."),
        max_length=2000,
        error_messages={"required": _("Write your question first")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )
