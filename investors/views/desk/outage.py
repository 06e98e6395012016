"""What the outage page gives back to who was at work at the desk."""

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from technorth.outage import carry_typed

WORDS = ("text", "words", "question")


def describe_words(posted: QueryDict) -> list[dict[str, str]]:
    """Return a row for the words in ``posted``; the other fields are carried unseen."""
    words = [posted.get(name, "") for name in WORDS]
    return [{"key": _("What you wrote"), "value": text} for text in words if text]


keep_words = carry_typed(lost=gettext_lazy("What you did was not saved"), describe=describe_words)
