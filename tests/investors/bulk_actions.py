"""One thing done to many enquiries at once, for tests."""

import datetime
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from accounts.models import User
from investors.models import BulkAction, Enquiry
from investors.services.bulk import do_bulk
from tests.investors.desk_rows import LATER, QUEUE

BULK = f"{QUEUE}bulk/"
MINUTE = datetime.timedelta(minutes=1)
WORDS = {"text": "Out of scope", "reason": "not_applicable"}


def do(
    name: str,
    *enquiries: Enquiry,
    by: User,
    key: uuid.UUID | None = None,
    now: datetime.datetime = LATER,
    **values: object,
) -> BulkAction:
    """Do ``name`` to ``enquiries`` as they stand in memory."""
    versions = {enquiry.pk: enquiry.version for enquiry in enquiries}
    return do_bulk(
        key=key or uuid.uuid4(), name=name, versions=versions, values=WORDS | values, by=by, now=now
    )


def list_outcomes(bulk: BulkAction) -> list[str]:
    """Return what became of each, in the order in which the enquiries came."""
    return list(bulk.items.order_by("enquiry").values_list("outcome", flat=True))


def read_status(*enquiries: Enquiry) -> list[str]:
    """Return the status of each as it is now."""
    return [Enquiry.objects.get(pk=enquiry.pk).status for enquiry in enquiries]


@contextmanager
def crash_at(enquiry: Enquiry) -> Iterator[None]:
    """Let the database refuse each new event of ``enquiry``, which nobody expects: IntegrityError."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(
            "ALTER TABLE investors_enquiryevent ADD CONSTRAINT crash CHECK (enquiry_id <> %s) NOT VALID",
            [enquiry.pk],
        )
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("ALTER TABLE investors_enquiryevent DROP CONSTRAINT crash")
