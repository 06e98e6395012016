"""The Celery application: workers and beat start from here."""

import os
import sys
from collections.abc import Callable
from typing import Any

from celery import Celery
from celery.app.amqp import AMQP
from celery.signals import task_prerun
from django.db import close_old_connections
from kombu import Connection

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "technorth.settings")

RECONNECT_SECONDS = 2


class SteadyConnection(Connection):
    """A connection that worker and beat try again at an even pace.

    Celery's own pace slows to half a minute in a long outage, and would make the work wait for
    longer than a sweep after the broker's return.
    """

    def ensure_connection(
        self, errback: Callable[..., Any] | None = None, max_retries: int | None = None, **options: Any
    ) -> Connection:
        """Connect, trying again every two seconds; otherwise as kombu does."""
        pace = {"interval_start": RECONNECT_SECONDS, "interval_step": 0, "interval_max": RECONNECT_SECONDS}
        return super().ensure_connection(errback, max_retries, **options | pace)


class SteadyAMQP(AMQP):
    """Celery's messaging, over steady connections."""

    Connection = SteadyConnection


app = Celery("technorth", amqp=SteadyAMQP)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# Celery would close the connection to PostgreSQL before and after every task, and a new one costs more than
# most tasks. Not a setting of the namespace: Celery asks for it by this name.
app.conf["CELERY_DB_REUSE_MAX"] = sys.maxsize


@task_prerun.connect
def check_connections(**_: Any) -> None:
    """Let Django treat the connections as at the beginning of a request: those that are broken or old end."""
    close_old_connections()
