"""What is to be done with many enquiries at once."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from directory.forms.fields import WordsField
from investors.forms.desk import CLOSED_FOR
from investors.models import BulkAction, Contact

Name = BulkAction.Name
WORDS = 500
NEEDS_WORDS = {
    Name.REFER: (_("Why this contact"), _("The contact reads this. It also goes on the record.")),
    Name.NOTE: (_("Note"), _("Staff read it. Contacts and the investors do not.")),
    Name.CLOSE: (_("In a few words"), _("For the record. The investors are not shown this.")),
}


class BulkForm(forms.Form):
    """The action ``name`` for all that were chosen; ``key`` makes that it is done once."""

    marks_optional = True

    key = forms.UUIDField(widget=forms.HiddenInput)
    contact = forms.ModelChoiceField(
        label=_("Contact"),
        queryset=Contact.objects.none(),
        empty_label=_("Choose a contact"),
        error_messages={
            "required": _("Choose a contact"),
            "invalid_choice": _("Choose somebody from the list"),
        },
    )
    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[("", _("Choose a reason")), *CLOSED_FOR],
        error_messages={"required": _("Choose a reason")},
    )
    text = WordsField(
        max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write a few words")},
    )

    def __init__(self, *args: Any, name: str, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if name == Name.REFER:
            contact: Any = self.fields["contact"]
            present = Contact.objects.present(today).select_related("cluster")
            contact.queryset = present.order_by("cluster__position", "name", "pk")
            contact.label_from_instance = lambda row: f"{row.cluster.name}: {row.name}"
        else:
            del self.fields["contact"]
        if name != Name.CLOSE:
            del self.fields["reason"]
        if name in NEEDS_WORDS:
            self.fields["text"].label, self.fields["text"].help_text = NEEDS_WORDS[Name(name)]
            self.fields["text"].required = name != Name.CLOSE
        else:
            del self.fields["text"]
