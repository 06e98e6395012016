"""Copies of the reference files, to be spoiled by tests."""

import shutil
from pathlib import Path

from directory.reference_reading import FOLDER


def copy_files(folder: Path) -> Path:
    """Copy all reference files into ``folder``."""
    shutil.copytree(FOLDER, folder, dirs_exist_ok=True)
    return folder


def replace_once(file: Path, old: str, new: str) -> int:
    """Replace the first ``old`` in ``file``; return the number of its line."""
    content = file.read_text(encoding="utf-8")
    assert old in content
    file.write_text(content.replace(old, new, 1), encoding="utf-8")
    return content[: content.index(old)].count("\n") + 1


def find_line(file: Path, text: str) -> int:
    """Return the number of the first line that begins with ``text``."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if line.startswith(text))


def remove_line(file: Path, text: str) -> None:
    """Remove the first line that begins with ``text``."""
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    del lines[find_line(file, text) - 1]
    file.write_text("".join(lines), encoding="utf-8")
