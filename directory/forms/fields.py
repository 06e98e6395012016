"""Fields that take what people of any country type."""

import unicodedata
from typing import Any

from django import forms


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
