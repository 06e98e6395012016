"""What moderators decide, and what readers report."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from directory.forms.fields import TrapField, WordsField
from directory.models import Business, Report, Revision

TEXT_LENGTH = 2000


class DecisionForm(forms.Form):
    """Approve, ask for changes, or reject; the last two with reasons that the business sees."""

    APPROVE, CHANGES, REJECT = "approve", "changes", "reject"

    version = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=1000)
    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            (APPROVE, _("Approve: publish it as it is")),
            (CHANGES, _("Ask for changes: the business can send it again")),
            (REJECT, _("Reject: what is published stays as it is")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a decision")},
    )
    reasons = forms.MultipleChoiceField(
        label=_("Reasons"),
        help_text=_("For changes or a rejection. The business sees these words."),
        choices=Revision.Reason.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small"}),
    )
    text = WordsField(
        label=_("More to the business"),
        help_text=_("What to change, or what we could not find. The business sees it word for word."),
        max_length=TEXT_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean(self) -> dict[str, Any]:
        """See to it that a refusal has a reason, and a text where the reason is none of the list."""
        cleaned = super().clean() or {}
        if cleaned.get("decision") in (self.CHANGES, self.REJECT):
            if not cleaned.get("reasons") and "reasons" not in self.errors:
                self.add_error("reasons", _("Choose at least one reason"))
            elif cleaned.get("reasons") == [Revision.Reason.OTHER] and not cleaned.get("text"):
                self.add_error("text", _("Say what the reason is"))
        return cleaned


class SampleForm(forms.Form):
    """An edit that is live already: right, or to be taken back."""

    RIGHT, BACK = "right", "back"

    decision = forms.ChoiceField(
        label=_("Is this edit right?"),
        choices=[
            (RIGHT, _("It looks right")),
            (BACK, _("Take it back: the profile says again what it said")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one")},
    )
    text = WordsField(
        label=_("Why it is taken back"),
        help_text=_("The business sees it word for word."),
        max_length=TEXT_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        """See to it that taking back has a reason."""
        cleaned = super().clean() or {}
        if cleaned.get("decision") == self.BACK and not cleaned.get("text"):
            self.add_error("text", _("Say why it is taken back"))
        return cleaned


class ReportForm(forms.Form):
    """What a reader says is wrong with a profile."""

    marks_optional = True

    reason = forms.ChoiceField(
        label=_("What is wrong?"),
        choices=Report.Reason.choices,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--small"}),
        error_messages={"required": _("Choose what is wrong")},
    )
    text = WordsField(
        label=_("Tell us more"),
        help_text=_("What should it say instead, and how do you know?"),
        max_length=TEXT_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("Only to tell you what came of it. We delete it after 90 days."),
        max_length=254,
        required=False,
        error_messages={"invalid": _("Enter an e-mail address, like name@example.com")},
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )
    leave_empty = TrapField()

    def clean(self) -> dict[str, Any]:
        """Ask for words where the reason is none of the list."""
        cleaned = super().clean() or {}
        if cleaned.get("reason") == Report.Reason.OTHER and not cleaned.get("text"):
            self.add_error("text", _("Say what is wrong"))
        return cleaned


class SettleForm(forms.Form):
    """How a report ends."""

    HANDLED, DISMISSED = "handled", "dismissed"
    marks_optional = True

    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=[(HANDLED, _("Something was changed")), (DISMISSED, _("Nothing had to be changed"))],
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--small govuk-radios--inline"}),
        error_messages={"required": _("Choose an outcome")},
    )
    note = WordsField(
        label=_("Note for the desk"),
        max_length=TEXT_LENGTH,
        help_text=_("Only moderators see it."),
        error_messages={"required": _("Note what you did or found")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    to_team = WordsField(
        label=_("To the business"),
        help_text=_(
            "If something was changed, its team gets a mail with what the report is about and these words. "
            "It does not learn who wrote."
        ),
        max_length=TEXT_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReasonForm(forms.Form):
    """Why a listing is removed or put back."""

    reason = WordsField(
        label=_("Reason"),
        help_text=_("The team of the business sees it, and it stays in the history."),
        max_length=TEXT_LENGTH,
        error_messages={"required": _("Give a reason")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ListingField(forms.CharField):
    """A listing by its address or the last part of it."""

    def clean(self, value: Any) -> Any:
        """Return the business. Raises ValidationError where there is none."""
        text = str(super().clean(value) or "").strip().rstrip("/").rpartition("/")[2]
        business = Business.objects.filter(slug=text).select_related("cluster").first() if text else None
        if business is None:
            raise ValidationError(_("There is no listing at this address"))
        return business


class MergeForm(forms.Form):
    """Two listings of one business."""

    keep = ListingField(
        label=_("The listing that stays"),
        help_text=_("Its address, like https://…/businesses/loom-software/, or only loom-software."),
        error_messages={"required": _("Enter the address of the listing that stays")},
        widget=forms.TextInput(attrs={"spellcheck": "false"}),
    )
    merge = ListingField(
        label=_("The listing that goes"),
        help_text=_("What names it moves to the other one, and its address leads there."),
        error_messages={"required": _("Enter the address of the listing that goes")},
        widget=forms.TextInput(attrs={"spellcheck": "false"}),
    )
