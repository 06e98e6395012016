"""Fields that take what people of any country type."""

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from directory.locating import POSTCODE


def read_line(text: str) -> str:
    """Return ``text`` on one line: runs of white space become one space, control characters go."""
    line = " ".join(text.split())
    return "".join(character for character in line if unicodedata.category(character) != "Cc")


class LineField(forms.CharField):
    """One line of any script."""

    def to_python(self, value: Any) -> str:
        """Return the line, or the empty string."""
        return read_line(str(super().to_python(value) or ""))


class TrapField(forms.CharField):
    """A field that people never see: programs that fill in every field give themselves away by it."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Leave this field empty"),
            required=False,
            widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
        )
        self.template_name = "django/forms/trap.html"


class WordsField(forms.CharField):
    """Words of any length and script up to ``max_length``, in which a line break counts as one."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        """Return the words, or the empty string."""
        return str(super().to_python(value) or "").replace("\r\n", "\n")


class CountedText(forms.Textarea):
    """An area for text that says how many characters are left; without a script, how many there may be.

    It lets people go over the end and cut afterwards. ``threshold``: the count shows once that many per cent
    are used.
    """

    template_name = "directory/widgets/counted_text.html"

    def __init__(self, *, threshold: int = 0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.threshold = threshold

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add ``most`` and ``threshold``, and tie the count to the area."""
        context = super().get_context(name, value, attrs)
        its = context["widget"]["attrs"]
        described = f"{its.get('aria-describedby', '')} {its['id']}-info".strip()
        context |= {"most": its.pop("maxlength"), "threshold": self.threshold}
        its |= {"aria-describedby": described, "class": "govuk-js-character-count"}
        return context


class PostcodeField(LineField):
    """A whole postcode, as it is written: ``ls14ap`` becomes ``LS1 4AP``."""

    def clean(self, value: Any) -> str:
        """Return the postcode. Raises ValidationError for what is none, or for its first half alone."""
        closed_up = "".join(str(super().clean(value)).split()).upper()
        match = POSTCODE.fullmatch(closed_up)
        if closed_up and not match:
            raise ValidationError(_("Enter a whole postcode, like LS1 4AP"), code="invalid")
        return f"{match[1]} {closed_up[len(match[1]) :]}" if match else ""
