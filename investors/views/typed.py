"""What the outage page gives back to who was at work on a case."""

from django.http import QueryDict
from django.utils.translation import gettext as _

WORDS = ("text", "words", "question")


def describe_words(posted: QueryDict) -> list[dict[str, str]]:
    """Return a row for the words in ``posted``; the other fields are carried unseen."""
    words = [posted.get(name, "") for name in WORDS]
    return [{"key": _("What you wrote"), "value": text} for text in words if text]
