"""What templates ask about languages."""

from collections.abc import Iterable

from django import template

from technorth import languages

register = template.Library()


@register.simple_tag
def current_language() -> languages.Language:
    """Return the language that is spoken, also where no context processor ran."""
    return languages.current_language()


@register.simple_tag
def name_language(code: str) -> str:
    """Return what the language ``code`` calls itself; the code itself where it is none of ours."""
    language = languages.KNOWN_LANGUAGES.get(code)
    return language.name if language else code


@register.filter
def listed(parts: Iterable[object]) -> str:
    """Return ``parts`` as the language that is spoken lists them."""
    return languages.list_words(parts)
