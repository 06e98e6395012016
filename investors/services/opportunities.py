"""Opportunities: drafted, saved, sent to UKTI, decided on, withdrawn."""

import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import User
from investors.models import Opportunity, OpportunityEvent, OpportunityRevision
from investors.opportunity_content import (
    Content,
    Field,
    apply_content,
    compare_contents,
    list_missing,
    make_content,
    read_content,
    read_day,
)
from investors.opportunity_notices import queue_opportunity_notice
from investors.opportunity_workflow import move_opportunity, record_opportunity_event
from investors.revision_notices import find_author
from investors.revision_workflow import (
    IllegalRevisionMove,
    NothingChanged,
    Refused,
    approve,
    move_revision,
    open_revision,
    save_content,
    send_back,
)
from investors.workflow import Actor

Status = Opportunity.Status
RevisionStatus = OpportunityRevision.Status
Kind = OpportunityEvent.Kind
LONGEST_SLUG = 110  # which leaves room for a number behind it
TAKEN_SLUGS = ("map", "new")  # pages of the site have these


class IncompleteOpportunity(Refused):
    """It lacks parts that it cannot go without: ``fields``."""

    def __init__(self, fields: list[Field]) -> None:
        self.fields = fields
        super().__init__(", ".join(field.name for field in fields))


class OverAlready(Refused):
    """Its last day is past: nobody would see it."""


@transaction.atomic
def draft_opportunity(
    *, values: Content, by: User | None, actor: Actor, now: datetime.datetime, is_example: bool = False
) -> OpportunityRevision:
    """Begin an opportunity that says ``values``, and return its draft."""
    content = make_content(**values)
    opportunity = _create(content, is_example)
    record_opportunity_event(opportunity=opportunity, kind=Kind.DRAFTED, actor=actor, now=now)
    return OpportunityRevision.objects.create(
        opportunity=opportunity, content=content, author=by, saved_at=now
    )


def _create(content: Content, is_example: bool) -> Opportunity:
    base = slugify(content["title"])[:LONGEST_SLUG].strip("-") or "opportunity"
    number = 1
    while True:
        slug = base if number == 1 and base not in TAKEN_SLUGS else f"{base}-{number}"
        try:
            with transaction.atomic():
                return Opportunity.objects.create(
                    slug=slug, title=content["title"], cluster_id=content["cluster"], is_example=is_example
                )
        except IntegrityError:
            if not Opportunity.objects.filter(slug=slug).exists():
                raise
            number += 1


def start_revision(*, opportunity: Opportunity, by: User, now: datetime.datetime) -> OpportunityRevision:
    """Return the open revision of ``opportunity``, or a new one that says what the public sees now.

    Raises IllegalRevisionMove for a draft that was withdrawn before anybody saw it.
    """
    if not opportunity.was_public and not opportunity.revisions.open().exists():
        raise IllegalRevisionMove(opportunity.slug)
    revision: OpportunityRevision = open_revision(
        opportunity.revisions, read=lambda: read_content(opportunity), by=by, now=now
    )
    return revision


@transaction.atomic
def save_revision(
    *, revision: OpportunityRevision, values: Content, by: User, now: datetime.datetime
) -> None:
    """Put ``values`` into the content of ``revision``. Raises StaleRevision, IllegalRevisionMove."""
    _lock(revision)  # before the revision, as all others do
    if not save_content(revision=revision, values=values, by=by, now=now):
        return
    content = revision.content
    # Until the public sees it, lists of the desk call it by its draft.
    unseen = Opportunity.objects.filter(pk=revision.opportunity_id, first_published_at=None)
    unseen.update(title=content["title"], cluster=content["cluster"])


@transaction.atomic
def submit_revision(*, revision: OpportunityRevision, actor: Actor, now: datetime.datetime) -> None:
    """Send ``revision`` to UKTI, who are told by mail.

    Raises IncompleteOpportunity, NothingChanged, OverAlready, StaleRevision, IllegalRevisionMove.
    """
    missing = list_missing(revision.content)
    if missing:
        raise IncompleteOpportunity(missing)
    _check_last_day(revision.content, now)
    opportunity = _lock(revision)
    is_shown = opportunity.status == Status.PUBLISHED
    if is_shown and not compare_contents(read_content(opportunity), revision.content):
        raise NothingChanged
    move_revision(revision=revision, to=RevisionStatus.IN_REVIEW, submitted_at=now, reason="")
    event = _follow(opportunity, to=Status.IN_REVIEW, kind=Kind.SUBMITTED, actor=actor, now=now)
    queue_opportunity_notice(
        template="opportunity-submitted",
        opportunity=opportunity,
        to_email=settings.TRIAGE_EMAIL,
        to_name=_("UKTI triage"),
        cause=str(event.pk),
        now=now,
        title=revision.content["title"],
    )


@transaction.atomic
def take_back(*, revision: OpportunityRevision, actor: Actor, now: datetime.datetime) -> None:
    """Take ``revision`` back from review, to go on. Raises StaleRevision, IllegalRevisionMove."""
    opportunity = _lock(revision)
    move_revision(revision=revision, to=RevisionStatus.DRAFT, submitted_at=None)
    _follow(opportunity, to=Status.DRAFT, kind=Kind.TAKEN_BACK, actor=actor, now=now)


