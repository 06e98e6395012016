"""What the sign-in pages say about demonstration accounts, while DEBUG is on."""

from typing import Any

from django import template
from django.conf import settings

from accounts.demonstration import PASSWORD, PEOPLE, current_code
from accounts.models import User

register = template.Library()


@register.simple_tag
def demo_people() -> dict[str, Any] | None:
    """Return the demonstration accounts there are and their password; None outside DEBUG."""
    if not settings.DEBUG:
        return None
    there = set(User.objects.filter(is_demo=True).values_list("email", flat=True))
    people = [person for person in PEOPLE if person.email in there]
    return {"people": people, "password": PASSWORD} if people else None


@register.simple_tag(takes_context=True)
def demo_code(context: template.Context) -> str | None:
    """Return the security code of the demonstration account that is signing in; None for any other."""
    request = context["request"]
    stage = getattr(request, "_login_stage", None)
    user = stage.login.user if stage else request.user
    return current_code(user) if isinstance(user, User) else None
