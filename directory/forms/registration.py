"""The pages on which a business enters itself, one question each."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from directory.company_numbers import NotACompanyNumber, parse_company_number
from directory.forms.fields import LineField, PostcodeField
from directory.forms.profile import WebAddressField
from directory.forms.sectors import list_sectors
from directory.locating import read_outcode
from directory.models import Business, Outcode


class QuestionForm(forms.Form):
    """One page. ``title`` is its heading where the field is not."""

    title: Any = ""


class NumberForm(QuestionForm):
    """The company number."""

    company_number = LineField(
        label=_("What is your company number?"),
        help_text=_(
            "Eight characters, like 04870829 or OC301540. It is on your certificate of incorporation."
        ),
        max_length=20,
        error_messages={"required": _("Enter your company number, or choose that you have none")},
        widget=forms.TextInput(
            attrs={
                "class": "govuk-input--width-10",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
    )

    def clean_company_number(self) -> str:
        """Return the number in full. Raises ValidationError for what cannot be one."""
        try:
            return parse_company_number(self.cleaned_data["company_number"])
        except NotACompanyNumber as error:
            raise ValidationError(_("Enter a company number, like 04870829 or SC123456")) from error


class KindForm(QuestionForm):
    """What kind of body it is, where it has no company number."""

    kind = forms.ChoiceField(
        label=_("What is your business?"),
        choices=[pair for pair in Business.Kind.choices if pair[0] != Business.Kind.COMPANY],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what your business is"),
            "invalid_choice": _("Choose what your business is from the list"),
        },
    )


class NameForm(QuestionForm):
    """What it is called."""

    name = LineField(
        label=_("What is your business called?"),
        help_text=_("The name that people know. You can add trading names later."),
        max_length=160,
        error_messages={"required": _("Enter the name of your business")},
        widget=forms.TextInput(attrs={"autocomplete": "organization", "spellcheck": "false"}),
    )


class SectorForm(QuestionForm):
    """What it does."""

    sector = forms.ChoiceField(
        label=_("Which sector fits best?"),
        help_text=_("Choose one now. You can add more later."),
        error_messages={
            "required": _("Choose a sector"),
            "invalid_choice": _("Choose a sector from the list: it may have changed"),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: list[Any] = [("", _("Choose a sector")), *list_sectors()]
        cast("forms.ChoiceField", self.fields["sector"]).choices = choices


class PlaceForm(QuestionForm):
    """Where it is. The outcode that was found stands in ``outcode``."""

    postcode = PostcodeField(
        label=_("What is the postcode of your main site?"),
        help_text=_("Where you work, like LS1 4AP. It need not be your registered office."),
        max_length=10,
        error_messages={"required": _("Enter the postcode of your main site")},
        widget=forms.TextInput(
            attrs={"class": "govuk-input--width-10", "autocomplete": "postal-code", "spellcheck": "false"}
        ),
    )
    outcode: Outcode | None = None

    def clean_postcode(self) -> str:
        """Return the postcode. Raises ValidationError for one outside the North."""
        postcode = self.cleaned_data["postcode"]
        self.outcode = Outcode.objects.select_related("cluster").filter(code=read_outcode(postcode)).first()
        if self.outcode is None:
            raise ValidationError(
                _("%(postcode)s is outside the North of England. Enter the postcode of a site in the North"),
                params={"postcode": postcode},
                code="outside",
            )
        return str(postcode)


class WebsiteForm(QuestionForm):
    """Its website, if it has one."""

    marks_optional = True

    website = WebAddressField(
        label=_("What is the address of your website?"),
        help_text=_("Leave it empty if you have none."),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "url", "inputmode": "url", "spellcheck": "false"}),
    )


NUMBER = "number"
STEPS: dict[str, type[QuestionForm]] = {
    NUMBER: NumberForm,
    "kind": KindForm,
    "name": NameForm,
    "sector": SectorForm,
    "place": PlaceForm,
    "website": WebsiteForm,
}
