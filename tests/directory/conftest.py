"""The reference data, for the tests that look at the real thing."""

import datetime
from collections.abc import Iterator

import pytest
from django.db import transaction

from directory.services.loading import load_reference

NOW = datetime.datetime(2026, 6, 2, 10, 30, tzinfo=datetime.UTC)


@pytest.fixture(scope="module")
def reference(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Load all reference data once for a module; each test's own changes are undone as ever."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_reference(now=NOW)
        yield
        transaction.set_rollback(True)
