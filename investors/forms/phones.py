"""Telephone numbers as people of any country type and read them."""

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from phonenumbers import NumberParseException, PhoneNumberFormat


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
        raise ValidationError(_("Enter the number without its extension, which you can give in words later"))
    return phonenumbers.format_number(parsed, PhoneNumberFormat.E164)


def show_phone(number: str) -> str:
    """Return the E.164 ``number`` spaced as in its country, ``+81 3-1234-5678``; any other text as it is."""
    try:
        return phonenumbers.format_number(phonenumbers.parse(number), PhoneNumberFormat.INTERNATIONAL)
    except NumberParseException:
        return number


def _ask_phone() -> str:
    return _("Enter a telephone number with its country code, like +81 3 1234 5678")
