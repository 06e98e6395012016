"""A copy of what is held about an investor, for themselves: never what is about other people."""

import datetime
from typing import Any

from allauth.usersessions.models import UserSession
from django.db import transaction

from accounts.models import User
from investors.consent import WORDINGS
from investors.models import Enquiry, EnquiryDraft, EnquiryEvent, LinkRequest
from investors.services.shortlists import read_shortlist
from investors.shortlist_entries import write_entries
from investors.workflow import Actor, Kind, record_event
from outbox.models import Message

# What was said between the investor and us. Notes of staff and what contacts say to each other are not
# about the investor alone, so a person looks at them first: they are asked for separately.
BETWEEN_US = (
    Kind.INVESTOR_WROTE,
    Kind.CORRECTED,
    Kind.CALL_ASKED,
    Kind.REPLIED,
    Kind.CALLED,
    Kind.PROPOSED,
    Kind.WITHDRAWN,
    Kind.DELETION_ASKED,
)
TYPED = (
    "name", "email", "phone", "organisation", "job_title", "website", "language", "fdi_type", "activities",
    "drivers", "jobs", "spend", "landing", "plan", "place", "anything_else",
)  # fmt: skip


def gather_copy(*, enquiry: Enquiry, is_whole: bool, now: datetime.datetime) -> dict[str, Any]:
    """Return what is held about the investor of ``enquiry``, as JSON can hold it.

    ``is_whole``: everything under their e-mail address, with the account and unfinished enquiries; else this
    enquiry alone, for who holds no more than its link, which may have been passed on.
    """
    enquiries = [enquiry]
    copy: dict[str, Any] = {"made_at": now.isoformat(), "e-mail address": enquiry.email}
    if is_whole and enquiry.email:
        same = Enquiry.objects.filter(email__iexact=enquiry.email)
        enquiries = list(same.order_by("received_at", "pk"))
        copy |= _describe_elsewhere(enquiry.email)
    copy["enquiries"] = [_describe_enquiry(each) for each in enquiries]
    return copy


@transaction.atomic
def give_copy(*, enquiry: Enquiry, by: User | None, is_whole: bool, now: datetime.datetime) -> dict[str, Any]:
    """Return the copy and write on the record that it was given: by staff, or to who holds the link."""
    actor = Actor.staff(by) if by else Actor.investor()
    record_event(enquiry=enquiry, kind=Kind.COPIED, actor=actor, now=now, detail={"whole": is_whole})
    return gather_copy(enquiry=enquiry, is_whole=is_whole, now=now)


def _describe_enquiry(enquiry: Enquiry) -> dict[str, Any]:
    answers = {name: getattr(enquiry, name) for name in TYPED if getattr(enquiry, name)}
    answers["country"] = str(enquiry.country)
    answers["clusters"] = list(enquiry.clusters.order_by("position", "pk").values_list("name", flat=True))
    answers["sectors"] = list(enquiry.sectors.order_by("position", "pk").values_list("name", flat=True))
    named = enquiry.opportunities.order_by("title", "pk").values_list("title", flat=True)
    answers["opportunities"] = list(named)
    files = enquiry.attachments.order_by("added_at", "pk")
    views = enquiry.views.order_by("at", "pk").values_list("at", "user_id", "page")
    return {
        "reference": enquiry.reference,
        "received_at": enquiry.received_at.isoformat(),
        "status": str(enquiry.get_status_display()),
        "outcome": str(enquiry.get_close_reason_display()),
        "answers": answers,
        "consent": {
            "version": enquiry.consent_wording,
            "given_at": enquiry.received_at.isoformat(),
            "wording": list(WORDINGS.get(enquiry.consent_wording, ())),
        },
        "spam_score_reasons": enquiry.spam_reasons,
        "history": [_describe_event(event) for event in enquiry.events.order_by("at", "pk")],
        "messages_to_you": _describe_messages(enquiry),
        "files": [
            {"name": each.name, "bytes": each.size, "added_at": each.added_at.isoformat()} for each in files
        ],
        "opened_by": [
            {"at": at.isoformat(), "by": "staff" if user else "regional contact", "page": page}
            for at, user, page in views
        ],
    }


def _describe_event(event: EnquiryEvent) -> dict[str, str]:
    row = {
        "at": event.at.isoformat(),
        "what": str(event.get_kind_display()),
        "by": str(event.get_actor_kind_display()),
    }
    return row | ({"text": event.text} if event.kind in BETWEEN_US and event.text else {})


def _describe_messages(enquiry: Enquiry) -> list[dict[str, str]]:
    sent = Message.objects.filter(about=enquiry.reference, to_email__iexact=enquiry.email, is_private=False)
    return [
        {
            "at": message.created_at.isoformat(),
            "subject": message.subject,
            "text": message.body.replace(f"[[link:{message.link_id}]]", "[personal link]"),
        }
        for message in sent.order_by("created_at", "pk")
    ]


def _describe_elsewhere(email: str) -> dict[str, Any]:
    drafts = EnquiryDraft.objects.filter(email__iexact=email).order_by("created_at", "pk")
    asked = LinkRequest.objects.filter(email__iexact=email).order_by("asked_at", "pk")
    elsewhere: dict[str, Any] = {
        "saved_enquiries": [
            {"saved_at": each.updated_at.isoformat(), "answers": each.answers} for each in drafts
        ],
        "lost_link_asked_at": [each.asked_at.isoformat() for each in asked],
    }
    user = User.objects.filter(email__iexact=email).first()
    if user is not None:
        elsewhere["account"] = _describe_account(user)
    return elsewhere


def _describe_account(user: User) -> dict[str, Any]:
    teams = user.memberships.order_by("pk").values_list("business__name", "role", "joined_at")
    sessions = (
        UserSession.objects.filter(user=user).order_by("pk").values_list("created_at", "ip", "user_agent")
    )
    return {
        "name": user.name,
        "role": str(user.get_role_display()),
        "joined_at": user.joined_at.isoformat(),
        "last_signed_in_at": user.last_login.isoformat() if user.last_login else "",
        "teams": [{"business": name, "role": role, "since": at.isoformat()} for name, role, at in teams],
        "saved_searches": list(user.saved_searches.order_by("pk").values("name", "query")),
        "shortlist": write_entries(read_shortlist(user)),
        "sessions": [
            {"at": at.isoformat(), "address": ip, "browser": browser} for at, ip, browser in sessions
        ],
    }
