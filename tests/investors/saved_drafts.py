"""Enquiries that are saved for later, for tests."""

import datetime
import uuid

from django.test import Client

from investors.models import EnquiryDraft
from investors.services.drafts import save_draft
from outbox.links import compute_token
from outbox.models import Message, SecretLink
from tests.investors.sent_enquiries import NOW

EMAIL = "hanako@robotics.example"


def save(client: Client, email: str = EMAIL) -> EnquiryDraft:
    """Save what ``client`` has written and return the draft."""
    client.post("/enquiries/new/save/", {"email": email})
    return EnquiryDraft.objects.get(email=email)


def find_link(draft: EnquiryDraft) -> str:
    """Return the address that the last mail about ``draft`` holds."""
    link = SecretLink.objects.filter(purpose="draft", subject_id=draft.pk).latest("pk")
    return f"/enquiries/draft/{compute_token(link)}/"


def count(kind: str) -> int:
    """Return how many mails of ``kind`` there are."""
    return Message.objects.filter(kind=kind).count()


def make_draft(now: datetime.datetime = NOW) -> EnquiryDraft:
    """Save a draft with nothing in it."""
    key = uuid.uuid4()
    answers = {"key": str(key), "started_at": now.isoformat()}
    return save_draft(writing=key, email=EMAIL, answers=answers, now=now)
