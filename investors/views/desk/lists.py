"""What the desk's lists share: the size of a page, and the filters in force."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django_filters import FilterSet

PAGE_SIZE = 25


def describe_filters(request: HttpRequest, filterset: FilterSet, names: list[str]) -> list[dict[str, str]]:
    """Return a label and an address without it for each filter of ``names`` that is in force."""
    chosen = []
    for name in names:
        value = filterset.form.cleaned_data.get(name)
        if value:
            rest = request.GET.copy()
            rest.pop(name, None)
            rest.pop("page", None)
            field = filterset.form.fields[name]
            shown = field.label if value is True else f"{field.label}: {_name_choice(field, value)}"
            if name in {"q", "find"}:
                shown = _("With “%(text)s”") % {"text": value}
            chosen.append({"label": shown, "remove_url": f"?{rest.urlencode()}"})
    return chosen


def _name_choice(field: Any, value: Any) -> str:
    for key, label in getattr(field, "choices", []):
        for inner_key, inner_label in label if isinstance(label, list | tuple) else [(key, label)]:
            if str(inner_key) == str(value):
                return str(inner_label)
    return str(value)
