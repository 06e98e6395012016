"""Messages for tests."""

import datetime
import itertools

from outbox.models import Message
from outbox.services import queue_message

NOW = datetime.datetime(2026, 6, 1, 9, 0, tzinfo=datetime.UTC)
_numbers = itertools.count(1)


def queue(now: datetime.datetime = NOW, **fields) -> Message:
    """Queue a message like the acknowledgement of an enquiry; ``fields`` differ."""
    number = next(_numbers)
    values = {
        "kind": "enquiry-received",
        "dedupe_key": f"enquiry-received:{number}",
        "to_email": f"investor{number}@example.test",
        "to_name": "Aiko Tanaka",
        "subject": "We have your enquiry TN-ABCD-2345",
        "body": "Thank you.\n",
        "about": "TN-ABCD-2345",
        "now": now,
    }
    return queue_message(**(values | fields))


def make_message(**fields) -> Message:
    """Make a row of the ledger as it stands after its history, such as a failed one."""
    message = queue(**{name: fields.pop(name) for name in list(fields) if name in QUEUED})
    Message.objects.filter(pk=message.pk).update(**fields)
    message.refresh_from_db()
    return message


QUEUED = {"now", "kind", "to_email", "to_name", "subject", "body", "about", "link", "is_private"}
