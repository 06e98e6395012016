"""What staff enter about a mail in the inbox."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from investors.models import Enquiry, InboundMail, Referral

FiledAs = InboundMail.FiledAs


class FileMailForm(forms.Form):
    """The case that a mail is about, and whose words it holds."""

    reference = forms.CharField(
        label=gettext_lazy("Reference of the enquiry"),
        help_text=gettext_lazy("Like TN-ABCD-2345."),
        max_length=20,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Enter the reference of the enquiry")},
    )
    filed_as = forms.ChoiceField(
        label=gettext_lazy("It holds"),
        help_text=gettext_lazy(
            "What the investor wrote goes to whoever has the case, and an answer is owed. "
            "What a mail says of its sender may be forged: make sure first."
        ),
        choices=FiledAs.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what it holds")},
    )

    def clean_reference(self) -> str:
        """Return the reference of an enquiry that there is."""
        reference: str = self.cleaned_data["reference"].strip().upper()
        self.enquiry = Enquiry.objects.filter(reference=reference).first()
        if self.enquiry is None:
            raise forms.ValidationError(_("There is no enquiry with this reference"))
        return reference

    def clean(self) -> dict[str, Any]:
        """Find the contact whose words they are: who has the case, or is the only one who was asked."""
        self.referral: Referral | None = None
        enquiry = getattr(self, "enquiry", None)
        if enquiry is not None and self.cleaned_data.get("filed_as") == FiledAs.CONTACT:
            referrals = enquiry.referrals.answerable().select_related("enquiry", "contact")
            self.referral = referrals.order_by("-role", "-pk").first()
            if self.referral is None:
                self.add_error("filed_as", _("No contact has this enquiry now. File it as a note"))
        return self.cleaned_data


class SetAsideForm(forms.Form):
    """Why a mail is about no case."""

    reason = forms.CharField(
        label=gettext_lazy("Why it is about no case"),
        max_length=200,
        error_messages={"required": gettext_lazy("Say why it is about no case")},
    )
