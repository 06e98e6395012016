"""What the home page shows of the clusters and the progress."""

from typing import Any


def describe_front() -> dict[str, Any]:
    """Return the context of the home page."""
    return {}
