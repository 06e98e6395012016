"""What became of an attempt is recorded, though PostgreSQL restarts while the mail leaves."""

import psycopg2
import pytest
from django.core.mail.backends.smtp import EmailBackend
from django.db import OperationalError, connection

from outbox import services
from outbox.models import Attempt, Message
from outbox.services import deliver_due_messages, deliver_message
from tests.outbox.mails import NOW, queue

pytestmark = pytest.mark.django_db(transaction=True)


class SeveredBackend(EmailBackend):
    """Mail goes out, and then the session with PostgreSQL is gone, as after a restart."""

    def send_messages(self, email_messages):
        try:
            return super().send_messages(email_messages)
        finally:
            sever_session()


def sever_session() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [pid] = cursor.fetchone()
    where = connection.get_connection_params()
    names = {"host", "port", "user", "dbname"} & where.keys()
    other = psycopg2.connect(**{name: where[name] for name in names})
    try:
        other.cursor().execute("SELECT pg_terminate_backend(%s)", [pid])
    finally:
        other.close()


@pytest.fixture
def severed(mail_server, settings):
    settings.EMAIL_BACKEND = f"{__name__}.SeveredBackend"
    return mail_server


def test_mail_that_left_during_a_restart_is_recorded_and_never_sent_again(severed):
    message = queue()

    assert deliver_message(message_id=message.pk, now=NOW) == Message.Status.SENT

    assert deliver_due_messages(now=NOW + services.VISIBILITY) == 0
    assert len(severed.received) == 1
    assert list(message.attempts.values_list("outcome", flat=True)) == [Attempt.Outcome.SENT]


def test_mail_refused_during_a_restart_waits_for_its_next_attempt(severed):
    severed.text_answers = ["451 Later"]
    message = queue()

    assert deliver_message(message_id=message.pk, now=NOW) == Message.Status.QUEUED

    message.refresh_from_db()
    assert message.cause == "Text refused: 451 Later"


def test_record_is_given_up_when_postgresql_stays_away(severed, monkeypatch):
    monkeypatch.setattr(services, "RECORD_SECONDS", -1)
    message = queue()

    with pytest.raises(OperationalError):
        deliver_message(message_id=message.pk, now=NOW)

    connection.close()
    message.refresh_from_db()
    assert message.status == Message.Status.SENDING
