"""The register: what its tables refuse."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from directory.models import Company, CompanyImport

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "values",
    [
        {"number": "4870829"},
        {"number": "sc073411"},
        {"number": "ABCDEFGH"},
        {"name": ""},
        {"last_seen_on": None},
    ],
)
def test_company_that_cannot_be_is_refused_by_the_database(values: dict[str, object]):
    now = datetime.datetime(2026, 11, 2, tzinfo=datetime.UTC)
    good = {"number": "04870829", "name": "X", "status": "active", "last_seen_on": now.date()}

    with pytest.raises(IntegrityError), transaction.atomic():
        Company.objects.create(**(good | {"imported_at": now} | values))

    assert Company.objects.create(**good, imported_at=now).pk == "04870829"


def test_second_unfinished_import_is_refused_by_the_database():
    now = datetime.datetime(2026, 11, 2, tzinfo=datetime.UTC)
    values = {"file_name": "x.csv", "snapshot_on": now.date(), "is_whole": False, "started_at": now}
    CompanyImport.objects.create(fingerprint="a", **values)

    with pytest.raises(IntegrityError), transaction.atomic():
        CompanyImport.objects.create(fingerprint="b", **values)

    assert CompanyImport.objects.create(fingerprint="b", finished_at=now, **values).pk
    assert CompanyImport.objects.create(fingerprint="b", finished_at=now, **values).pk
