"""Fields that take what people of any country type."""

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from directory.locating import POSTCODE


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


class PostcodeField(LineField):
    """A whole postcode, as it is written: ``ls14ap`` becomes ``LS1 4AP``."""

    def clean(self, value: Any) -> str:
        """Return the postcode. Raises ValidationError for what is none, or for its first half alone."""
        closed_up = "".join(str(super().clean(value)).split()).upper()
        match = POSTCODE.fullmatch(closed_up)
        if closed_up and not match:
            raise ValidationError(_("Enter a whole postcode, like LS1 4AP"), code="invalid")
        return f"{match[1]} {closed_up[len(match[1]) :]}" if match else ""
