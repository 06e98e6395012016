"""Forms of the desk about opportunities: what one says, the decision, the withdrawal."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.forms.fields import CountedText, LineField, WordsField
from directory.forms.profile import WebAddressField
from directory.forms.sectors import SectorTree, list_sectors
from directory.locating import read_outcode
from directory.models import Cluster, Outcode
from investors.forms.revisions import SeenForm
from investors.models import Contact, Opportunity
from investors.opportunity_content import Content

MOST_SECTORS = 5
MOST_FACTS = 12
EMPTY_FACTS = 2
LONGEST_YEARS = 2
DAY_ERROR = _("Enter a day, like 2026-11-23")
SMALL_BOXES = {"class": "govuk-checkboxes--small tn-columns"}


class OpportunityForm(SeenForm):
    """What an opportunity says. Only title and cluster are needed to save it: it is sent when it is whole."""

    title = LineField(
        label=_("Title"),
        help_text=_("What it is, in a few words, without praise."),
        max_length=120,
        error_messages={"required": _("Enter a title")},
    )
    summary = LineField(
        label=_("Summary"),
        help_text=_("One or two sentences for lists and search engines."),
        max_length=250,
        required=False,
        widget=CountedText(attrs={"rows": 3}),
    )
    description = WordsField(
        label=_("Description"),
        help_text=_("What is planned, what is sought, what is there already, and what happens next."),
        max_length=10_000,
        required=False,
        widget=CountedText(threshold=75, attrs={"rows": 14}),
    )
    cluster = forms.ModelChoiceField(
        label=_("Cluster"),
        queryset=Cluster.objects.none(),
        empty_label=None,
        error_messages={
            "required": _("Choose the cluster"),
            "invalid_choice": _("Choose a cluster of yours"),
        },
    )
    place = LineField(
        label=_("Place"),
        help_text=_(
            "A town, district or site, as people there call it. Leave it empty for all of the cluster."
        ),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )
    outcode = LineField(
        label=_("Postcode, or its first half"),
        help_text=_("It puts the opportunity on the map. Only the first half, like LS11, is kept and shown."),
        max_length=10,
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "spellcheck": "false"}),
    )
    sectors = forms.MultipleChoiceField(
        label=_("Sectors"),
        help_text=_("Choose up to five."),
        required=False,
        widget=SectorTree(attrs={"class": "govuk-checkboxes--small"}),
        error_messages={"invalid_choice": _("Choose from the list: it may have changed")},
    )
    investment_types = forms.MultipleChoiceField(
        label=_("Types of investment"),
        choices=Opportunity.InvestmentType.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs=SMALL_BOXES),
    )
    scale = forms.ChoiceField(
        label=_("How much is sought in all"),
        choices=[("", _("Choose one")), *Opportunity.Scale.choices],
        required=False,
    )
    stage = forms.ChoiceField(
        label=_("Stage"),
        choices=Opportunity.Stage.choices,
        error_messages={"required": _("Choose the stage")},
    )
    contact = forms.ModelChoiceField(
        label=_("Who looks after it"),
        help_text=_("Gets a mail before it expires. The public sees the cluster and no name."),
        queryset=Contact.objects.none(),
        empty_label=_("Choose a contact"),
        required=False,
        error_messages={"invalid_choice": _("Choose a contact from the list")},
    )
    valid_from = forms.DateField(
        label=_("First day on which it is shown"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": DAY_ERROR},
    )
    valid_until = forms.DateField(
        label=_("Last day on which it is shown"),
        help_text=_("At most two years ahead. It can be moved later, with UKTI’s approval."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": DAY_ERROR},
    )

    def __init__(self, *args: Any, clusters: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cluster, contact = self.fields["cluster"], self.fields["contact"]
        cluster.queryset = clusters  # type: ignore[attr-defined]
        contact.queryset = find_keepers(clusters)  # type: ignore[attr-defined]
        self.fields["sectors"].choices = list_sectors()  # type: ignore[attr-defined]

    def clean_sectors(self) -> list[str]:
        """Refuse more than five."""
        sectors: list[str] = list(dict.fromkeys(self.cleaned_data["sectors"]))
        if len(sectors) > MOST_SECTORS:
            raise ValidationError(_("Choose %(most)d sectors or fewer"), params={"most": MOST_SECTORS})
        return sectors

    def clean_outcode(self) -> str:
        """Return the first half of the postcode, which must be one of the North."""
        text: str = self.cleaned_data["outcode"]
        if not text:
            return ""
        code = read_outcode(text) or ""
        if not Outcode.objects.filter(pk=code).exists():
            raise ValidationError(_("Enter a postcode in the North of England, like LS11 5QN or LS11"))
        return code

    def clean(self) -> Content:
        """Hold place against cluster, and the days against each other and today."""
        values: Content = super().clean() or self.cleaned_data
        cluster, code = values.get("cluster"), values.get("outcode")
        if cluster and code:
            outcode = Outcode.objects.select_related("cluster").get(pk=code)
            if outcode.cluster_id != cluster.pk:
                self.add_error(
                    "outcode",
                    ValidationError(
                        _("%(code)s is in %(cluster)s: correct it, or choose that cluster"),
                        params={"code": code, "cluster": outcode.cluster.name},
                    ),
                )
        self._check_days(values.get("valid_from"), values.get("valid_until"))
        return values

    def _check_days(self, first: datetime.date | None, last: datetime.date | None) -> None:
        if last is None:
            return
        today = timezone.localdate()
        if last < today:
            self.add_error("valid_until", _("Enter a day that is not past"))
        elif last > today + datetime.timedelta(days=365 * LONGEST_YEARS + 1):
            self.add_error("valid_until", _("Enter a day within the next two years"))
        if first is not None and last < first:
            self.add_error("valid_until", _("Enter a day that is not before the first one"))

    def read_values(self) -> Content:
        """Return what was entered, as a content has it; the form is valid."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
        first, last, contact = values["valid_from"], values["valid_until"], values["contact"]
        return values | {
            "cluster": values["cluster"].pk,
            "contact": contact.pk if contact else None,
            "valid_from": first.isoformat() if first else "",
            "valid_until": last.isoformat() if last else "",
        }


