"""What every page may say about the site itself."""

from django.conf import settings
from django.http import HttpRequest


def describe_site(request: HttpRequest) -> dict[str, object]:
    """Return ``site_url``, without a slash at its end, ``is_demonstration`` and whom to write to.

    A demonstration's people are made up. ``has_mailbox``: there is no mail server, so mails stay here.
    """
    return {
        "site_url": settings.SITE_URL,
        "is_demonstration": settings.DEBUG,
        "has_mailbox": settings.LOCAL_MAILBOX,
        "contact_email": settings.TRIAGE_EMAIL,
    }
