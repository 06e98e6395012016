"""Showing that one may speak for a business, and deciding whether somebody did."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from directory.forms.fields import LineField, WordsField
from directory.letters import MOST_LINES
from directory.mail_domains import is_at_domain
from directory.models import Business, Claim
from directory.web_addresses import clean_web_address

MOST_WORDS = 2000
LONGEST_LINE = 60


class EmailClaimForm(forms.Form):
    """An address at the domain of the website."""

    email = forms.EmailField(
        label=_("Your e-mail address at the business"),
        max_length=254,
        error_messages={
            "required": _("Enter your e-mail address at the business"),
            "invalid": _("Enter an e-mail address, like name@example.com"),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, domain: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.domain = domain
        self.fields["email"].help_text = _("It ends in @%(domain)s. We send a code there.") % {
            "domain": domain
        }

    def clean_email(self) -> str:
        """Return the address; raises ValidationError for one of another domain."""
        email = self.cleaned_data["email"].lower()
        if not is_at_domain(email, self.domain):
            raise forms.ValidationError(
                _("Enter an address that ends in @%(domain)s, or choose another way"),
                params={"domain": self.domain},
            )
        return str(email)


class EvidenceForm(forms.Form):
    """What staff are to look at."""

    marks_optional = True

    evidence = WordsField(
        label=_("How can we see that you may speak for the business?"),
        help_text=_("For example your position, where it is published, or whom we can ask by telephone."),
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Say how we can see it")},
    )
    evidence_url = LineField(
        label=_("A web page that shows it"),
        help_text=_("For example the page about your team."),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "url", "spellcheck": "false", "autocomplete": "off"}),
    )

    def clean_evidence_url(self) -> str:
        """Return the address in full. Raises ValidationError for one that leads nowhere public."""
        return clean_web_address(self.cleaned_data["evidence_url"])


class CodeForm(forms.Form):
    """The code of the mail or the letter."""

    code = LineField(
        label=_("Your code"),
        help_text=_("Twelve letters and digits, like 7KXM-4RCP-HD3T. Capitals and dashes do not matter."),
        max_length=40,
        error_messages={"required": _("Enter the code")},
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "govuk-input--width-20",
            }
        ),
    )


class ApproveForm(forms.Form):
    """What staff saw, and what becomes of a team that is there."""

    JOIN, TRANSFER = "join", "transfer"

    verification = forms.ChoiceField(
        label=_("What did you see?"),
        choices=[
            (Business.Verification.STAFF, _("Evidence that the person may speak for the business")),
            (
                Business.Verification.COMPANIES_HOUSE,
                _("The person among the directors or in the filings at Companies House"),
            ),
        ],
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--small"}),
        error_messages={"required": _("Choose what you saw")},
    )
    team = forms.ChoiceField(
        label=_("What becomes of the present team?"),
        choices=[
            (JOIN, _("It stays, and the person joins it as an admin")),
            (TRANSFER, _("It ends: the business goes to this person alone")),
        ],
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--small"}),
        error_messages={"required": _("Choose what becomes of the present team")},
    )

    def __init__(self, *args: Any, claim: Claim, has_team: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_team:
            del self.fields["team"]
        if not claim.business.company_number:
            del self.fields["verification"]

    def read_verification(self) -> str:
        """Return what was seen."""
        return str(self.cleaned_data.get("verification") or Business.Verification.STAFF)

    def is_transfer(self) -> bool:
        """Whether the present team ends."""
        return self.cleaned_data.get("team") == self.TRANSFER


class ReasonForm(forms.Form):
    """Why a claim is denied or revoked: whoever it concerns reads it."""

    reason = WordsField(
        label=_("Reason"),
        help_text=_("Those whom it concerns get it by mail, word for word."),
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Give a reason")},
    )


class LetterForm(forms.Form):
    """Whether to print a letter, and where it goes. The address is printed and never stored."""

    is_chosen = forms.BooleanField(label=_("Print this letter"), required=False)
    address = WordsField(
        label=_("Registered office"),
        help_text=_("Line by line, without the company’s name."),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_address(self) -> tuple[str, ...]:
        """Return the lines. Raises ValidationError for more than the window of an envelope shows."""
        lines = [" ".join(line.split()) for line in self.cleaned_data["address"].splitlines()]
        lines = [line for line in lines if line]
        if len(lines) > MOST_LINES - 1:  # the first line is the name
            raise forms.ValidationError(_("Enter %(most)d lines or fewer"), params={"most": MOST_LINES - 1})
        if any(len(line) > LONGEST_LINE for line in lines):
            raise forms.ValidationError(
                _("Enter at most %(longest)d characters in a line"), params={"longest": LONGEST_LINE}
            )
        return tuple(lines)

    def clean(self) -> dict[str, Any]:
        """See to it that a chosen letter has an address."""
        cleaned = super().clean() or {}
        if cleaned.get("is_chosen") and not cleaned.get("address") and "address" not in self.errors:
            self.add_error("address", _("Enter the address of the registered office"))
        return cleaned
