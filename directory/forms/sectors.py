"""Choosing sectors from the two-level tree."""

from typing import Any

from django import forms

from directory.models import Sector
from directory.reference_names import name_sector


class SectorTree(forms.CheckboxSelectMultiple):
    """The top sectors as checkboxes, and below them, folded away, the narrower ones of each."""

    template_name = "directory/widgets/sector_tree.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add ``tops``, ``branches`` (name and narrower sectors) and whether one of those is chosen."""
        context = super().get_context(name, value, attrs)
        groups = context["widget"]["optgroups"]
        context["tops"] = [options[0] for _name, options, _index in groups]
        context["branches"] = [{"name": label, "options": options[1:]} for label, options, _index in groups]
        context["is_open"] = any(
            option["selected"] for branch in context["branches"] for option in branch["options"]
        )
        return context


def list_sectors() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return, for each top sector, its name and the pairs of code and name: itself, then its own."""
    sectors = list(Sector.objects.order_by("position", "pk").values_list("code", "name", "parent"))
    return [
        (
            name_sector(name),
            [(code, name_sector(of)) for code, of, parent in sectors if top in (code, parent)],
        )
        for top, name, above in sectors
        if above is None
    ]
