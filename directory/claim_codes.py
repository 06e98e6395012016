"""The codes that show who may speak for a business: computed when sent, and again when entered."""

import hashlib
import hmac
import secrets

from django.conf import settings

# No vowels, so no words; nothing that looks like another: 0 O Q, 1 I L, 2 Z, 5 S, 6 G, 8 B, U V.
ALPHABET = "34679CDFHJKMNPRTVWXY"
LENGTH = 12  # 20^12: with five tries nobody guesses it


def make_nonce() -> str:
    """Return what a new code is computed from."""
    return secrets.token_hex(16)


def compute_code(nonce: str) -> str:
    """Return the code of ``nonce``, in groups of four: ``7KXM-4RCP-HD3T``."""
    code = _derive(settings.SECRET_KEY, nonce)
    return "-".join(code[start : start + 4] for start in range(0, LENGTH, 4))


def is_code_of(nonce: str, typed: str) -> bool:
    """Say whether ``typed`` is the code of ``nonce``; case, spaces and dashes count for nothing.

    A code that was computed under a former SECRET_KEY is right as well.
    """
    code = "".join(character for character in typed.upper() if character.isalnum()).encode()
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return any(hmac.compare_digest(_derive(key, nonce).encode(), code) for key in keys)


def _derive(key: str, nonce: str) -> str:
    digest = hmac.new(key.encode(), f"claim-code:{nonce}".encode(), hashlib.sha256).digest()
    number = int.from_bytes(digest, "big")
    letters = []
    for _position in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "".join(letters)
