"""Fields that take what people of any country type."""

import unicodedata
from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from phonenumbers import NumberParseException, PhoneNumberFormat


class LineField(forms.CharField):
    """One line of any script. Runs of white space become one space; control characters go."""

    def to_python(self, value: Any) -> str:
        """Return the line, or the empty string."""
        line = " ".join(str(super().to_python(value) or "").split())
        return "".join(character for character in line if unicodedata.category(character) != "Cc")


class WordsField(forms.CharField):
    """Words of any length and script up to ``max_length``, in which a line break counts as one."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        """Return the words, or the empty string."""
        return str(super().to_python(value) or "").replace("\r\n", "\n")


def clean_phone(number: str, country: str) -> str:
    """Return ``number`` as E.164, such as ``+81312345678``.

    A number without a country code is read as one of ``country`` (ISO 3166, may be empty).
    Raises ValidationError when it cannot be a telephone number; any possible length passes,
    since countries open new ranges before any list knows them.
    """
    try:
        parsed = phonenumbers.parse(number, country or None)
    except NumberParseException as error:
        raise ValidationError(_ask_phone()) from error
    if not phonenumbers.is_possible_number(parsed):
        raise ValidationError(_ask_phone())
    if parsed.extension:
        raise ValidationError(_("Enter the number without its extension; you can give that in step 4"))
    return phonenumbers.format_number(parsed, PhoneNumberFormat.E164)


def show_phone(number: str) -> str:
    """Return the E.164 ``number`` spaced as in its country, ``+81 3-1234-5678``; any other text as it is."""
    try:
        return phonenumbers.format_number(phonenumbers.parse(number), PhoneNumberFormat.INTERNATIONAL)
    except NumberParseException:
        return number


def _ask_phone() -> str:
    return _("Enter a telephone number with its country code, like +81 3 1234 5678")
