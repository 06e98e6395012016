"""Addresses of the open data that belong to an app above the directory.

It registers them in ``AppConfig.ready``, so the schema and the reference page tell of them, and the directory
knows nothing of them.
"""

from collections.abc import Iterable

from django.urls import URLPattern

_parts: dict[str, list[URLPattern]] = {}


def register_part(name: str, patterns: Iterable[URLPattern]) -> None:
    """Let the schema tell of ``patterns``, which the app itself serves, from now on."""
    _parts[name] = list(patterns)


def list_parts() -> list[URLPattern]:
    """Return all that were registered, in that order."""
    return [pattern for patterns in _parts.values() for pattern in patterns]
