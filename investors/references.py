"""References of enquiries: short enough to read out, and not to be guessed."""

import secrets

# No vowels, so no words; nothing that looks like another: 0 O Q, 1 I L, 2 Z, 5 S, 6 G, 8 B, U V.
ALPHABET = "34679CDFHJKMNPRTVWXY"


def generate_reference() -> str:
    """Return a new reference such as ``TN-7KXM-4RCP``, from 20^8 by a cryptographic source.

    The database refuses the rare one that is already taken; the caller then tries again.
    """
    return f"TN-{_pick(4)}-{_pick(4)}"


def name_project(reference: str) -> str:
    """Return the reference of the project that the enquiry ``reference`` became: ``TP-7KXM-4RCP``."""
    return f"TP{reference.removeprefix('TN')}"


def _pick(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _position in range(length))
