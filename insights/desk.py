"""What the desk's front page shows: what needs doing, for staff and for a regional contact."""

import datetime
from functools import partial
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.models import User
from directory.models import Cluster, Revision
from directory.moderation_work import Work, count_work
from insights.models import ClusterRevision
from investors.models import (
    CaseTask,
    Contact,
    Enquiry,
    InboundMail,
    Mention,
    OpportunityRevision,
    Referral,
)
from outbox.models import Message

FIRST = 8  # rows of work on the front page; the queue has the rest


def gather_work(user: User, now: datetime.datetime) -> dict[str, Any]:
    """Return the context of the front page for staff: what is due over all, in a fixed number of queries."""
    work = count_work() if user.sees_moderation else None
    return {
        "now": now,
        "work": work,
        "due": [
            *count_enquiries(user, now),
            *count_own(user, timezone.localdate(now)),
            *count_messages(now),
            count_opportunities(),
            *([count_cluster_words()] if user.approves_for_cluster else []),
            *(describe_moderation(work) if work else []),
        ],
        "first": list_first(now),
        "uncovered": list_uncovered(timezone.localdate(now)),
    }


def gather_moderation() -> dict[str, Any]:
    """Return the context of the front page for a moderator: what waits, and the longest of it."""
    work = count_work()
    rows = Revision.objects.waiting().select_related("business__cluster", "taken_by")
    first = rows.order_by("submitted_at", "pk")[:FIRST]
    return {"work": work, "due": describe_moderation(work), "first": first}


def describe_moderation(work: Work) -> list[dict[str, Any]]:
    """Return the words and the page of each number of ``work``."""
    return [
        _due(
            work.revisions,
            _("Profiles to read"),
            _("New ones, changes, and some that are live already."),
            path=reverse("directory:moderation"),
        ),
        _due(
            work.claims,
            _("Claims"),
            _("Somebody says that a business is theirs."),
            path=reverse("directory:desk_claims"),
        ),
        _due(
            work.reports,
            _("Reports of readers"),
            _("Somebody found a profile wrong."),
            path=reverse("directory:moderation_reports"),
        ),
    ]


def count_enquiries(user: User, now: datetime.datetime) -> list[dict[str, Any]]:
    """Return the counts of open enquiries that need somebody, each with the queue that lists them."""
    status = Enquiry.Status
    counts = (
        Enquiry.objects.open()
        .with_lateness(now)
        .aggregate(
            overdue=Count("pk", filter=~Q(late="")),
            triage=Count("pk", filter=Q(status=status.TRIAGE, taken_by=None)),
            quarantined=Count("pk", filter=Q(status=status.QUARANTINED)),
            received=Count("pk", filter=Q(status=status.RECEIVED)),
            referred=Count("pk", filter=Q(status=status.REFERRED)),
            own=Count("pk", filter=Q(taken_by=user)),
        )
    )
    return describe_counts(counts, user)


def describe_counts(counts: dict[str, int], user: User) -> list[dict[str, Any]]:
    """Return the words and the queue's address of each of ``counts``."""
    status = Enquiry.Status
    queue = partial(_due, path=reverse("investors:desk_enquiries"))
    routed, triaged = _("Takes seconds. If they stay, the worker is down."), _("They wait for you to decide.")
    return [
        queue(counts["overdue"], _("Late"), _("A promise was not kept."), tone="bad", overdue="on"),
        queue(counts["triage"], _("At triage, with nobody"), triaged, status=status.TRIAGE, owner="nobody"),
        queue(
            counts["quarantined"],
            _("In quarantine"),
            _("Suspected spam: release or close."),
            status=status.QUARANTINED,
        ),
        queue(counts["received"], _("Being routed"), routed, tone="info", status=status.RECEIVED),
        queue(
            counts["referred"],
            _("Waiting for a contact's answer"),
            _("Reminded and re-routed by themselves."),
            tone="info",
            status=status.REFERRED,
        ),
        queue(counts["own"], _("Yours"), _("You took these."), tone="info", owner=f"staff-{user.pk}"),
    ]


