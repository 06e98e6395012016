"""The sections of a profile that repeat, sites and case studies, and the one with a picture."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from directory.content import Content, Section
from directory.forms.fields import CountedText, LineField, PostcodeField, WordsField
from directory.forms.profile import TEXT_LENGTH, SectionForm, WebAddressField
from directory.locating import read_outcode
from directory.logos import EncodedLogo, encode_logo
from directory.models import Outcode

MOST_SITES = 20
MOST_CASES = 5


class SiteForm(forms.Form):
    """One site."""

    marks_optional = True

    name = LineField(
        label=_("What you call this site"),
        help_text=_("For example “Head office” or “Studio”."),
        max_length=80,
        required=False,
    )
    address = LineField(
        label=_("Address"),
        help_text=_("Number and street, where visitors may come. It is public: leave out a home."),
        max_length=200,
        required=False,
    )
    postcode = PostcodeField(
        label=_("Postcode"),
        help_text=_("In the North of England, like LS1 4AP. It gives the cluster."),
        max_length=10,
        error_messages={"required": _("Enter the postcode")},
        widget=forms.TextInput(
            attrs={
                "class": "govuk-input--width-10",
                "spellcheck": "false",
                "hx-get": reverse_lazy("directory:placing"),
                "hx-trigger": "change",
                "hx-target": "next .tn-placed",
                "hx-swap": "textContent",
            }
        ),
    )
    is_main = forms.BooleanField(label=_("This is the main site"), required=False)


class PartsFormSet(BaseFormSet):
    """Some forms alike, each of which can be left empty or ticked to go."""

    section: ClassVar[Section]
    field: ClassVar[str]
    is_places: ClassVar[bool] = False

    def list_kept(self) -> list[Any]:
        """Return the forms that say something and are to stay."""
        return [form for form in self.forms if self._says_something(form)]

    def _says_something(self, form: forms.Form) -> bool:
        is_empty = not form.initial and not form.has_changed()
        return not is_empty and form not in self.deleted_forms

    def read_values(self) -> Content:
        """Return what was entered, as a content has it; the forms are valid."""
        kept = [form.cleaned_data for form in self.list_kept()]
        return {self.field: [{name: each[name] for name in each if name != "DELETE"} for each in kept]}


class SiteForms(PartsFormSet):
    """All sites, one of which is the main one."""

    section = Section.PLACES
    field = "sites"
    is_places = True

    def clean(self) -> None:
        """See to it that each place is in the North and that one site is the main one."""
        kept = [form for form in self.list_kept() if "postcode" in form.cleaned_data]
        if any(self.errors):
            return
        if not kept:
            raise ValidationError(_("Enter at least one site"))
        codes = {form: read_outcode(form.cleaned_data["postcode"]) for form in kept}
        known = Outcode.objects.in_bulk([code for code in codes.values() if code])
        for form, code in codes.items():
            if code not in known:
                form.add_error(
                    "postcode", _("This postcode is not in the North of England, as far as we know")
                )
        mains = [form for form in kept if form.cleaned_data["is_main"]]
        if len(mains) > 1:
            raise ValidationError(_("Tick one site as the main one, not several"))
        if not mains:
            kept[0].cleaned_data["is_main"] = True


class CaseStudyForm(forms.Form):
    """One case study."""

    marks_optional = True

    title = LineField(
        label=_("Title"), max_length=120, error_messages={"required": _("Enter a title for the case study")}
    )
    customer = LineField(label=_("Customer"), max_length=160, required=False)
    text = WordsField(
        label=_("What you did, and what came of it"),
        max_length=TEXT_LENGTH,
        error_messages={"required": _("Say what you did")},
        widget=CountedText(attrs={"rows": 5}, threshold=75),
    )
    address = WebAddressField(
        label=_("Web address with more"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "url", "spellcheck": "false"}),
    )


class CaseStudyForms(PartsFormSet):
    """All case studies."""

    section = Section.CASES
    field = "case_studies"


SITE_FORMS = formset_factory(
    SiteForm, formset=SiteForms, extra=1, max_num=MOST_SITES, validate_max=True, can_delete=True
)
CASE_FORMS = formset_factory(
    CaseStudyForm, formset=CaseStudyForms, extra=1, max_num=MOST_CASES, validate_max=True, can_delete=True
)


class LogoForm(SectionForm):
    """The logo: another one, or none."""

    section = Section.LOGO
    encoded: EncodedLogo | None = None

    picture = forms.FileField(
        label=_("Choose a picture"),
        help_text=_("PNG, JPEG or WebP, up to 2 MB. We keep a copy of at most 400 pixels a side."),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
        error_messages={"empty": _("This file is empty: choose another")},
    )
    remove = forms.BooleanField(label=_("Show no logo"), required=False)

    def clean_picture(self) -> Any:
        """Encode the picture anew. Raises ValidationError for what is none."""
        picture = self.cleaned_data["picture"]
        if picture:
            self.encoded = encode_logo(picture.read())
        return picture

    def read_values(self) -> Content:
        """Return the digest of the new logo, "" for none, or nothing where all stays as it was."""
        if self.encoded:
            return {"logo": self.encoded.digest}
        return {"logo": ""} if self.cleaned_data["remove"] else {}
