"""Forms of what staff can do with an enquiry."""

import datetime
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from directory.forms.fields import WordsField
from investors.models import Contact, Enquiry, Referral
from investors.models.choices import CloseReason
from investors.services.joining import explain_refusal

Choices = list[tuple[str, list[tuple[int, str]]]]
NOTE_LENGTH = 5000
REASON_LENGTH = 500
# A repetition is put together with what it repeats, so that somebody answers it.
CLOSED_FOR = [choice for choice in CloseReason.choices if choice[0] != CloseReason.DUPLICATE]


class VersionForm(forms.Form):
    """A move of the enquiry as the person saw it: ``version`` says which state that was."""

    version = forms.IntegerField(
        min_value=0,
        widget=forms.HiddenInput,
        error_messages={"required": gettext_lazy("The page was not complete. Load it again.")},
    )


class ReferForm(VersionForm):
    """Refer the enquiry to a contact that the person chooses."""

    contact = forms.TypedChoiceField(
        label=gettext_lazy("Contact"),
        coerce=int,
        error_messages={"required": gettext_lazy("Choose a contact")},
    )
    words = WordsField(
        label=gettext_lazy("Why this contact"),
        help_text=gettext_lazy("The contact reads this. It also goes on the record."),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say why you refer it to them")},
    )

    def __init__(self, *args: Any, enquiry: Enquiry, today: datetime.date, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        contact: Any = self.fields["contact"]
        contact.choices = [
            ("", gettext_lazy("Choose a contact")),
            *list_contact_choices(enquiry, today, user),
        ]


class CloseForm(VersionForm):
    """Close the enquiry with a reason."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        choices=[("", gettext_lazy("Choose a reason")), *CLOSED_FOR],
        error_messages={"required": gettext_lazy("Choose a reason")},
    )
    text = WordsField(
        label=gettext_lazy("In a few words"),
        help_text=gettext_lazy("For the record. The investor is not shown this."),
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    marks_optional = True


class ReopenForm(VersionForm):
    """Reopen a closed enquiry."""

    text = WordsField(
        label=gettext_lazy("Why it is opened again"),
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say why it is opened again")},
    )


class JoinForm(VersionForm):
    """Put the enquiry together with another, which may be the earlier or the later of the two.

    Cleaned, ``later`` is the one that becomes part of ``earlier``.
    """

    reference = WordsField(
        label=gettext_lazy("Reference of the other"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Give the reference of the other, like TN-7F3K-92QD")},
    )
    text = WordsField(
        label=gettext_lazy("Why they are one matter"),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Say why they are one matter")},
    )

    def __init__(self, *args: Any, enquiry: Enquiry, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.enquiry, self.user = enquiry, user

    def clean_reference(self) -> str:
        """Return the reference in capitals; raises ValidationError where the two cannot be put together."""
        reference: str = self.cleaned_data["reference"].upper()
        other = Enquiry.objects.visible_to(self.user).filter(reference=reference).first()
        if other is None:
            raise forms.ValidationError(_("There is no case with this reference"))
        if other.pk == self.enquiry.pk:
            raise forms.ValidationError(_("This is the case itself"))
        earlier, later = sorted([other, self.enquiry], key=lambda each: each.pk)
        if refusal := explain_refusal(later, earlier):
            raise forms.ValidationError(refusal)
        self.cleaned_data |= {"earlier": earlier, "later": later}
        return reference


class SplitForm(VersionForm):
    """Take the enquiry apart from the one that it was put together with."""

    text = WordsField(
        label=gettext_lazy("Why they are two matters"),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Say why they are two matters")},
    )


def list_contact_choices(enquiry: Enquiry, today: datetime.date, user: User) -> Choices:
    """Return the contacts whom ``user`` may ask, by cluster, each with what speaks for and against."""
    contacts = (
        Contact.objects.active()
        .referable_by(user)
        .with_load()
        .with_absence(today)
        .with_reach()
        .select_related("cluster")
        .order_by("cluster__position", "name", "pk")
    )
    referrals = Referral.objects.filter(enquiry=enquiry).order_by("pk").values_list("contact", "status")
    last_answers = dict(referrals)
    groups: dict[str, list[tuple[int, str]]] = {}
    for contact in contacts:
        label = describe_contact(contact, last_answers.get(contact.pk, ""))
        groups.setdefault(contact.cluster.name, []).append((contact.pk, label))
    return list(groups.items())


def describe_contact(contact: Any, last_answer: str) -> str:
    """Return a contact (with load and absence annotated) in one line: role, load, and what speaks against."""
    facts = [
        contact.get_role_display(),
        _("%(load)s of %(capacity)s open") % {"load": contact.load, "capacity": contact.capacity},
    ]
    if contact.away_until:
        facts.append(_("away until %(day)s") % {"day": date_format(contact.away_until, "j F")})
    if contact.is_unreachable:
        facts.append(_("cannot be reached by mail"))
    if last_answer:
        facts.append(_("asked before: %(answer)s") % {"answer": Referral.Status(last_answer).label.lower()})
    return f"{contact.name}: {', '.join(facts)}"


def list_typed(form: forms.Form) -> list[str]:
    """Return the words that were typed into ``form``."""
    typed = [
        form.data.get(name, "")
        for name, field in form.fields.items()
        if isinstance(field.widget, forms.Textarea)
    ]
    return [text for text in typed if text.strip()]
