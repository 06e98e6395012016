"""The languages that investors, contacts and businesses speak.

Codes are ISO 639-1.
"""

from django.utils.translation import gettext_lazy as _

LANGUAGES = [
    ("en", _("English")),
    ("ar", _("Arabic (العربية)")),
    ("bn", _("Bengali (বাংলা)")),
    ("cs", _("Czech (Čeština)")),
    ("da", _("Danish (Dansk)")),
    ("nl", _("Dutch (Nederlands)")),
    ("fi", _("Finnish (Suomi)")),
    ("fr", _("French (Français)")),
    ("de", _("German (Deutsch)")),
    ("el", _("Greek (Ελληνικά)")),
    ("he", _("Hebrew (עברית)")),
    ("hi", _("Hindi (हिन्दी)")),
    ("hu", _("Hungarian (Magyar)")),
    ("id", _("Indonesian (Bahasa Indonesia)")),
    ("it", _("Italian (Italiano)")),
    ("ja", _("Japanese (日本語)")),
    ("ko", _("Korean (한국어)")),
    ("ms", _("Malay (Bahasa Melayu)")),
    ("no", _("Norwegian (Norsk)")),
    ("pl", _("Polish (Polski)")),
    ("pt", _("Portuguese (Português)")),
    ("pa", _("Punjabi (ਪੰਜਾਬੀ)")),
    ("ro", _("Romanian (Română)")),
    ("ru", _("Russian (Русский)")),
    ("es", _("Spanish (Español)")),
    ("sv", _("Swedish (Svenska)")),
    ("ta", _("Tamil (தமிழ்)")),
    ("th", _("Thai (ไทย)")),
    ("tr", _("Turkish (Türkçe)")),
    ("uk", _("Ukrainian (Українська)")),
    ("ur", _("Urdu (اردو)")),
    ("vi", _("Vietnamese (Tiếng Việt)")),
    ("cy", _("Welsh (Cymraeg)")),
    ("zh", _("Chinese (中文)")),
]


def name_language(code: str) -> str:
    """Return the name of the language ``code``, or the code itself where it is not on the list."""
    return str(dict(LANGUAGES).get(code, code))
