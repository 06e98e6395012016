"""The one place where what a profile says changes: begun, saved, sent, decided, published."""

import datetime
import hashlib
from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from accounts.models import User
from directory.content import (
    Content,
    Field,
    apply_content,
    compare_contents,
    is_harmless,
    list_missing,
    read_content,
    read_public_content,
)
from directory.fact_groups import list_groups
from directory.models import Business, BusinessEvent, FactGroup, Revision
from directory.notices import tell_team
from directory.permissions import Action
from directory.services.confirmations import count_as_confirmed
from directory.workflow import Actor, StaleRevision, move_business, move_revision, record_event

Kind = BusinessEvent.Kind
ALWAYS_SAMPLED = 3  # of the edits of a business that go live by themselves
EDITABLE = (Revision.Status.DRAFT, Revision.Status.CHANGES_REQUESTED)


class Incomplete(Exception):
    """The profile lacks facts that it cannot go without: ``fields``."""

    def __init__(self, fields: list[Field]) -> None:
        self.fields = fields
        super().__init__(", ".join(field.name for field in fields))


class NothingChanged(Exception):
    """The revision says what the published profile says already."""


def read_draft(business: Business) -> tuple[Revision | None, Content]:
    """Return the open revision of ``business``, if there is one, and what the profile says or is to say."""
    revision = business.revisions.open().first()
    return revision, revision.content if revision else read_content(business)


def start_revision(*, business: Business, by: User, now: datetime.datetime) -> Revision:
    """Return the open revision of ``business``, or a new one that says what the profile says now.

    A profile that was never published goes on from what was last sent, since that is what its authors know.
    """
    open_one = business.revisions.open().first()
    if open_one is not None:
        return open_one
    published = read_content(business)
    is_rejected = Business.objects.filter(pk=business.pk, status=Business.Status.REJECTED).exists()
    last = business.revisions.order_by("-pk").first() if is_rejected else None
    try:
        with transaction.atomic():
            return Revision.objects.create(
                business=business,
                content=last.content if last else published,
                base=published if business.was_public else {},
                author=by,
                started_at=now,
                saved_at=now,
            )
    except IntegrityError:  # somebody else of the team began one at the same moment
        return business.revisions.open().get()


def save_section(*, revision: Revision, values: Content, by: User, now: datetime.datetime) -> None:
    """Put ``values`` into the content of ``revision``.

    A compare-and-set on the version that the caller saw: raises StaleRevision when somebody else saved,
    sent or decided it first, and leaves it as it is.
    """
    content = {**revision.content, **values}
    if content == revision.content:
        return
    seen = Revision.objects.filter(pk=revision.pk, version=revision.version, status__in=EDITABLE)
    changes: dict[str, Any] = {
        "content": content,
        "version": revision.version + 1,
        "author": by,
        "saved_at": now,
    }
    if not seen.update(**changes):
        raise StaleRevision(revision.pk)
    for name, value in changes.items():
        setattr(revision, name, value)


@transaction.atomic
def submit_revision(*, revision: Revision, by: Actor, now: datetime.datetime) -> bool:
    """Send ``revision`` for review; return whether it went live at once instead.

    That is what the harmless edits of a verified, published business do. Raises Incomplete, NothingChanged,
    StaleRevision.
    """
    missing = list_missing(revision.content)
    if missing:
        raise Incomplete(missing)
    business = _lock(revision)
    is_published = business.status == Business.Status.PUBLISHED
    differences = compare_contents(read_content(business), revision.content)
    if is_published and not differences:
        raise NothingChanged
    if is_published and business.is_verified and is_harmless(differences):
        move_revision(
            revision=revision,
            to=Revision.Status.APPROVED,
            is_automatic=True,
            is_sampled=is_to_sample(business, revision),
            submitted_at=now,
            decided_at=now,
        )
        _publish(business, revision, by=by, now=now)
        return True
    move_revision(
        revision=revision, to=Revision.Status.IN_REVIEW, submitted_at=now, reasons=[], reason_text=""
    )
    detail = {"revision": revision.pk}
    if business.was_public:
        record_event(business=business, kind=Kind.SUBMITTED, actor=by, now=now, detail=detail)
    else:
        to = Business.Status.IN_REVIEW
        move_business(business=business, to=to, kind=Kind.SUBMITTED, actor=by, now=now, detail=detail)
    return False


@transaction.atomic
def withdraw_revision(*, revision: Revision, by: Actor, now: datetime.datetime) -> None:
    """Take ``revision`` back from review, to go on editing. Raises StaleRevision, IllegalMove."""
    business = _lock(revision)
    move_revision(revision=revision, to=Revision.Status.DRAFT, submitted_at=None)
    detail = {"revision": revision.pk}
    if business.status == Business.Status.IN_REVIEW:
        to = Business.Status.DRAFT
        move_business(business=business, to=to, kind=Kind.WITHDRAWN, actor=by, now=now, detail=detail)
    else:
        record_event(business=business, kind=Kind.WITHDRAWN, actor=by, now=now, detail=detail)


@transaction.atomic
def discard_revision(*, revision: Revision, now: datetime.datetime) -> None:
    """Throw the edits of a published profile away. Raises StaleRevision, IllegalMove."""
    move_revision(revision=revision, to=Revision.Status.WITHDRAWN, decided_at=now)


