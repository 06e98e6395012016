"""The services behind the contacts' pages, where two managers act at once or the database refuses."""

import datetime
from functools import partial

import pytest
from django.db import IntegrityError

from investors.models import Absence, Contact
from investors.services import cover
from tests.at_once import run_at_once
from tests.investors.asked_contacts import make_contact, make_staff
from tests.investors.sent_enquiries import NOW

FIRST, LAST = datetime.date(2026, 6, 2), datetime.date(2026, 6, 9)


@pytest.mark.django_db(transaction=True)
def test_race_of_two_absences_on_the_same_days_stores_one():
    contact, manager = make_contact(), make_staff()
    add = partial(
        cover.add_absence, contact=contact, first_day=FIRST, last_day=LAST, reason="", by=manager, now=NOW
    )

    results = run_at_once(add, add)

    assert sorted(type(result).__name__ for result in results) == ["Absence", "AlreadyAway"]
    assert Absence.objects.count() == 1


@pytest.mark.django_db
def test_absence_next_to_another_is_stored():
    contact, manager = make_contact(), make_staff()
    cover.add_absence(contact=contact, first_day=FIRST, last_day=LAST, reason="", by=manager, now=NOW)
    day_after = LAST + datetime.timedelta(days=1)

    cover.add_absence(
        contact=contact, first_day=day_after, last_day=day_after, reason="", by=manager, now=NOW
    )

    assert contact.absences.count() == 2


@pytest.mark.django_db
def test_save_contact_tells_a_second_duty_inbox_from_other_refusals():
    make_contact("Leeds desk", role="duty_inbox")
    second = Contact(name="Second desk", email="desk@leeds.example", cluster_id="leeds", role="duty_inbox")
    empty = Contact(name="No room", email="room@leeds.example", cluster_id="leeds", capacity=0)

    with pytest.raises(cover.DutyInboxTaken):
        cover.save_contact(contact=second, sectors=[], by=make_staff())
    with pytest.raises(IntegrityError, match="contact_capacity_positive"):
        cover.save_contact(contact=empty, sectors=[], by=make_staff("ada@technorth.example"))

    assert Contact.objects.count() == 1
