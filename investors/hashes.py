"""Keyed hashes, for what has to be recognised and need not be known: where an enquiry came from, its words.

A network address is hashed with ``SECRET_KEY`` and the day: without the key no address can be tried,
and the same address has another hash tomorrow.
"""

import datetime
import hashlib
import hmac
import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.utils.crypto import salted_hmac

KEPT = datetime.timedelta(days=30)


@dataclass(frozen=True)
class Trace:
    """The hashes of one network address and its network, on one day."""

    address: bytes
    network: bytes


def trace_address(address: str, day: datetime.date) -> Trace | None:
    """Return the hashes of ``address`` on ``day``; None where it is none."""
    return next(iter(trace_days(address, [day])), None)


def trace_days(address: str, days: Iterable[datetime.date]) -> list[Trace]:
    """Return the hashes of ``address`` on each of ``days``; nothing where it is no address."""
    try:
        found = ipaddress.ip_address(address.strip().partition("%")[0])
    except ValueError:
        return []
    if found.version == 6 and found.ipv4_mapped:
        found = found.ipv4_mapped
    prefix = 24 if found.version == 4 else 56  # what one household or office has, and often its neighbours
    own, network = str(found), str(ipaddress.ip_network((found, prefix), strict=False))
    keys = [_derive_key(day, settings.SECRET_KEY) for day in days]
    return [Trace(_hash(own, key), _hash(network, key)) for key in keys]


def list_days(now: datetime.datetime) -> list[datetime.date]:
    """Return the days whose traces are kept still, today first."""
    return [(now - datetime.timedelta(days=ago)).date() for ago in range(KEPT.days + 1)]


def hash_word(word: str) -> int:
    """Return the number under which ``word`` is counted: words that people wrote are not kept as such."""
    digest = salted_hmac("investors.word", word, algorithm="sha256").digest()
    return int.from_bytes(digest[:8], signed=True) or 1  # 0 counts the messages


def _hash(value: str, key: bytes) -> bytes:
    return hmac.digest(key, value.encode(), "sha256")[:16]


@lru_cache(maxsize=64)
def _derive_key(day: datetime.date, secret_key: str) -> bytes:
    """Return the key of one day; it is derived once, since every sender is looked for on 31 of them."""
    return hashlib.sha256(f"investors.trace.{day:%Y-%m-%d}{secret_key}".encode()).digest()
