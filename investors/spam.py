"""Signs that an enquiry is not one. A sign sends it to a person, never away."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

MANY_LINKS = 6

_LINK = re.compile(r"https?://|\bwww\.", re.IGNORECASE)
_MARKUP = re.compile(r"<a\s[^>]*href|\[url[=\]]|\[link[=\]]", re.IGNORECASE)
_SALES = re.compile(
    r"\b(backlinks?|guest posts?|seo (?:services?|packages?|agency)|rank (?:your|higher)|first page of google"
    r"|online casino|casino bonus|viagra|cialis|payday loans?|forex signals?|crypto signals?"
    r"|double your (?:bitcoin|money)|buy followers|bulk e-?mail)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Wording:
    """What the sender typed, as far as it can give an unwanted message away."""

    name: str
    organisation: str
    plan: str
    anything_else: str = ""


def find_spam_signs(wording: Wording) -> list[str]:
    """Return each sign of an unwanted message, as a sentence for the desk; none is the rule.

    No sign depends on the language, script or country of the sender, nor on how short or
    clumsy the text is.
    """
    text = f"{wording.plan}\n{wording.anything_else}"
    signs = []
    if _LINK.search(wording.name) or _LINK.search(wording.organisation):
        signs.append(_("A name holds a web address."))
    if _MARKUP.search(text):
        signs.append(_("The text holds link markup that people do not type."))
    links = len(_LINK.findall(text))
    if links >= MANY_LINKS:
        signs.append(_("The text holds %(count)s web addresses.") % {"count": links})
    phrases = sorted({phrase.lower() for phrase in _SALES.findall(text)})
    if len(phrases) >= 2:
        signs.append(
            _("The text has the wording of mass advertising: %(phrases)s.") % {"phrases": ", ".join(phrases)}
        )
    return signs
