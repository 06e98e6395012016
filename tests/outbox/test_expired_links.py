"""Links whose time is over are forgotten with the mails that held them."""

import datetime

import pytest

from outbox.links import issue_link
from outbox.models import Message, SecretLink
from outbox.services import forget_expired_links, queue_message

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 6, 2, 10, 30, tzinfo=datetime.UTC)


def mail_link(purpose: str, days: int) -> SecretLink:
    """Mail a link that is good for ``days``."""
    expires_at = NOW + datetime.timedelta(days=days)
    link = issue_link(purpose=purpose, subject_id=1, path="/x/{token}/", now=NOW, expires_at=expires_at)
    queue_message(
        kind="draft-saved",
        dedupe_key=f"draft-saved:{link.pk}",
        to_email="hanako@robotics.example",
        subject="A link",
        body=f"[[link:{link.pk}]]",
        link=link,
        now=NOW,
    )
    return link


def test_expired_links_of_one_purpose_go_with_their_mails():
    gone, live, other = mail_link("draft", 1), mail_link("draft", 2), mail_link("enquiry", 1)

    forgotten = forget_expired_links(purpose="draft", now=NOW + datetime.timedelta(days=1))

    assert forgotten == 1
    assert set(SecretLink.objects.all()) == {live, other}
    assert not Message.objects.filter(dedupe_key=f"draft-saved:{gone.pk}").exists()
    assert Message.objects.count() == 2
