"""Keeping a logo."""

import datetime

from directory.logos import EncodedLogo
from directory.models import Business, Logo, Revision
from directory.models.business import BusinessQuerySet

MOST_A_DAY = 20


class TooManyLogos(Exception):
    """The business sent as many pictures within a day as it may."""


def keep_logo(*, business: Business, logo: EncodedLogo, now: datetime.datetime) -> Logo:
    """Return ``logo`` as it is kept; the same picture again is the same row. Raises TooManyLogos."""
    known = Logo.objects.filter(pk=logo.digest).first()
    if known is not None:
        return known
    day_ago = now - datetime.timedelta(days=1)
    if business.logos.filter(added_at__gt=day_ago).count() >= MOST_A_DAY:
        raise TooManyLogos
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


def is_logo_of(logo: Logo, businesses: BusinessQuerySet) -> bool:
    """Whether any of ``businesses`` sent ``logo`` or has it in a revision, since two may share a picture."""
    sent_it = businesses.filter(pk=logo.business_id).exists()
    return sent_it or Revision.objects.filter(business__in=businesses, content__logo=logo.pk).exists()