@transaction.atomic
def approve_revision(*, revision: Revision, by: User, now: datetime.datetime) -> None:
    """Publish what ``revision`` says, and tell the team. Raises StaleRevision, IllegalMove."""
    business = _lock(revision)
    move_revision(
        revision=revision, to=Revision.Status.APPROVED, decided_at=now, decided_by=by, sampled_at=now
    )
    event = _publish(business, revision, by=Actor.staff(by), now=now)
    _tell("profile-approved", business, revision, event, now)


@transaction.atomic
def request_changes(
    *, revision: Revision, reasons: Collection[str], text: str, by: User, now: datetime.datetime
) -> None:
    """Send ``revision`` back with ``reasons``, which the team is told. Raises StaleRevision, IllegalMove."""
    _refuse(
        revision,
        "profile-changes-requested",
        reasons,
        text,
        by,
        now,
        status=Revision.Status.CHANGES_REQUESTED,
    )


@transaction.atomic
def reject_revision(
    *, revision: Revision, reasons: Collection[str], text: str, by: User, now: datetime.datetime
) -> None:
    """Refuse ``revision`` with ``reasons``, which the team is told. Raises StaleRevision, IllegalMove.

    What is published stays published.
    """
    _refuse(revision, "profile-rejected", reasons, text, by, now, status=Revision.Status.REJECTED)


@transaction.atomic
def restore_content(*, revision: Revision, text: str, by: User, now: datetime.datetime) -> None:
    """Take an edit that went live by itself back: publish what was published before it, and tell the team.

    Raises StaleRevision where the profile has changed since, so that the later change is not lost unseen.
    """
    business = _lock(revision)
    if read_content(business) != revision.content:
        raise StaleRevision(revision.pk)
    looked_at = Revision.objects.filter(pk=revision.pk, sampled_at=None, is_automatic=True)
    if not looked_at.update(sampled_at=now, decided_by=by, reason_text=text):
        raise StaleRevision(revision.pk)
    former = Revision.objects.create(
        business=business,
        status=Revision.Status.APPROVED,
        content=revision.base,
        base=revision.content,
        started_at=now,
        saved_at=now,
        submitted_at=now,
        decided_at=now,
        decided_by=by,
        sampled_at=now,
    )
    event = _publish(business, former, by=Actor.staff(by), now=now, text=text, is_said_by_business=False)
    _tell("profile-taken-back", business, revision, event, now)


def is_to_sample(business: Business, revision: Revision) -> bool:
    """Say whether a moderator looks at an edit that goes live by itself.

    At the first three of each business, and of the others at the share that is set, chosen by the number of
    the revision: the same answer each time it is asked.
    """
    earlier = business.revisions.filter(is_automatic=True).exclude(pk=revision.pk).count()
    share = int(hashlib.sha256(str(revision.pk).encode()).hexdigest(), 16) % 100
    return earlier < ALWAYS_SAMPLED or share < settings.MODERATION_SAMPLE_PERCENT


def _lock(revision: Revision) -> Business:
    """Return the business of ``revision`` as it is now, locked until the transaction ends."""
    return Business.objects.select_for_update().get(pk=revision.business_id)


def _publish(
    business: Business,
    revision: Revision,
    *,
    by: Actor,
    now: datetime.datetime,
    text: str = "",
    is_said_by_business: bool = True,
) -> BusinessEvent:
    """Write the content to the profile, list it if it was not, and return the event.

    What the business changed, and all of a first profile, counts as confirmed.
    """
    before = read_public_content(business)
    Revision.objects.filter(pk=revision.pk).update(base=before)
    if business.status == Business.Status.IN_REVIEW:
        business.listed_at = now
    apply_content(business=business, content=revision.content)
    differences = compare_contents(before, revision.content)
    if is_said_by_business:
        is_new = business.status == Business.Status.IN_REVIEW
        groups = FactGroup.values if is_new else list_groups(differences)
        count_as_confirmed(business=business, groups=groups, user_id=revision.author_id, now=now)
    detail = {"revision": revision.pk, "fields": [each.field.name for each in differences]}
    if business.status == Business.Status.IN_REVIEW:
        to = Business.Status.PUBLISHED
        return move_business(business=business, to=to, kind=Kind.PUBLISHED, actor=by, now=now, detail=detail)
    return record_event(business=business, kind=Kind.UPDATED, actor=by, now=now, text=text, detail=detail)


def _refuse(
    revision: Revision,
    template: str,
    reasons: Collection[str],
    text: str,
    by: User,
    now: datetime.datetime,
    *,
    status: str,
) -> None:
    business = _lock(revision)
    move_revision(
        revision=revision,
        to=status,
        decided_at=now,
        decided_by=by,
        reasons=list(reasons),
        reason_text=text,
    )
    kind = Kind.REJECTED if status == Revision.Status.REJECTED else Kind.CHANGES_REQUESTED
    values: dict[str, Any] = {"kind": kind, "actor": Actor.staff(by), "now": now, "text": text}
    values["detail"] = {"revision": revision.pk, "reasons": list(reasons)}
    if business.status == Business.Status.IN_REVIEW:
        event = move_business(business=business, to=str(status), **values)
    else:
        event = record_event(business=business, **values)
    _tell(template, business, revision, event, now)


def _tell(
    template: str, business: Business, revision: Revision, event: BusinessEvent, now: datetime.datetime
) -> None:
    """Tell everybody in the team who may edit the profile."""
    labels = dict(Revision.Reason.choices)
    tell_team(
        template=template,
        business=business,
        action=Action.EDIT_PROFILE,
        cause=str(event.pk),
        now=now,
        reasons=[labels[reason] for reason in revision.reasons],
        text=revision.reason_text or event.text,
    )
