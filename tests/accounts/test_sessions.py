import datetime

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.tasks import forget_sessions


@pytest.mark.django_db
def test_ended_sessions_are_deleted_and_live_ones_stay():
    ended, live = SessionStore(), SessionStore()
    for session in (ended, live):
        session["answers"] = "typed and not sent"
        session.save()
    before = timezone.now() - datetime.timedelta(minutes=1)
    Session.objects.filter(session_key=ended.session_key).update(expire_date=before)

    forget_sessions()

    assert list(Session.objects.values_list("session_key", flat=True)) == [live.session_key]
