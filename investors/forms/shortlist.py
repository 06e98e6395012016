"""What an investor says to their shortlist: a note, and what of it goes into an enquiry."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.forms.fields import WordsField
from investors.answers import MOST_BUSINESSES
from investors.forms.steps import MAX_WORDS
from investors.shortlist_entries import NOTE_LENGTH, is_reference, split_reference
from investors.shortlist_kinds import Kept


class ReferenceField(forms.CharField):
    """The reference of a thing, from a button or a hidden field."""

    def __init__(self) -> None:
        super().__init__(max_length=60, widget=forms.HiddenInput)

    def validate(self, value: str) -> None:
        """Refuse what can be no reference."""
        super().validate(value)
        if not is_reference(value):
            raise forms.ValidationError(gettext_lazy("Choose from the list"), code="reference")


class ReferenceForm(forms.Form):
    """One thing of the list."""

    ref = ReferenceField()


class NoteForm(ReferenceForm):
    """A note on one thing."""

    note = WordsField(
        label=gettext_lazy("Your note"),
        max_length=NOTE_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PackForm(forms.Form):
    """Whether the PDF has the notes."""

    notes = forms.BooleanField(label=gettext_lazy("With my notes"), required=False)


class ChoiceForm(forms.Form):
    """What of the shortlist goes into an enquiry.

    ``carried`` are the slugs of the businesses that the enquiry is about already: it has room for so many.
    """

    things = forms.MultipleChoiceField(
        label=gettext_lazy("What is your enquiry about?"),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small"}),
        error_messages={
            "required": gettext_lazy("Choose at least one"),
            "invalid_choice": gettext_lazy("Choose from the list: it may have changed"),
        },
    )
    with_notes = forms.BooleanField(
        label=gettext_lazy("Put my notes on these into the enquiry"),
        help_text=gettext_lazy("You see and can change them before you send it."),
        required=False,
    )

    def __init__(self, *args: Any, kept: Sequence[Kept], carried: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.carried = set(carried)
        self.offered = {item.ref: item for item in kept if item.found.thing is not None}
        field = self.fields["things"]
        field.choices = [(ref, item.label) for ref, item in self.offered.items()]  # type: ignore[attr-defined]
        if not any(item.entry.note for item in self.offered.values()):
            del self.fields["with_notes"]

    @property
    def chosen(self) -> list[Kept]:
        """What was chosen, in the order of the list."""
        return [item for ref, item in self.offered.items() if ref in self.cleaned_data["things"]]

    def clean_things(self) -> list[str]:
        """Refuse more businesses than an enquiry can be about."""
        refs: list[str] = self.cleaned_data["things"]
        slugs = {
            item.found.thing.slug
            for ref in refs
            if split_reference(ref)[0] == "business" and (item := self.offered[ref]).found.thing is not None
        }
        room = MOST_BUSINESSES - len(self.carried)
        if len(slugs - self.carried) > room:
            said = _("An enquiry can be about %(most)s businesses. Choose fewer.") % {"most": MOST_BUSINESSES}
            if self.carried:
                said += " " + _("Yours is about %(count)s already.") % {"count": len(self.carried)}
            raise forms.ValidationError(said, code="many")
        return refs

    def clean(self) -> dict[str, Any]:
        """Refuse notes that are more than the question has room for."""
        cleaned = super().clean() or {}
        if "things" in cleaned and len(self.write_notes()) > MAX_WORDS:
            said = _("Together your notes are too long. Choose fewer things, or leave the notes out.")
            self.add_error("with_notes", said)
        return cleaned

    def write_notes(self) -> str:
        """Return the notes on what was chosen, a line each, or nothing unless that was chosen too."""
        if not self.cleaned_data.get("with_notes"):
            return ""
        lines = [
            f"{item.found.thing.name}: {item.entry.note}"
            for item in self.chosen
            if item.entry.note and item.found.thing is not None
        ]
        return "\n".join([_("My notes:"), *lines]) if lines else ""
