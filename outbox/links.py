"""Secret links: issued, found and revoked. The token itself is never stored."""

import datetime
import hashlib
import hmac
import secrets

from django.conf import settings
from django.db.models import QuerySet

from outbox.models import SecretLink


def issue_link(
    *, purpose: str, subject_id: int, path: str, now: datetime.datetime, expires_at: datetime.datetime
) -> SecretLink:
    """Create and return a link to ``subject_id``; ``path`` holds ``{token}`` where the token goes."""
    link = prepare_link(purpose=purpose, subject_id=subject_id, path=path, now=now, expires_at=expires_at)
    link.save(force_insert=True)
    return link


def prepare_link(
    *, purpose: str, subject_id: int, path: str, now: datetime.datetime, expires_at: datetime.datetime
) -> SecretLink:
    """Return a link like ``issue_link``, not yet stored: several are, in one statement, by the caller."""
    nonce = secrets.token_hex(16)
    token = _derive(settings.SECRET_KEY, purpose, nonce)
    return SecretLink(
        purpose=purpose,
        subject_id=subject_id,
        nonce=nonce,
        token_hash=_hash(token),
        path=path,
        created_at=now,
        expires_at=expires_at,
    )


def compute_token(link: SecretLink) -> str:
    """Return the token of ``link``, for a mail about to leave.

    Raises ValueError if no current or former SECRET_KEY yields it.
    """
    for key in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]:
        token = _derive(key, link.purpose, link.nonce)
        if hmac.compare_digest(_hash(token), link.token_hash):
            return token
    raise ValueError(f"Secret link {link.pk} was issued under a key that is gone")


def build_url(link: SecretLink) -> str:
    """Return the full address of ``link``, with its token. Never log it."""
    return settings.SITE_URL + link.path.replace("{token}", compute_token(link))


def live_links(*, purpose: str, token: str, now: datetime.datetime) -> QuerySet[SecretLink]:
    """Return the links that ``token`` opens at ``now``: one, or none for a stranger."""
    return SecretLink.objects.filter(
        purpose=purpose, token_hash=_hash(token), revoked_at=None, expires_at__gt=now
    )


def find_link(*, purpose: str, token: str) -> SecretLink | None:
    """Return the link of ``token`` also when it has expired or was revoked, to say so; None for a stranger.

    Only what ``live_links`` returns may open anything.
    """
    return SecretLink.objects.filter(purpose=purpose, token_hash=_hash(token)).first()


def revoke_links(*, purpose: str, subject_id: int, now: datetime.datetime) -> int:
    """Close every link to ``subject_id``; return how many were open."""
    return SecretLink.objects.filter(purpose=purpose, subject_id=subject_id, revoked_at=None).update(
        revoked_at=now
    )


def _derive(key: str, purpose: str, nonce: str) -> str:
    digest = hmac.new(key.encode(), f"secret-link:{purpose}:{nonce}".encode(), hashlib.sha256).digest()
    return digest[:20].hex()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
