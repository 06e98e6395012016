"""Rows of other tables that name a business, and how they move when two listings become one.

An app above the directory registers its own in ``AppConfig.ready``, so the directory knows nothing of them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise

from directory.models import Business


@dataclass(frozen=True)
class Reference:
    """One kind of row. ``find_movable(gone, kept)`` returns those that no constraint keeps from moving."""

    name: str
    label: str | Promise
    model: type[models.Model]
    find_movable: Callable[[Business, Business], "models.QuerySet[Any]"]


_references: dict[str, Reference] = {}


def register_reference(reference: Reference) -> None:
    """Let the rows of ``reference`` move with a merger from now on."""
    _references[reference.name] = reference


def list_references() -> Iterable[Reference]:
    """Return all kinds of rows, in the order in which they were registered."""
    return _references.values()


def find_reference(name: str) -> Reference:
    """Return the kind of row called ``name``. Raises KeyError."""
    return _references[name]
