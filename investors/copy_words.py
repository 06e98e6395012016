"""A copy of what is held about somebody as a text to read."""

from typing import Any


def write_text(copy: dict[str, Any]) -> str:
    """Return ``copy`` as lines of text, what belongs together indented; empty values are left out."""
    return "\n".join(_write(copy, 0)) + "\n"


def _write(value: Any, depth: int) -> list[str]:
    indent = "  " * depth
    if isinstance(value, dict):
        lines = []
        for name, inner in value.items():
            if inner in ("", None, [], {}):
                continue
            label = name.replace("_", " ").capitalize()
            if isinstance(inner, dict | list):
                lines += [f"{indent}{label}:", *_write(inner, depth + 1)]
            else:
                first, *rest = str(inner).splitlines() or [""]
                lines += [f"{indent}{label}: {first}", *(f"{indent}  {line}" for line in rest)]
        return lines
    if isinstance(value, list):
        parts = [_write(inner, depth + 1) for inner in value]
        return [line for part in parts for line in _mark(part, indent)]
    return [f"{indent}{line}" for line in str(value).splitlines()]


def _mark(lines: list[str], indent: str) -> list[str]:
    """Return the lines of one entry of a list, the first with a dash."""
    return [f"{indent}- {lines[0].strip()}", *lines[1:]] if lines else []
