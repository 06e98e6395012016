"""Forms of the desk about any revision: the version that was seen, the decision, the withdrawal."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from directory.forms.fields import WordsField


class SeenForm(forms.Form):
    """A change of a revision; ``seen`` is the version that the person saw."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class DecisionForm(SeenForm):
    """What UKTI decides on a revision."""

    APPROVE, CHANGES = "approve", "changes"

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[(APPROVE, _("Approve and publish it")), (CHANGES, _("Ask for changes"))],
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--small"}),
        error_messages={"required": _("Choose a decision")},
    )
    reason = WordsField(
        label=_("What should change, and why"),
        help_text=_("Needed where you ask for changes. The drafter gets these words."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for a reason where changes are asked for."""
        values = super().clean() or self.cleaned_data
        if values.get("decision") == self.CHANGES and not values.get("reason", "").strip():
            self.add_error("reason", _("Say what should change"))
        return values


class WithdrawForm(forms.Form):
    """Why something is taken down."""

    reason = WordsField(
        label=_("Why it is withdrawn"),
        help_text=_("For the history, and for who drafted it. The public sees no reason."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why it is withdrawn")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "id_withdraw_%s", **kwargs})  # another form stands beside it
