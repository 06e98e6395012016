"""The form by which a reader says what is wrong with a translation."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from directory.forms.fields import LineField, TrapField, WordsField
from technorth.languages import list_offered

TEXT_LENGTH = 2000
PAGE_LENGTH = 300


def list_languages() -> list[tuple[str, str]]:
    """Return code and own name of each language that pages are translated into."""
    return [(language.code, language.name) for language in list_offered() if language.is_translated]


class TranslationForm(forms.Form):
    """What reads wrongly, and where."""

    marks_optional = True

    language = forms.ChoiceField(
        label=_("Language"),
        choices=list_languages,
        error_messages={"required": _("Choose a language"), "invalid_choice": _("Choose a language")},
    )
    page = LineField(
        label=_("Page"),
        help_text=_("The address of the page, as far as you know it."),
        max_length=PAGE_LENGTH,
        required=False,
        widget=forms.TextInput(attrs={"spellcheck": "false"}),
    )
    text = WordsField(
        label=_("What is wrong?"),
        help_text=_("Quote the words, and say how they should read. Any language will do."),
        max_length=TEXT_LENGTH,
        error_messages={"required": _("Say what is wrong")},
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("Only to ask you if we do not understand. We delete it after 90 days at the latest."),
        max_length=254,
        required=False,
        error_messages={"invalid": _("Enter an e-mail address, like name@example.com")},
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )
    leave_empty = TrapField()

    def clean_page(self) -> str:
        """Keep the path alone: what follows it may be somebody's words."""
        typed: Any = self.cleaned_data["page"]
        return str(typed).partition("?")[0].partition("#")[0]
