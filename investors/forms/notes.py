"""What staff write for one another on a case: notes, meant for somebody or for all, and tasks."""

import datetime
import re
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from directory.forms.fields import LineField, WordsField

NOTE_LENGTH = 5000
TASK_LENGTH = 300
LATEST_DAYS = 731


class NoteForm(forms.Form):
    """A note on the enquiry. An ``@`` and a name in it says who should read it; so does a tick."""

    marks_optional = True

    text = WordsField(
        label=_("Note"),
        help_text=_("Staff read it. Contacts and the investor do not. @Name puts it before that person."),
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write the note")},
    )
    readers = forms.TypedMultipleChoiceField(
        label=_("Who should read it?"),
        help_text=_("They get a mail, and it waits on their front page."),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small"}),
        error_messages={"invalid_choice": _("Choose people from the list")},
    )

    def __init__(self, *args: Any, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        readers: Any = self.fields["readers"]
        readers.choices = [(person.pk, str(person)) for person in people]

    def clean(self) -> dict[str, Any]:
        """Add those whom the text names to those who were ticked, as people."""
        cleaned = super().clean() or {}
        ticked = set(cleaned.get("readers", []))
        named = {person.pk for person in find_named(cleaned.get("text", ""), self.people)}
        cleaned["readers"] = [person for person in self.people if person.pk in ticked | named]
        return cleaned


class TaskForm(forms.Form):
    """Something to do about the enquiry by a day."""

    text = LineField(
        label=_("What is to be done?"),
        max_length=TASK_LENGTH,
        error_messages={"required": _("Say what is to be done")},
    )
    due_on = forms.DateField(
        label=_("By which day?"),
        help_text=_("Whoever does it gets a mail that morning."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Give the day by which it is to be done"),
            "invalid": _("Enter a day, like 2026-11-23"),
        },
    )
    assignee = forms.TypedChoiceField(
        label=_("Who does it?"),
        coerce=int,
        error_messages={
            "required": _("Choose who does it"),
            "invalid_choice": _("Choose somebody from the list"),
        },
    )

    def __init__(self, *args: Any, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        assignee: Any = self.fields["assignee"]
        assignee.choices = [("", _("Choose a person")), *((person.pk, str(person)) for person in people)]

    def clean_due_on(self) -> datetime.date:
        """Refuse a day that has passed, or is too far away to be meant."""
        return check_day(self.cleaned_data["due_on"])

    def clean_assignee(self) -> User:
        """Return the person."""
        return next(person for person in self.people if person.pk == self.cleaned_data["assignee"])


class MoveTaskForm(forms.Form):
    """Another day for a task."""

    due_on = TaskForm.base_fields["due_on"]

    def clean_due_on(self) -> datetime.date:
        """Refuse a day that has passed, or is too far away to be meant."""
        return check_day(self.cleaned_data["due_on"])


def check_day(day: datetime.date) -> datetime.date:
    """Return ``day`` if a task can be due then. Raises ValidationError for the past, and beyond two years."""
    today = timezone.localdate()
    if day < today:
        raise forms.ValidationError(_("Give today or a day to come"))
    if day > today + datetime.timedelta(days=LATEST_DAYS):
        raise forms.ValidationError(_("Give a day within the next two years"))
    return day


def find_named(text: str, people: Iterable[User]) -> list[User]:
    """Return those of ``people`` whose whole name stands behind an ``@`` in ``text``, in any capitals."""
    return [
        person
        for person in people
        if person.name and re.search(rf"(?<!\w)@{re.escape(person.name)}(?!\w)", text, re.IGNORECASE)
    ]
