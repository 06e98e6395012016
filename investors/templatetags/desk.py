"""How the desk words and colours what the models hold."""

from collections.abc import Iterable

from django import template

from directory.languages import name_language
from investors.models import Enquiry, Referral
from investors.models.queue import Lateness

register = template.Library()

TONES: dict[str, str] = {
    Enquiry.Status.RECEIVED: "info",
    Enquiry.Status.QUARANTINED: "wait",
    Enquiry.Status.TRIAGE: "wait",
    Enquiry.Status.REFERRED: "info",
    Enquiry.Status.IN_PROGRESS: "good",
    Enquiry.Status.CONVERTED: "good",
    Referral.Status.OFFERED: "wait",
    Referral.Status.ACCEPTED: "good",
    Referral.Status.COMPLETED: "good",
    Referral.Status.LAPSED: "bad",
}


@register.filter
def tone(status: str) -> str:
    """Return the tone of the pill for the status of an enquiry or a referral."""
    return TONES.get(status, "neutral")


@register.filter
def lateness(late: str) -> str:
    """Return in words which promise is broken; nothing if none is."""
    return str(Lateness(late).label) if late else ""


@register.filter
def name_languages(codes: Iterable[str]) -> str:
    """Return the languages of ``codes`` by name, with commas."""
    return ", ".join(name_language(code) for code in codes)
