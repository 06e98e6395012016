"""Enquiries that are one matter: put together so that one person answers them, and taken apart again.

The later one is closed as a duplicate and keeps all that it had; nothing is copied. Whoever locks several
enquiries locks the latest first, so that two never wait for each other.
"""

import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from investors.case_clock import promise_reply
from investors.duplicates import can_take, find_repeated
from investors.models import Enquiry, Erasure
from investors.models.choices import CloseReason
from investors.notices import tell_investor
from investors.services.contributions import end_contributions
from investors.services.offers import withdraw_lead
from investors.services.turns import take_up, tell_holders
from investors.workflow import Actor, IllegalMove, Kind, StaleEnquiry, Status, move_enquiry, record_event
from technorth.queueing import enqueue


def lock_repeated(enquiry: Enquiry) -> Enquiry | None:
    """Return the earlier open enquiry that ``enquiry``, just received, repeats; its row is locked.

    Inside a transaction that holds the lock of ``enquiry`` and of none that came earlier.
    """
    if enquiry.status != Status.RECEIVED or enquiry.spam_reasons:
        return None
    found = find_repeated(enquiry)
    if found is None:
        return None
    locked = Enquiry.objects.select_for_update().get(pk=found.pk)
    return locked if can_take(locked) else None


@transaction.atomic
def join_enquiry(*, enquiry: Enquiry, to: Enquiry, reason: str, by: Actor, now: datetime.datetime) -> None:
    """Close ``enquiry`` as a repetition of the earlier, open enquiry ``to``, because of ``reason``.

    Whoever had it is told, and who has ``to`` gets its words: an answer is owed again. What had been joined
    to it moves with it. The investor is told that one person answers both. Raises StaleEnquiry when
    ``enquiry`` moved since the caller read it, IllegalMove where the two cannot be put together.
    """
    version = enquiry.version
    rows = Enquiry.objects.select_for_update().filter(Q(pk__in=[enquiry.pk, to.pk]) | Q(joined_to=enquiry.pk))
    locked = {row.pk: row for row in rows.order_by("-pk")}
    fresh, lead = locked[enquiry.pk], locked[to.pk]
    if fresh.version != version:
        raise StaleEnquiry(enquiry.reference)
    if explain_refusal(fresh, lead):
        raise IllegalMove(f"{enquiry.reference} cannot be joined to {to.reference}")
    is_told = _was_told(fresh, lead)
    if fresh.status == Status.RECEIVED:  # the table has no short way from received to closed
        move_enquiry(enquiry=fresh, to=Status.TRIAGE, kind=Kind.MOVED, actor=Actor.system(), now=now)
    move_enquiry(
        enquiry=fresh,
        to=Status.CLOSED,
        kind=Kind.JOINED,
        actor=by,
        now=now,
        text=reason,
        detail={"with": lead.reference},
        close_reason=CloseReason.DUPLICATE,
        closed_at=now,
        joined_to=lead,
    )
    Enquiry.objects.filter(joined_to=fresh).update(joined_to=lead)
    end_contributions(enquiry=fresh, now=now)
    withdraw_lead(
        enquiry=fresh,
        reason=_("It is put together with %(reference)s.") % {"reference": lead.reference},
        now=now,
    )
    take_up(enquiry=lead, text=reason, now=now, kind=Kind.JOINED, detail={"with": fresh.reference}, by=by)
    _tell_joined(fresh, now, is_told=is_told)


def _tell_joined(enquiry: Enquiry, now: datetime.datetime, *, is_told: bool) -> None:
    """Mail whoever has the case the words of ``enquiry``, and its investor that one person answers both.

    Both are mails about ``enquiry``, so that they are erased with it. ``is_told``: the investor knows.
    """
    cause = f"{enquiry.pk}:{enquiry.version}"
    tell_holders(enquiry=enquiry, template="enquiry-joined-owner", cause=cause, now=now)
    if not is_told:
        tell_investor(template="enquiry-joined", enquiry=enquiry, cause=cause, now=now)


def note_repeated(lead: Enquiry | None) -> dict[str, str]:
    """Return what the first event keeps of an enquiry whose acknowledgement says that it repeats ``lead``."""
    return {"repeats": lead.reference} if lead else {}


