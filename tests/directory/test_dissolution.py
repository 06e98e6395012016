"""Listings of companies that the register has as closed."""

import datetime

import pytest

from directory.models import Business, BusinessEvent, Company
from directory.permissions import Role
from directory.services import dissolution
from directory.services.dissolution import archive_dissolved
from directory.services.moderation import put_back
from outbox.models import Message
from tests.accounts.people import UserFactory
from tests.directory.fresh_businesses import sweep
from tests.directory.listings import NOW, BusinessFactory, make_public_record
from tests.directory.teams import make_team

pytestmark = pytest.mark.django_db
CLOSED_ON = datetime.date(2026, 5, 1)


def make_closed(number: str = "ZZ000001", **fields) -> Company:
    values = {"name": "LOOM", "status": "dissolved", "closed_on": CLOSED_ON} | fields
    return Company.objects.create(number=number, last_seen_on=NOW, imported_at=NOW, **values)


def make_claimed(number: str = "ZZ000001") -> Business:
    business = BusinessFactory(company_number=number, verification="letter")
    for role in (Role.ADMIN, Role.EDITOR, Role.MEMBER):
        make_team(business, role)
    return business


def test_claimed_listing_is_archived_and_its_team_told_how_to_object() -> None:
    make_closed()
    business = make_claimed()

    assert archive_dissolved(now=NOW) == 1

    business.refresh_from_db()
    assert business.status == Business.Status.ARCHIVED
    event = business.events.get()
    assert (event.kind, event.from_status, event.to_status) == ("archived", "published", "archived")
    assert event.detail == {"reason": "company_closed", "company": "ZZ000001", "closed_on": "2026-05-01"}
    mails = Message.objects.order_by("pk")
    assert [mail.kind for mail in mails] == ["profile-company-closed"] * 2
    assert mails[0].dedupe_key.startswith(f"profile-company-closed:{event.pk}:")
    assert "/company/ZZ000001" in mails[0].body
    assert f"/account/businesses/{business.slug}/" in mails[0].body


def test_unclaimed_listing_is_archived_with_an_event_and_no_mail() -> None:
    make_closed()
    business = make_public_record(company_number="ZZ000001")

    archive_dissolved(now=NOW)

    assert business.events.get().kind == BusinessEvent.Kind.ARCHIVED
    assert not Message.objects.exists()


def test_archiving_again_does_nothing() -> None:
    make_closed()
    business = make_claimed()
    archive_dissolved(now=NOW)

    assert archive_dissolved(now=NOW) == 0

    assert business.events.count() == 1
    assert Message.objects.count() == 2


def test_others_are_left_alone() -> None:
    make_closed("ZZ000001", status="active", closed_on=None)
    make_closed("ZZ000002")
    make_closed("ZZ000003")
    BusinessFactory(company_number="ZZ000001")
    BusinessFactory(company_number="")
    BusinessFactory(company_number="ZZ000002", status=Business.Status.DRAFT)
    BusinessFactory(company_number="ZZ000003", origin=Business.Origin.EXAMPLE)

    assert archive_dissolved(now=NOW) == 0


@pytest.mark.parametrize("closed_on", [CLOSED_ON, None])
def test_what_staff_put_up_again_stays_until_the_company_closes_anew(closed_on) -> None:
    company = make_closed(closed_on=closed_on)
    business = make_claimed()
    archive_dissolved(now=NOW)
    business.refresh_from_db()
    put_back(business=business, reason="It goes on as a partnership.", by=UserFactory(), now=NOW)

    assert archive_dissolved(now=NOW) == 0

    company.closed_on = CLOSED_ON + datetime.timedelta(days=90)
    company.save()
    assert archive_dissolved(now=NOW) == 1


def test_batches_are_gone_through_to_the_end(monkeypatch) -> None:
    monkeypatch.setattr(dissolution, "BATCH", 2)
    for number in range(5):
        make_closed(f"ZZ00000{number}")
        make_public_record(company_number=f"ZZ00000{number}")

    assert archive_dissolved(now=NOW) == 5


@pytest.mark.parametrize("count", [1, 30])
def test_listings_without_a_team_cost_the_same_queries(count, django_assert_num_queries) -> None:
    for number in range(count):
        make_closed(f"ZZ0000{number:02}")
        make_public_record(company_number=f"ZZ0000{number:02}")

    with django_assert_num_queries(9):  # two batches, the second of them empty
        archive_dissolved(now=NOW)


def test_sweep_catches_what_the_import_left() -> None:
    make_closed()
    business = make_claimed()

    sweep(NOW)

    business.refresh_from_db()
    assert business.status == Business.Status.ARCHIVED
