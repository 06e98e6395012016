"""Editing reply templates, and choosing one for a reply."""

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.forms.fields import LineField, WordsField
from directory.languages import LANGUAGES
from investors.models import ReplyTemplate
from investors.reply_words import PLACEHOLDERS, list_unknown

TAKEN = gettext_lazy("There is a template of this name in this language")


class ReplyTemplateForm(forms.ModelForm):
    """A reply template."""

    marks_optional = True

    name = LineField(
        label=gettext_lazy("Name"),
        help_text=gettext_lazy("Short, like “Ask for details”. Staff choose by it."),
        max_length=80,
        error_messages={"required": gettext_lazy("Give the template a name")},
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=LANGUAGES,
        error_messages={"required": gettext_lazy("Choose the language")},
    )
    text = WordsField(
        label=gettext_lazy("Text"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"required": gettext_lazy("Write the text")},
    )
    is_checked = forms.BooleanField(
        label=gettext_lazy("Somebody who speaks the language has checked it"), required=False
    )
    is_active = forms.BooleanField(label=gettext_lazy("It is offered to staff and contacts"), required=False)

    class Meta:
        model = ReplyTemplate
        fields = ["name", "language", "text", "is_checked", "is_active"]
        error_messages = {NON_FIELD_ERRORS: {"unique_together": TAKEN}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        placeholders = ", ".join(f"{{{name}}} ({words})" for name, words in PLACEHOLDERS.items())
        self.fields["text"].help_text = _("You may use: %(placeholders)s.") % {"placeholders": placeholders}

    def clean_text(self) -> str:
        """Refuse placeholders that would not be filled in."""
        text: str = self.cleaned_data["text"]
        unknown = [f"{{{name}}}" for name in list_unknown(text)]
        if unknown:
            raise forms.ValidationError(
                _("Nothing is known to fill in for %(unknown)s") % {"unknown": ", ".join(unknown)}
            )
        return text


def list_template_choices(language: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the templates on offer by language: those in ``language`` first, then English, then the rest."""
    names = {code: str(name) for code, name in LANGUAGES}
    rows = ReplyTemplate.objects.filter(is_active=True).order_by("language", "name", "pk")
    groups: dict[str, list[tuple[str, str]]] = {}
    for template in rows:
        groups.setdefault(template.language, []).append((str(template.pk), _name(template)))
    order = sorted(groups, key=lambda code: (code != language, code != "en", names.get(code, code)))
    return [(names.get(code, code), groups[code]) for code in order]


def _name(template: ReplyTemplate) -> str:
    if template.is_checked or template.language == "en":
        return template.name
    return _("%(name)s (not checked by a speaker)") % {"name": template.name}
