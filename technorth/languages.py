"""The languages of the investor's journey: by prefix of the address, and only when all is translated."""

import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, URLResolver, path
from django.urls.resolvers import LocalePrefixPattern
from django.utils import translation
from django.utils.http import escape_leading_slashes

Inputs = ParamSpec("Inputs")
Output = TypeVar("Output")

# What the desk, the API, mails to contacts and addresses without a prefix are in. The same as LANGUAGE_CODE.
HOUSE_LANGUAGE = "en-gb"


@dataclass(frozen=True)
class Language:
    """A language of the public pages: its code in addresses, its tag for machines, its name in itself."""

    code: str
    tag: str
    name: str

    @property
    def is_translated(self) -> bool:
        """Whether pages in it were translated, and may say so."""
        return self.code != HOUSE_LANGUAGE

    @property
    def prefix(self) -> str:
        """What addresses in it begin with, without the first slash."""
        return "" if self.code == HOUSE_LANGUAGE else f"{self.code}/"


# Their own names are not for translation. ISO 639 and 15924; tags as BCP 47 writes them.
# The last is English drawn long and with accents, made by ``compile_catalogues``, for development only: it
# shows what is not marked for translation, and what does not bear long words.
KNOWN_LANGUAGES = {
    language.code: language
    for language in [
        Language(HOUSE_LANGUAGE, "en-GB", "English"),
        Language("de", "de", "Deutsch"),
        Language("zh-hans", "zh-Hans", "简体中文"),
        Language("ja", "ja", "日本語"),
        Language("fr", "fr", "Français"),
        Language("es", "es", "Español"),
        Language("en-xa", "en-XA", "Ƥşéüđö"),
    ]
}
# What is offered besides English. A language comes on here once its catalogue is complete, which
# tests/technorth/test_catalogues.py asserts; until then its addresses lead to the English ones.
OFFERED: tuple[str, ...] = ("de", "zh-hans", "ja", "fr", "es")


def choose_languages(preview: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Return ``settings.LANGUAGES``: English, what is offered, and what ``preview`` names besides."""
    chosen = {HOUSE_LANGUAGE, *OFFERED, *preview}
    return [(code, language.name) for code, language in KNOWN_LANGUAGES.items() if code in chosen]


def list_offered() -> list[Language]:
    """Return the languages that this site is offered in, in the order to show them."""
    return [KNOWN_LANGUAGES[code] for code, _name in settings.LANGUAGES]


def find_language(code: str | None) -> Language:
    """Return the language ``code`` if it is offered, else English."""
    return next(
        (language for language in list_offered() if language.code == code), KNOWN_LANGUAGES[HOUSE_LANGUAGE]
    )


def current_language() -> Language:
    """Return the language that is spoken now."""
    return find_language(translation.get_language())


def speak(code: str | None) -> translation.override:
    """Return a context in which the language ``code`` is spoken if it is offered, else English."""
    return translation.override(find_language(code).code)


def in_house_language(function: Callable[Inputs, Output]) -> Callable[Inputs, Output]:
    """Speak English in ``function``: what it writes the desk reads, whoever's request it serves."""

    @functools.wraps(function)
    def call(*args: Inputs.args, **kwargs: Inputs.kwargs) -> Output:
        with translation.override(HOUSE_LANGUAGE):
            return function(*args, **kwargs)

    return call


# What stands in addresses that belong to one person.
_PERSONAL = ("token", "sealed", "reference")


def name_page(request: HttpRequest) -> str:
    """Return the path of this page for others to read: a dash in place of what opens a person's case."""
    path_shown = request.path
    match = getattr(request, "resolver_match", None)
    for name, value in match.kwargs.items() if match else ():
        if name in _PERSONAL:
            path_shown = path_shown.replace(f"/{value}/", "/-/")
    return path_shown


def split_prefix(address: str) -> tuple[str | None, str]:
    """Return the language whose prefix ``address`` has, or None, and the address without it."""
    first, slash, rest = address.removeprefix("/").partition("/")
    is_prefix = slash and first in KNOWN_LANGUAGES and first != HOUSE_LANGUAGE
    return (first, "/" + rest) if is_prefix else (None, address)


def list_words(parts: Iterable[object]) -> str:
    """Return ``parts`` as the language that is spoken lists them ("a, b"), without those that are empty."""
    words = [str(part) for part in parts]
    return translation.pgettext("between two of a list", ", ").join(word for word in words if word)


def tell_translation() -> str:
    """Return the sentence that tells the reader of a file that it was translated; nothing in English."""
    if not current_language().is_translated:
        return ""
    return translation.gettext(
        "This page was translated by machine. The English text is the one that counts."
    )


class LanguageMiddleware:
    """Lets the prefix of the address alone decide the language.

    In place of Django's, which adds ``Vary: Accept-Language`` to every English page. What a browser
    prefers never changes an answer (docs/adr/0014-languages.md): an address is the same for all readers, for
    caches and for search engines. static/js/languages.js points to the reader's own language.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Speak the language of the address; send on from one that is not offered."""
        code, address = split_prefix(request.path_info)
        language = find_language(code)
        translation.activate(language.code)
        request.LANGUAGE_CODE = language.code
        if code is not None and code != language.code:
            query = request.META.get("QUERY_STRING", "")
            english = escape_leading_slashes(address) + (f"?{query}" if query else "")
            return HttpResponseRedirect(english, preserve_request=True)
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", language.tag)
        return response


def in_every_language(patterns: Iterable[URLPattern]) -> URLResolver:
    """Return ``patterns`` as part of the journey: below ``/de/`` and the like too, English without a prefix.

    As ``i18n_patterns``, which only the root of all addresses may use: there an app's addresses
    could not share one namespace with those of its that are English only. So the list that this is
    put on has to be included at the root, with no path of its own before it.
    """
    listed = list(patterns)
    for pattern in listed:
        pattern.callback.is_in_every_language = True  # type: ignore[attr-defined]
    prefixed = URLResolver(LocalePrefixPattern(prefix_default_language=False), listed)
    return path("", ([prefixed], None, None))


def is_in_every_language(view: Any) -> bool:
    """Say whether ``view`` was put on a list by ``in_every_language``."""
    return getattr(view, "is_in_every_language", False)


@dataclass(frozen=True)
class Version:
    """The page in one language: its address, and the same with the query of this request."""

    language: Language
    path: str
    address: str


def list_versions(request: HttpRequest) -> list[Version]:
    """Return this page in each offered language; none where it is in English only, or answers a form."""
    match = getattr(request, "resolver_match", None)
    offered = list_offered()
    if match is None or len(offered) < 2 or not is_in_every_language(match.func) or request.method == "POST":
        return []
    _code, path_in_english = split_prefix(request.get_full_path())
    versions = [f"/{language.prefix}{path_in_english.removeprefix('/')}" for language in offered]
    return [
        Version(language, address.partition("?")[0], address)
        for language, address in zip(offered, versions, strict=True)
    ]
