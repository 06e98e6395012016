"""How a service wakes a worker: after commit, and never at the price of the request."""

import logging
from typing import Any

from celery import current_app
from django.db import transaction

logger = logging.getLogger(__name__)


def enqueue(task_name: str, **kwargs: Any) -> None:
    """Send the task ``task_name`` (a dotted path) with ``kwargs`` once the transaction commits.

    ``kwargs`` hold ids and other small JSON values. A broker that is away is logged and
    otherwise ignored: the row that is due stays in PostgreSQL, and the beat sweep finds it.
    """

    def publish() -> None:
        try:
            current_app.send_task(task_name, kwargs=kwargs, retry=False)
        except Exception as error:  # every broker library raises its own kinds
            logger.warning("Broker away, %s waits for the sweep: %s", task_name, type(error).__name__)

    transaction.on_commit(publish, robust=True)
