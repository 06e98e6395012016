"""The profile as a list of tasks: what is filled in, what must be, and how far it has come."""

from dataclasses import dataclass

from django.utils.functional import Promise

from directory.content import FIELDS, Content, Section, list_missing


@dataclass(frozen=True)
class Task:
    """One section of the profile. ``is_required``: the profile cannot be sent without more of it."""

    section: Section
    label: str | Promise
    is_done: bool
    is_required: bool


def list_tasks(content: Content) -> list[Task]:
    """Return the sections in their order; one is done once it says something and lacks nothing required."""
    missing = {field.section for field in list_missing(content)}
    told = {field.section for field in FIELDS if content.get(field.name)}
    return [
        Task(section, section.label, section in told and section not in missing, section in missing)
        for section in Section
    ]


def compute_completeness(content: Content) -> int:
    """Return the share of sections that are done, in per cent."""
    tasks = list_tasks(content)
    return round(100 * sum(task.is_done for task in tasks) / len(tasks))
