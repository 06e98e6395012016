"""The invented businesses that the benchmark measures with."""

import datetime

import pytest
from django.db import connection

from bench import vocabulary
from bench.businesses import add_businesses
from directory.models import Business
from tests.directory.listings import OutcodeFactory, SectorFactory

NOW = datetime.datetime(2026, 11, 2, tzinfo=datetime.UTC)

pytestmark = pytest.mark.django_db(transaction=True)  # it ends with a vacuum


@pytest.fixture(autouse=True)
def _north() -> None:
    OutcodeFactory(code="LS1")
    SectorFactory(code="software-development", parent=SectorFactory(code="software"))


def list_indexes() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename ~ '^directory_business'")
        return sorted(definition for (definition,) in cursor.fetchall())


def test_businesses_are_marked_and_whole():
    add_businesses(count=300, now=NOW)

    businesses = list(Business.objects.listed().with_listing_facts())
    assert len(businesses) == 300
    assert all(business.is_example and business.name.endswith(" (example)") for business in businesses)
    assert {business.outcode_id for business in businesses} == {"LS1"}
    assert {sector.pk for business in businesses for sector in business.sectors.all()} == {
        "software-development"
    }
    assert all((business.confirmed_at is not None) == business.is_verified for business in businesses)
    for business in businesses:
        business.full_clean()


def test_indexes_and_triggers_are_as_before():
    before = list_indexes()

    add_businesses(count=10, now=NOW)

    assert list_indexes() == before
    with connection.cursor() as cursor:
        cursor.execute("SHOW session_replication_role")
        assert cursor.fetchone() == ("origin",)
    assert Business.objects.create(
        name="Next", slug="next", cluster_id="leeds", listed_at=NOW, origin=Business.Origin.REGISTERED
    )


def test_known_words_are_on_their_share_of_the_listings():
    add_businesses(count=3000, now=NOW)

    for word, share in vocabulary.SHARES.items():
        found = sum(
            word in f"{business.name} {business.description}".lower().split()
            for business in Business.objects.all()
        )
        assert found / 3000 == pytest.approx(share, rel=0.2, abs=0.003)
