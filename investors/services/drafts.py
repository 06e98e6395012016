"""Unfinished enquiries: saved for a link in a mail, reminded of once, deleted when sent or old."""

import datetime
import uuid
from typing import Any

from django.db import transaction

from investors.models import EnquiryDraft
from investors.notices import render_mail
from outbox.links import issue_link, revoke_links
from outbox.models import Message, SecretLink
from outbox.services import forget_expired_links, queue_message
from technorth.languages import HOUSE_LANGUAGE, find_language, speak

BATCH = 200  # reminders in one sweep
DRAFT_PATH = "/{prefix}enquiries/draft/{{token}}/"
MOST_A_DAY = 5  # links that one address gets, so that nobody's is flooded


class TooManyLinks(Exception):
    """The address got as many links today as it may."""


@transaction.atomic
def save_draft(
    *,
    writing: uuid.UUID,
    email: str,
    answers: dict[str, Any],
    now: datetime.datetime,
    page_language: str = HOUSE_LANGUAGE,
) -> EnquiryDraft:
    """Save ``answers`` of this ``writing`` and mail ``email`` a link that opens them, for 14 days.

    Raises TooManyLinks when the address got many already; then nothing is saved.
    """
    since = now - datetime.timedelta(days=1)
    mails = Message.objects.filter(kind="draft-saved", to_email__iexact=email, created_at__gt=since)
    if mails.count() >= MOST_A_DAY:
        raise TooManyLinks
    saved = {"answers": answers, "updated_at": now, "page_language": page_language}
    draft, _created = EnquiryDraft.objects.update_or_create(
        key=writing, email=email, defaults=saved, create_defaults={**saved, "created_at": now}
    )
    link = issue_link(
        purpose=SecretLink.Purpose.DRAFT,
        subject_id=draft.pk,
        path=DRAFT_PATH.format(prefix=find_language(draft.page_language).prefix),
        now=now,
        expires_at=draft.expires_at,
    )
    _queue_mail("draft-saved", draft, link, f"{draft.pk}:{link.pk}", now)
    return draft


def _queue_mail(
    template: str, draft: EnquiryDraft, link: SecretLink, cause: str, now: datetime.datetime
) -> None:
    """Queue a mail about ``draft``. It repeats nothing that was typed: its address may be a stranger's."""
    with speak(draft.page_language):
        subject, body = render_mail(template, link=link, draft=draft)
    queue_message(
        kind=template,
        dedupe_key=f"{template}:{cause}",
        to_email=draft.email,
        subject=subject,
        body=body,
        link=link,
        now=now,
    )


def finish_drafts(*, writing: uuid.UUID, now: datetime.datetime) -> None:
    """Delete the drafts of a ``writing`` that was sent and close their links, in its transaction."""
    drafts = EnquiryDraft.objects.select_for_update().filter(key=writing)
    for draft in drafts:
        revoke_links(purpose=SecretLink.Purpose.DRAFT, subject_id=draft.pk, now=now)
        draft.delete()


def remind_due(*, now: datetime.datetime) -> int:
    """Remind of every draft that is due for it; return of how many."""
    due = EnquiryDraft.objects.to_remind(now).order_by("updated_at", "pk").values_list("pk", flat=True)
    return sum(remind_draft(draft_id=draft_id, now=now) for draft_id in list(due[:BATCH]))


@transaction.atomic
def remind_draft(*, draft_id: int, now: datetime.datetime) -> bool:
    """Remind of one draft if it is still due for it, once; return whether a mail goes out."""
    draft = EnquiryDraft.objects.to_remind(now).select_for_update().filter(pk=draft_id).first()
    if draft is None:
        return False
    draft.reminded_at = now
    draft.save(update_fields=["reminded_at"])
    link = issue_link(
        purpose=SecretLink.Purpose.DRAFT,
        subject_id=draft.pk,
        path=DRAFT_PATH.format(prefix=find_language(draft.page_language).prefix),
        now=now,
        expires_at=draft.expires_at,
    )
    _queue_mail("draft-reminder", draft, link, str(draft.pk), now)
    return True


@transaction.atomic
def delete_old(*, now: datetime.datetime) -> int:
    """Delete drafts after 14 days, with the mails about them; return how many."""
    forget_expired_links(purpose=SecretLink.Purpose.DRAFT, now=now)
    return EnquiryDraft.objects.old(now).delete()[0]
