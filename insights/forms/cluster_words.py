"""What the people of a cluster type about it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from directory.forms.fields import CountedText, LineField, WordsField
from investors.forms.revisions import SeenForm, WithdrawForm


class ClusterWordsForm(SeenForm):
    """The words of a cluster. A draft may lack either; both must be there before it is sent."""

    summary = LineField(
        label=_("Summary"),
        help_text=_("One or two sentences, for the list of clusters and for search engines."),
        max_length=250,
        required=False,
        widget=CountedText(attrs={"rows": 3}),
    )
    text = WordsField(
        label=_("Text"),
        help_text=_(
            "What an investor should know of the cluster that no table says. Leave out numbers: they stand"
            " on the page as figures, each with its source."
        ),
        max_length=5000,
        required=False,
        widget=CountedText(threshold=75, attrs={"rows": 14}),
    )


class TakeDownForm(WithdrawForm):
    """Why words of a cluster are taken down; ``published`` is the revision that the person saw."""

    published = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    field_order = ("published", "reason")
