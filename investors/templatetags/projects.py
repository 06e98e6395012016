"""How the desk colours the stages and statuses of projects."""

from django import template

from investors.models import Project

register = template.Library()

TONES: dict[str, str] = {
    Project.Stage.VERIFY_WIN: "wait",
    Project.Stage.WON: "good",
    Project.Stage.ACTIVE: "info",
    Project.Status.ONGOING: "info",
    Project.Status.DELAYED: "wait",
    Project.Status.ABANDONED: "bad",
    Project.Status.LOST: "bad",
}


@register.filter
def stage_tone(value: str) -> str:
    """Return the tone of the pill for a stage or a status of a project."""
    return TONES.get(value, "neutral")
