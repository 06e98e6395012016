"""What an investor says to their shortlist: a note, and what of it goes into an enquiry."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.forms.fields import WordsField
from investors.answers import MOST_BUSINESSES, MOST_OPPORTUNITIES
from investors.forms.steps import MAX_WORDS
from investors.shortlist_entries import NOTE_LENGTH, is_reference
from investors.shortlist_kinds import Kept, Thing

MOST_CHOSEN = {
    "business": (MOST_BUSINESSES, gettext_lazy("An enquiry can be about %(most)s businesses. Choose fewer.")),
    "opportunity": (
        MOST_OPPORTUNITIES,
        gettext_lazy("An enquiry can be about %(most)s opportunities. Choose fewer."),
    ),
}


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

    ``carried`` are the slugs that the enquiry is about already, by kind: it has room for so many.
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
        label=gettext_lazy("Put my notes on these into the enquiry, where I can change them"),
        required=False,
    )

    def __init__(
        self, *args: Any, kept: Sequence[Kept], carried: Mapping[str, Sequence[str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.carried = carried
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
        """Refuse more businesses or opportunities than an enquiry can be about."""
        refs: list[str] = self.cleaned_data["things"]
        for kind, (most, said) in MOST_CHOSEN.items():
            chosen = {thing.slug for thing in self._list_things(kind, refs)}
            carried = set(self.carried[kind])
            if len(chosen | carried) > most:
                reason = str(said) % {"most": most}
                if carried:
                    reason += " " + _("Yours is about %(count)s already.") % {"count": len(carried)}
                raise forms.ValidationError(reason, code="many")
        return refs

    def _list_things(self, kind: str, refs: Sequence[str]) -> list[Thing]:
        items = [self.offered[ref] for ref in refs]
        return [item.found.thing for item in items if item.kind.name == kind and item.found.thing is not None]

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
