"""What other apps show on the page "Your account": each hangs its section there in ``AppConfig.ready``."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from accounts.models import User


@dataclass(frozen=True)
class Section:
    """One section. ``template`` begins with an ``h2`` and gets ``section``: what ``describe(user)`` returns.

    ``describe`` asks a fixed number of queries, whatever it finds.
    """

    template: str
    describe: Callable[[User], Any]


_sections: dict[str, Section] = {}


def register_section(app: str, section: Section) -> None:
    """Show the section of ``app`` from now on."""
    _sections[app] = section


def describe_sections(user: User) -> list[dict[str, Any]]:
    """Return the template and the content of each section, in the order in which they were hung."""
    return [
        {"template": section.template, "content": section.describe(user)} for section in _sections.values()
    ]
