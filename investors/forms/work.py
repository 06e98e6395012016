"""Forms of what whoever has a case does with it."""

import datetime
from collections.abc import Iterator
from typing import Any

from django import forms
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.forms.fields import WordsField
from investors.forms.replies import find_colleagues, name_colleague
from investors.forms.reply_templates import list_template_choices
from investors.models import Contact, Enquiry, EnquiryEvent, ReplyTemplate
from investors.models.choices import CloseReason
from investors.reply_words import fill_template, gather_contributions
from investors.services.replies import OUTCOMES

LENGTH = 5000
SLOTS = 3
CONTRIBUTIONS = "contributions"  # in the place of a template: the beginning of the one joint reply
LATEST_DAYS = 731  # two years ahead is far enough to put something off
Time = datetime.datetime


class WorkForm(forms.Form):
    """A step on the case as the person saw it: ``version`` says which state that was."""

    marks_optional = True
    is_begun = False  # it is shown open, though nothing is wrong with it

    version = forms.IntegerField(
        min_value=0,
        widget=forms.HiddenInput,
        error_messages={"required": _("The page was not complete. Load it again.")},
    )

    def __init__(self, *args: Any, enquiry: Enquiry, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = enquiry.version
        self.enquiry = enquiry


class TemplatePicker(forms.Select):
    """A select of reply templates with the button that puts one into the answer."""

    template_name = "investors/widgets/template_picker.html"


class ReplyForm(WorkForm):
    """An answer to the investor: sent from here, or given elsewhere and noted here."""

    class How(models.TextChoices):
        SEND = "send", _("Send it to the investor now")
        MAILED = "replied", _("I have written to them myself")
        CALLED = "called", _("I have talked to them")

    how = forms.ChoiceField(
        label=_("How do you answer?"),
        choices=How.choices,
        initial=How.SEND,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--small"}),
        error_messages={"required": _("Choose how you answer")},
    )
    template = forms.ChoiceField(
        label=_("Begin with a template"),
        required=False,
        widget=TemplatePicker,
        error_messages={"invalid_choice": _("Choose a template from the list")},
    )
    text = WordsField(
        label=_("Your answer, or what was said"),
        help_text=_("What you send, the investor reads. What you note, only those who work on it read."),
        max_length=LENGTH,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write your answer, or what was said")},
    )
    awaits_answer = forms.BooleanField(
        label=_("It is the investor's turn now"),
        help_text=_("We ask them once if they do not answer."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.enquiry.status == Enquiry.Status.TRIAGE:  # nobody has it, so there are no turns
            del self.fields["awaits_answer"]
        choices = list_template_choices(self.enquiry.language)
        if self.enquiry.events.filter(kind=EnquiryEvent.Kind.CONTRIBUTED).exists():
            joint = [(CONTRIBUTIONS, str(_("What the contributors added")))]
            choices = [(str(_("The joint reply")), joint), *choices]
        template: Any = self.fields["template"]
        template.choices = [("", _("Choose a template")), *choices]
        if not choices:
            del self.fields["template"]


def begin_reply(form: ReplyForm, writer: str) -> ReplyForm:
    """Return ``form`` as it was sent, still to be sent, the chosen template behind what was typed."""
    typed = {name: form[name].value() for name in form.fields}
    if typed.get("template") == CONTRIBUTIONS:
        typed["text"] = f"{typed['text']}\n\n{gather_contributions(form.enquiry)}".strip()
    chosen = ReplyTemplate.objects.filter(is_active=True, pk=_read_key(typed.get("template"))).first()
    if chosen:
        words = fill_template(chosen.text, form.enquiry, writer)
        typed["text"] = f"{typed['text']}\n\n{words}".strip()
    begun = ReplyForm(enquiry=form.enquiry, auto_id=form.auto_id, initial=typed)
    begun.initial["version"] = typed["version"]
    begun.is_begun = True
    return begun


def _read_key(value: object) -> int:
    """Return a primary key that may exist, or 0."""
    text = str(value)
    return int(text) if text.isdecimal() and len(text) < 10 else 0


class TimesForm(WorkForm):
    """Up to three times for a call, in UK time."""

    text = WordsField(
        label=_("A line with it"),
        max_length=LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = self.fields.pop("text")
        for number in range(1, SLOTS + 1):
            self.fields[f"time_{number}"] = forms.DateTimeField(
                label=_("Time %(number)d") % {"number": number},
                help_text=_("UK time") if number == 1 else "",
                required=number == 1,
                widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
                error_messages={
                    "required": _("Give at least one time"),
                    "invalid": _("Enter a day and a time, like 2026-11-23 14:30"),
                },
            )
        self.fields["text"] = words

    def clean(self) -> dict[str, Any]:
        """Gather the times; all must be to come."""
        cleaned = super().clean() or {}
        for name in self._list_names():
            if cleaned.get(name) and cleaned[name] <= timezone.now():
                self.add_error(name, _("Give a time that is still to come"))
        cleaned["times"] = sorted({cleaned[name] for name in self._list_names() if cleaned.get(name)})
        return cleaned

    def _list_names(self) -> Iterator[str]:
        return (f"time_{number}" for number in range(1, SLOTS + 1))


class PutOffForm(WorkForm):
    """Until when, and why."""

    until = forms.DateField(
        label=_("Until which day?"),
        help_text=_("It comes back to you that morning, and the investor is told the day."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Give the day on which to take it up again"),
            "invalid": _("Enter a day, like 2026-11-23"),
        },
    )
    text = WordsField(
        label=_("Why not now?"),
        help_text=_("For UKTI and you. The investor is not shown this."),
        max_length=LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say in a few words why not now")},
    )

    def clean_until(self) -> datetime.date:
        """Refuse a day that is not to come, or is too far away to be meant."""
        until: datetime.date = self.cleaned_data["until"]
        today = timezone.localdate()
        if until <= today:
            raise forms.ValidationError(_("Give a day that is still to come"))
        if until > today + datetime.timedelta(days=LATEST_DAYS):
            raise forms.ValidationError(_("Give a day within the next two years"))
        return until


class CompleteForm(WorkForm):
    """What came of the enquiry."""

    reason = forms.ChoiceField(
        label=_("What came of it?"),
        choices=[(each.value, each.label) for each in map(CloseReason, OUTCOMES)],
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--small"}),
        error_messages={"required": _("Choose what came of it")},
    )
    text = WordsField(
        label=_("In a few words"),
        help_text=_("For UKTI. The investor is not shown this."),
        max_length=LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say in a few words what came of it")},
    )


class ContributorForm(WorkForm):
    """Whom to ask to add something, and what."""

    contact = forms.ModelChoiceField(
        label=_("Whom do you ask?"),
        queryset=Contact.objects.none(),
        empty_label=_("Choose a contact"),
        error_messages={
            "required": _("Choose whom you ask"),
            "invalid_choice": _("Choose somebody from the list"),
        },
    )
    text = WordsField(
        label=_("What should they add?"),
        max_length=LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say what they should add")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        contact: Any = self.fields["contact"]
        contact.queryset = find_colleagues(self.enquiry)
        contact.label_from_instance = name_colleague


class ContributeForm(WorkForm):
    """What a contributor adds."""

    text = WordsField(
        label=_("What you add"),
        help_text=_("It goes to the contact who leads. They give the investor one reply for all."),
        max_length=LENGTH,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write what you add")},
    )
