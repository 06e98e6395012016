"""What the page of a case shows of mail: what came in, and whether ours reaches the investor."""

from typing import Any

from django import template

from investors.models import Enquiry
from outbox.models import Suppression

register = template.Library()


@register.inclusion_tag("investors/desk/case_mail.html")
def show_case_mail(enquiry: Enquiry) -> dict[str, Any]:
    """Show the mails on ``enquiry`` and a warning where mail to its address is held back. Two queries."""
    return {
        "enquiry": enquiry,
        "mails": enquiry.inbound_mails.order_by("-received_at", "-pk").defer("text", "headers"),
        "suppression": Suppression.objects.live().filter(email=enquiry.email.lower()).first(),
    }
