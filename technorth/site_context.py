"""What every page may say about the site itself."""

from django.conf import settings
from django.http import HttpRequest


def describe_site(request: HttpRequest) -> dict[str, object]:
    """Return ``site_url``, without a slash at its end, and ``is_demonstration``: its people are made up."""
    return {"site_url": settings.SITE_URL, "is_demonstration": settings.DEBUG}
