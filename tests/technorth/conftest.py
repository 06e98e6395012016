"""Folders for the embedded engines."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """Return a data folder, with a space in its path, that PostgreSQL can reach when root runs the tests."""
    with tempfile.TemporaryDirectory(prefix="tech north ") as folder:
        Path(folder).chmod(0o711)
        yield Path(folder, "var")