def count_own(user: User, today: datetime.date) -> list[dict[str, Any]]:
    """Return the counts of what ``user`` promised to do by ``today``, and of notes that they should read."""
    path = reverse("investors:desk_tasks")
    due = CaseTask.objects.due(today).of(user).count()
    unread = Mention.objects.unread().filter(user=user).count()
    return [
        _due(due, _("Your tasks"), _("Due today or before."), path=path),
        _due(unread, _("Notes for you"), _("Somebody wants you to read them."), path=f"{path}#notes"),
    ]


def count_messages(now: datetime.datetime) -> list[dict[str, Any]]:
    """Return the counts of mails that nobody got, or that came in for no case, each with its list."""
    late = Message.objects.late(now).count()
    troubled = Message.objects.troubled().count()
    inbox = InboundMail.objects.filter(status=InboundMail.Status.INBOX).count()
    ledger = partial(_due, path=reverse("outbox:messages"))
    down = _("Worker or mail server may be down.")
    return [
        ledger(late, _("Mails not sent for 15 minutes"), down, tone="bad", late="on"),
        ledger(
            troubled,
            _("Mails that did not arrive"),
            _("Each says why: send it again, or set it aside."),
            open="on",
        ),
        _due(
            inbox,
            _("Mails in the inbox"),
            _("They came in, and no case is known for them."),
            path=reverse("investors:desk_inbox"),
        ),
    ]


def count_opportunities() -> dict[str, Any]:
    """Return the count of opportunities that wait for UKTI, with the list of them."""
    waiting = OpportunityRevision.objects.waiting().count()
    path = reverse("investors:desk_opportunities")
    hint = _("A contact has sent them: approve them, or ask for changes.")
    return _due(waiting, _("Opportunities to approve"), hint, path=path, show="waiting")


def count_cluster_words() -> dict[str, Any]:
    """Return the count of words of clusters that wait for UKTI, with the list of them."""
    waiting = ClusterRevision.objects.waiting().count()
    hint = _("The people of a cluster have sent them: approve them, or ask for changes.")
    return _due(
        waiting, _("Words of clusters to approve"), hint, path=reverse("insights:desk_words"), show="waiting"
    )


def list_first(now: datetime.datetime) -> list[Enquiry]:
    """Return the enquiries that staff should look at first: late, at triage or quarantined."""
    waiting = Q(status=Enquiry.Status.TRIAGE, taken_by=None) | Q(status=Enquiry.Status.QUARANTINED)
    rows = Enquiry.objects.open().with_lateness(now).with_owner()
    return list(rows.filter(waiting | ~Q(late="")).late_first()[:FIRST])


def list_uncovered(today: datetime.date) -> list[Cluster]:
    """Return the finest clusters where no contact is present ``today``, nor in their cluster above."""
    present = Contact.objects.present(today)
    own = present.filter(cluster=OuterRef("pk"))
    above = present.filter(cluster=OuterRef("parent"))
    rows = Cluster.objects.finest().filter(~Exists(own), ~Exists(above))
    return list(rows.select_related("parent"))


def gather_referrals(user: User, now: datetime.datetime) -> dict[str, Any]:
    """Return the context for a regional contact: what ``user`` has to answer, and has accepted."""
    live = Referral.objects.live().filter(contact__user=user).select_related("enquiry")
    offered = live.filter(status=Referral.Status.OFFERED).order_by("due_at", "pk")
    accepted = live.filter(status=Referral.Status.ACCEPTED).order_by("accepted_at", "pk")
    return {
        "now": now,
        "offered": offered[:FIRST],
        "accepted": accepted[:FIRST],
        "contact": find_contact(user, timezone.localdate(now)),
    }


def find_contact(user: User, today: datetime.date) -> Contact | None:
    """Return the contact whose account this is, with load and absence, if one is tied to it."""
    return Contact.objects.with_load().with_absence(today).filter(user=user).first()


def _due(count: int, label: str, hint: str, *, path: str, tone: str = "wait", **query: str) -> dict[str, Any]:
    href = f"{path}?{urlencode(query)}" if query else path
    return {"count": count, "label": label, "hint": hint, "href": href, "tone": tone if count else "good"}
