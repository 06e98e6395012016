"""Secret links: found by their token alone, until they expire or are revoked."""

import datetime

import pytest

from outbox.links import build_url, compute_token, live_links, revoke_links
from outbox.models import SecretLink
from tests.outbox.mails import NOW

pytestmark = pytest.mark.django_db

REFERRAL, ENQUIRY = SecretLink.Purpose.REFERRAL, SecretLink.Purpose.ENQUIRY


def test_link_is_found_by_its_token(make_link):
    link = make_link(17)
    make_link(18)

    [found] = live_links(purpose=REFERRAL, token=compute_token(link), now=NOW)

    assert found.subject_id == 17


def test_link_does_not_hold_its_token(make_link):
    link = make_link()

    stored = str(SecretLink.objects.values().get(pk=link.pk))

    assert compute_token(link) not in stored
    assert build_url(link).endswith(f"/referrals/{compute_token(link)}/")


@pytest.mark.parametrize("token", ["", "0" * 40, "nonsense", "é"])
def test_link_is_not_found_by_another_token(make_link, token):
    make_link()

    assert not live_links(purpose=REFERRAL, token=token, now=NOW).exists()


def test_link_opens_its_one_purpose(make_link):
    token = compute_token(make_link())

    assert not live_links(purpose=ENQUIRY, token=token, now=NOW).exists()


def test_link_expires(make_link):
    link = make_link()
    token = compute_token(link)

    before = live_links(purpose=REFERRAL, token=token, now=link.expires_at - datetime.timedelta(seconds=1))
    after = live_links(purpose=REFERRAL, token=token, now=link.expires_at)

    assert (before.exists(), after.exists()) == (True, False)


def test_links_to_a_subject_are_revoked_together(make_link):
    first, second, other = make_link(1), make_link(1), make_link(2)

    closed = revoke_links(purpose=REFERRAL, subject_id=1, now=NOW)

    alive = [
        live_links(purpose=REFERRAL, token=compute_token(link), now=NOW).exists()
        for link in (first, second, other)
    ]
    assert (closed, alive) == (2, [False, False, True])


def test_link_outlives_a_change_of_key_while_the_old_key_is_kept(make_link, settings):
    link = make_link()
    token = compute_token(link)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "the-next-key"

    assert compute_token(link) == token


def test_link_is_lost_with_its_key(make_link, settings):
    link = make_link()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "the-next-key", []

    with pytest.raises(ValueError, match="issued under a key that is gone"):
        compute_token(link)
