"""The broker's return is noticed soon, however long it was away."""

import socket

import pytest
from celery.fixups.django import DjangoWorkerFixup
from django.db import connection
from kombu.exceptions import OperationalError

from technorth import celery


def test_worker_tries_the_broker_again_at_an_even_pace(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(celery, "RECONNECT_SECONDS", 0.01)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    waits: list[float] = []

    with (
        celery.app.connection_for_read(f"redis://127.0.0.1:{port}/0") as broker,
        pytest.raises(OperationalError),
    ):
        broker.ensure_connection(lambda error, seconds: waits.append(seconds), 5)

    assert waits == [0.01] * 5


@pytest.mark.django_db(transaction=True)
def test_worker_keeps_its_connection_from_task_to_task():
    connection.close()  # a new one, since after a minute each is replaced
    connection.ensure_connection()
    before = connection.connection

    DjangoWorkerFixup(celery.app).close_database()
    celery.check_connections()

    assert connection.connection is before


@pytest.mark.django_db(transaction=True)
def test_worker_replaces_a_connection_that_broke():
    connection.ensure_connection()
    connection.connection.close()

    celery.check_connections()

    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)
