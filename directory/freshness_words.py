"""What pages say about the age of the facts: to the team of a business, and to readers."""

import datetime
from dataclasses import dataclass

from directory.archiving import COMPANY_CLOSED, UNCONFIRMED, find_archival_reason, is_company_closed
from directory.freshness import has_sunk, is_to_confirm
from directory.models import Business


@dataclass(frozen=True)
class Ask:
    """What the team is to do: "due", "sunk", "lapsed" (taken down for it) or "closed" (the company is)."""

    state: str
    since: datetime.datetime


def describe_ask(business: Business, *, now: datetime.datetime) -> Ask | None:
    """Return what the team is to do about the age of the facts; None for nothing. Two queries at most."""
    since = business.fresh_from
    if business.status == Business.Status.ARCHIVED:
        reason = find_archival_reason(business)
        if reason == COMPANY_CLOSED and is_company_closed(business):
            return Ask("closed", since)
        return Ask("lapsed", since) if reason == UNCONFIRMED else None
    if business.status != Business.Status.PUBLISHED or not is_to_confirm(since, now=now):
        return None
    return Ask("sunk" if has_sunk(since, now=now) else "due", since)


def find_stale_since(business: Business, *, now: datetime.datetime) -> datetime.datetime | None:
    """Return since when nobody confirmed the facts, where a reader must know; no query.

    A listing from public records that nobody confirmed says where its facts are from and as of when instead.
    """
    is_record = business.origin == Business.Origin.PUBLIC_RECORD and business.confirmed_at is None
    if business.is_example or is_record or not has_sunk(business.fresh_from, now=now):
        return None
    return business.fresh_from
