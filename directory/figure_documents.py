"""A published figure as one document: read from its row, compared, and told in words."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.content_words import Change, compare_words
from directory.models import Figure

Document = dict[str, Any]

LABELS: dict[str, str | Promise] = {
    "cluster": gettext_lazy("Cluster"),
    "label": gettext_lazy("What it counts"),
    "value": gettext_lazy("Value"),
    "unit": gettext_lazy("Unit"),
    "year": gettext_lazy("Year"),
    "geography": gettext_lazy("Area"),
    "precision": gettext_lazy("Precision"),
    "note": gettext_lazy("Note"),
    "source": gettext_lazy("Source"),
}


def read_figure(figure: Figure) -> Document:
    """Return what the row of ``figure`` says, as JSON can hold it."""
    return {
        "cluster": figure.cluster_id,
        "metric": figure.metric,
        "label": figure.label,
        "value": f"{figure.value:.2f}",
        "unit": figure.unit,
        "year": figure.year,
        "geography": figure.geography,
        "precision": figure.precision,
        "note": figure.note,
        "source": figure.source_id,
    }


def sum_up(document: Document) -> str:
    """Return a short text that differs where two documents do: what a form says that the person saw."""
    return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()[:24]


def describe_changes(
    before: Document | None,
    after: Document | None,
    *,
    clusters: Mapping[str, str],
    sources: Mapping[str, str],
) -> list[Change]:
    """Return the parts on which the two differ, word by word; None for a figure that was not there."""
    changes = []
    for name, label in LABELS.items():
        old, new = (_write(name, document, clusters, sources) for document in (before, after))
        if old != new:
            changes.append(Change(label, old, new, compare_words(old, new), is_harmless=False))
    return changes


def _write(
    name: str, document: Document | None, clusters: Mapping[str, str], sources: Mapping[str, str]
) -> str:
    if document is None:
        return ""
    value = document[name]
    if name == "cluster":
        return clusters.get(value, value) if value else _("The North")
    return sources.get(value, value) if name == "source" else str(value)