def find_keepers(clusters: Any) -> Any:
    """Return the active contacts who may look after an opportunity in one of ``clusters``."""
    people = Contact.objects.active().exclude(role=Contact.Role.DUTY_INBOX)
    covering = people.filter(cluster__in=clusters) | people.filter(cluster__children__in=clusters)
    return covering.distinct().order_by("name", "pk")


class FactForm(forms.Form):
    """One fact with where it is from; an empty one does not count."""

    text = LineField(
        label=_("Fact"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    source = LineField(
        label=_("Source"),
        help_text=_("Who says so, or in which publication."),
        max_length=200,
        required=False,
    )
    url = WebAddressField(label=_("Address of the source, if it has one"), max_length=500, required=False)
    date = LineField(
        label=_("Date or year of the source"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the source of a fact, and for the fact of a source."""
        values = super().clean() or self.cleaned_data
        if any(values.get(name) for name in ("text", "source", "url", "date")):
            if not values.get("text") and "text" not in self.errors:
                self.add_error("text", _("Enter the fact that this is the source of, or empty the source"))
            if not values.get("source") and "source" not in self.errors:
                self.add_error("source", _("Say where the fact is from, or take it out"))
        return values


class FactForms(BaseFormSet):
    """All facts."""

    def read_values(self) -> Content:
        """Return the facts that were entered, as a content has them."""
        names = ("text", "source", "url", "date")
        rows = [{name: form.cleaned_data.get(name, "") for name in names} for form in self.forms]
        return {"facts": [row for row in rows if row["text"]]}


FACT_FORMS = formset_factory(
    FactForm, formset=FactForms, extra=EMPTY_FACTS, max_num=MOST_FACTS, validate_max=True
)
