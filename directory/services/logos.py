"""Keeping a logo."""

import datetime

from directory.logos import EncodedLogo
from directory.models import Business, Logo


def keep_logo(*, business: Business, logo: EncodedLogo, now: datetime.datetime) -> Logo:
    """Return ``logo`` as it is kept; the same picture again is the same row."""
    kept, _is_new = Logo.objects.get_or_create(
        pk=logo.digest,
        defaults={
            "business": business,
            "image": logo.image,
            "width": logo.width,
            "height": logo.height,
            "added_at": now,
        },
    )
    return kept
