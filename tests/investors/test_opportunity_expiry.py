"""Opportunities whose time runs out: notice before, notice at the end, and nothing twice."""

import datetime

import pytest
import time_machine

from investors.models import Contact, Opportunity
from investors.services.opportunity_expiry import expire_opportunity
from investors.tasks import sweep_opportunities
from outbox.models import Message
from tests.investors.asked_contacts import mail_to
from tests.investors.opportunities import LAST_DAY, make_author, publish_opportunity

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def at(day: datetime.date) -> datetime.datetime:
    return datetime.datetime(day.year, day.month, day.day, 9, tzinfo=datetime.UTC)


def sweep(day: datetime.date) -> None:
    with time_machine.travel(at(day), tick=False):
        sweep_opportunities()


def list_kinds() -> list[str]:
    return sorted(Message.objects.filter(kind__startswith="opportunity-expir").values_list("kind", flat=True))


def test_its_contact_is_told_two_weeks_before_and_once():
    opportunity = publish_opportunity()

    sweep(LAST_DAY - 15 * DAY)
    assert list_kinds() == []
    sweep(LAST_DAY - 14 * DAY)
    sweep(LAST_DAY - 13 * DAY)

    mail = mail_to(opportunity.contact.email, "opportunity-expiring")
    assert "expires on 31 December 2026" in mail.subject
    assert list_kinds() == ["opportunity-expiring"]
    assert opportunity.events.filter(kind="reminded").count() == 1


def test_it_expires_after_its_last_day_and_its_contact_is_told():
    opportunity = publish_opportunity()

    sweep(LAST_DAY)
    assert Opportunity.objects.get().status == "published"
    sweep(LAST_DAY + DAY)
    sweep(LAST_DAY + DAY)

    assert Opportunity.objects.get().status == "expired"
    mail_to(opportunity.contact.email, "opportunity-expired")
    assert list_kinds() == ["opportunity-expired", "opportunity-expiring"]


def test_later_last_day_is_told_of_again():
    opportunity = publish_opportunity()
    sweep(LAST_DAY)
    Opportunity.objects.filter(pk=opportunity.pk).update(valid_until=LAST_DAY + 60 * DAY)

    sweep(LAST_DAY + 50 * DAY)

    assert list_kinds() == ["opportunity-expiring", "opportunity-expiring"]


def test_author_is_told_where_its_contact_has_left():
    author = make_author()
    opportunity = publish_opportunity(by=author)
    Contact.objects.filter(pk=opportunity.contact_id).update(is_active=False)

    sweep(LAST_DAY)

    mail_to(author.email, "opportunity-expiring")


def test_ukti_is_told_where_nobody_is_left(settings):
    author = make_author()
    opportunity = publish_opportunity(by=author)
    Contact.objects.filter(pk=opportunity.contact_id).delete()
    author.delete()

    sweep(LAST_DAY)

    mail_to(settings.TRIAGE_EMAIL, "opportunity-expiring")


def test_one_failure_stops_no_other(monkeypatch, caplog):
    first, second = publish_opportunity(title="First"), publish_opportunity(title="Second")

    row = "words of a row"

    def fail_first(*, opportunity_id: int, now: datetime.datetime) -> bool:
        if opportunity_id == first.pk:
            raise ValueError(row)
        return expire_opportunity(opportunity_id=opportunity_id, now=now)

    monkeypatch.setattr("investors.services.opportunity_expiry.expire_opportunity", fail_first)

    sweep(LAST_DAY + DAY)

    second.refresh_from_db()
    first.refresh_from_db()
    assert (first.status, second.status) == ("published", "expired")
    assert row not in caplog.text
