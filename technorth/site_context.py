"""What every page may say about the site itself."""

from django.conf import settings
from django.http import HttpRequest

from technorth.languages import current_language, list_versions, name_page, split_prefix


def describe_site(request: HttpRequest) -> dict[str, object]:
    """Return ``site_url``, without a slash at its end, ``is_demonstration`` and whom to write to.

    A demonstration's people are made up. ``has_mailbox``: there is no mail server, so mails stay here.
    ``language`` is spoken, ``versions`` are this page in all languages, if it has any others; ``page_path``
    is its path as in English, ``page_name`` its path with nothing in it that opens anybody's case.
    """
    return {
        "site_url": settings.SITE_URL,
        "is_demonstration": settings.DEBUG,
        "has_mailbox": settings.LOCAL_MAILBOX,
        "contact_email": settings.TRIAGE_EMAIL,
        "language": current_language(),
        "versions": list_versions(request),
        "page_path": split_prefix(request.path)[1],
        "page_name": name_page(request),
    }