def _was_told(enquiry: Enquiry, lead: Enquiry) -> bool:
    """Whether the acknowledgement of ``enquiry``, just received, said that it is answered with ``lead``."""
    told = enquiry.events.filter(kind=Kind.RECEIVED, detail=note_repeated(lead))
    return enquiry.status == Status.RECEIVED and told.exists()


def explain_refusal(enquiry: Enquiry, to: Enquiry) -> str:
    """Return why ``enquiry`` cannot be joined to ``to``, in a sentence; empty where it can."""
    if enquiry.pk <= to.pk:
        return _("The later of the two belongs to the earlier one.")
    if not to.is_open:
        return _("%(reference)s is closed. Open it again first.") % {"reference": to.reference}
    if not can_take(to):
        return _("%(reference)s is in quarantine. Release it first.") % {"reference": to.reference}
    if not enquiry.is_open:
        return _("%(reference)s is closed.") % {"reference": enquiry.reference}
    if enquiry.status == Status.CONVERTED:
        return _("%(reference)s has become a project.") % {"reference": enquiry.reference}
    if enquiry.is_demo != to.is_demo:
        return _("One of the two is an example, the other is not.")
    return ""


@transaction.atomic
def split_enquiry(*, enquiry: Enquiry, reason: str, by: User, now: datetime.datetime) -> None:
    """Take ``enquiry`` apart from the one that it was joined to, because of ``reason``: back to triage.

    Its investor is promised a reply anew, and told; so is whoever has the other. Raises StaleEnquiry when it
    moved since the caller read it, IllegalMove where it is joined to none or its data are erased.
    """
    version = enquiry.version
    fresh = Enquiry.objects.select_for_update().get(pk=enquiry.pk)
    if fresh.version != version:
        raise StaleEnquiry(enquiry.reference)
    if fresh.joined_to_id is None or Erasure.objects.filter(enquiry=fresh).exists():
        raise IllegalMove(f"{enquiry.reference}: joined to none, or erased")
    lead = Enquiry.objects.select_for_update().get(pk=fresh.joined_to_id)
    if lead.is_open:
        cause = f"{fresh.pk}:{fresh.version}"
        tell_holders(enquiry=fresh, template="enquiry-split-owner", cause=cause, now=now, reason=reason)
    _split(fresh, lead, reason, Actor.staff(by), now, taken_by=by)


def _split(
    enquiry: Enquiry, lead: Enquiry, reason: str, by: Actor, now: datetime.datetime, **changes: object
) -> None:
    words = {"reference": lead.reference}
    move_enquiry(
        enquiry=enquiry,
        to=Status.TRIAGE,
        kind=Kind.SPLIT,
        actor=by,
        now=now,
        text=reason,
        detail={"with": lead.reference},
        close_reason="",
        closed_at=None,
        joined_to=None,
        triage_reason=_("Taken apart from %(reference)s.") % words,
        **promise_reply(now),
        **changes,
    )
    record_event(
        enquiry=lead, kind=Kind.SPLIT, actor=by, now=now, text=reason, detail={"with": enquiry.reference}
    )
    tell_investor(template="enquiry-split", enquiry=enquiry, cause=f"{enquiry.pk}:{enquiry.version}", now=now)


def list_case(enquiry: Enquiry) -> list[str]:
    """Return the references of ``enquiry`` and of what is joined to it: what mails about the case name."""
    return [enquiry.reference, *enquiry.joined.values_list("reference", flat=True)]


def lock_with_joined(enquiry: Enquiry) -> Enquiry:
    """Return ``enquiry`` as it stands, its row locked after those of what is joined to it."""
    rows = Enquiry.objects.select_for_update().filter(Q(pk=enquiry.pk) | Q(joined_to=enquiry.pk))
    return {row.pk: row for row in rows.order_by("-pk")}[enquiry.pk]


def release_joined(*, enquiry: Enquiry, now: datetime.datetime) -> None:
    """Route by itself what other people sent and was joined to ``enquiry``, which its investor withdrew.

    Inside a transaction that holds ``lock_with_joined``.
    """
    reason = _("%(reference)s was withdrawn.") % {"reference": enquiry.reference}
    others = enquiry.joined.exclude(email__iexact=enquiry.email).exclude(email="")
    for other in others.order_by("pk"):
        _split(other, enquiry, reason, Actor.system(), now, due_at=now)
        enqueue("investors.tasks.route_enquiry", enquiry_id=other.pk)