@transaction.atomic
def discard_revision(*, revision: OpportunityRevision, actor: Actor, now: datetime.datetime) -> None:
    """Throw the changes to what was public away. Raises StaleRevision, IllegalRevisionMove."""
    opportunity = _lock(revision)
    if not opportunity.was_public:
        raise IllegalRevisionMove(opportunity.slug)
    move_revision(revision=revision, to=RevisionStatus.DISCARDED, decided_at=now)
    record_opportunity_event(opportunity=opportunity, kind=Kind.DISCARDED, actor=actor, now=now)


@transaction.atomic
def approve_revision(*, revision: OpportunityRevision, by: User, now: datetime.datetime) -> None:
    """Publish what ``revision`` says, and tell who wrote it.

    Raises OwnWork, OverAlready, StaleRevision, IllegalRevisionMove.
    """
    _check_last_day(revision.content, now)
    opportunity = _lock(revision)
    approve(revision=revision, by=by, now=now)
    event = publish(opportunity=opportunity, content=revision.content, actor=Actor.staff(by), now=now)
    _tell_author("opportunity-published", revision, opportunity, event, now)


def publish(
    *, opportunity: Opportunity, content: Content, actor: Actor, now: datetime.datetime
) -> OpportunityEvent:
    """Write ``content`` to the row and show it; return the event. Inside the transaction of the decision."""
    apply_content(opportunity=opportunity, content=content)
    changes: dict[str, Any] = {"published_at": now, "reminded_for": None}
    if opportunity.status == Status.PUBLISHED:
        Opportunity.objects.filter(pk=opportunity.pk).update(**changes)
        return record_opportunity_event(opportunity=opportunity, kind=Kind.UPDATED, actor=actor, now=now)
    changes["first_published_at"] = opportunity.first_published_at or now
    return move_opportunity(
        opportunity=opportunity, to=Status.PUBLISHED, kind=Kind.PUBLISHED, actor=actor, now=now, **changes
    )


@transaction.atomic
def request_changes(*, revision: OpportunityRevision, reason: str, by: User, now: datetime.datetime) -> None:
    """Send ``revision`` back with a ``reason``, which its author is told. What is public stays as it is.

    Raises StaleRevision, IllegalRevisionMove.
    """
    opportunity = _lock(revision)
    send_back(revision=revision, reason=reason, by=by, now=now)
    event = _follow(
        opportunity,
        to=Status.CHANGES_REQUESTED,
        kind=Kind.CHANGES_REQUESTED,
        actor=Actor.staff(by),
        now=now,
        text=reason,
    )
    _tell_author("opportunity-changes-requested", revision, opportunity, event, now, reason=reason)


@transaction.atomic
def withdraw_opportunity(
    *, opportunity: Opportunity, reason: str, actor: Actor, now: datetime.datetime
) -> None:
    """Take ``opportunity`` down, with whatever waits; its author is told unless they did it.

    Raises StaleRevision, IllegalRevisionMove.
    """
    event = move_opportunity(
        opportunity=opportunity, to=Status.WITHDRAWN, kind=Kind.WITHDRAWN, actor=actor, now=now, text=reason
    )
    last = opportunity.revisions.select_related("author").order_by("-pk").first()
    for revision in opportunity.revisions.open():
        move_revision(revision=revision, to=RevisionStatus.DISCARDED, decided_at=now)
    if last is not None and last.author_id != actor.user_id:
        _tell_author("opportunity-withdrawn", last, opportunity, event, now, reason=reason)


def _check_last_day(content: Content, now: datetime.datetime) -> None:
    last_day = read_day(content["valid_until"])
    if last_day is None or last_day < timezone.localdate(now):
        raise OverAlready


def _lock(revision: OpportunityRevision) -> Opportunity:
    """Return the opportunity of ``revision`` as it is now, locked until the transaction ends."""
    return Opportunity.objects.select_for_update().get(pk=revision.opportunity_id)


def _follow(
    opportunity: Opportunity, *, to: str, kind: str, actor: Actor, now: datetime.datetime, text: str = ""
) -> OpportunityEvent:
    """Let the status of one that the public never saw follow its revision; else only write the event."""
    if opportunity.was_public:
        return record_opportunity_event(opportunity=opportunity, kind=kind, actor=actor, now=now, text=text)
    return move_opportunity(opportunity=opportunity, to=to, kind=kind, actor=actor, now=now, text=text)


def _tell_author(
    template: str,
    revision: OpportunityRevision,
    opportunity: Opportunity,
    event: OpportunityEvent,
    now: datetime.datetime,
    **context: Any,
) -> None:
    email, name = find_author(revision)
    queue_opportunity_notice(
        template=template,
        opportunity=opportunity,
        to_email=email,
        to_name=name,
        cause=str(event.pk),
        now=now,
        title=revision.content["title"],
        **context,
    )
