"""What staff enter at the ledger: reasons, and addresses to hold back."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ReasonForm(forms.Form):
    """A reason in one line."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        error_messages={"required": _("Enter a reason")},
    )


class ReplayForm(forms.Form):
    """The newest message that the preview counted: what came since is left alone."""

    newest = forms.IntegerField(min_value=0, max_value=2**62, widget=forms.HiddenInput)


class SettleForm(ReplayForm, ReasonForm):
    """Why messages are set aside that did not arrive."""

    field_order = ["reason", "newest"]


class SuppressForm(ReasonForm):
    """An address that gets no more mail, and why."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        error_messages={
            "required": _("Enter an e-mail address"),
            "invalid": _("Enter an e-mail address, like name@example.com"),
        },
    )
    field_order = ["email", "reason"]
