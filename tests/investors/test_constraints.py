"""What PostgreSQL refuses, whatever the code does."""

import datetime

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.db.models import ProtectedError

from investors.models import Contact, Decision, Enquiry, EnquiryEvent, Referral
from tests.investors.asked_contacts import make_contact, offer_enquiry
from tests.investors.sent_enquiries import NOW, send_enquiry

pytestmark = pytest.mark.django_db


def refused(constraint: str):
    """Expect the database to refuse a row because of ``constraint``."""
    return pytest.raises(IntegrityError, match=constraint)


def make_referral(**fields) -> Referral:
    values = {"offered_at": NOW, "nudge_at": NOW, "due_at": NOW} | fields
    return Referral.objects.create(**values)


def test_contact_of_no_capacity_is_refused():
    with refused("contact_capacity_positive"):
        make_contact(capacity=0)


def test_second_active_duty_inbox_of_a_cluster_is_refused():
    make_contact("Old inbox", role=Contact.Role.DUTY_INBOX, is_active=False)
    make_contact("Inbox", role=Contact.Role.DUTY_INBOX)
    make_contact("Inbox", role=Contact.Role.DUTY_INBOX, cluster="sheffield")

    with refused("contact_one_duty_inbox_per_cluster"):
        make_contact("Second inbox", role=Contact.Role.DUTY_INBOX)


def test_absence_that_ends_before_it_begins_is_refused():
    contact = make_contact()
    contact.absences.create(first_day=NOW.date(), last_day=NOW.date())

    with refused("absence_days_in_order"):
        contact.absences.create(first_day=NOW.date(), last_day=NOW.date() - datetime.timedelta(days=1))


@pytest.mark.parametrize("field", ["reference", "submission_key"])
def test_second_enquiry_of_the_same_reference_or_key_is_refused(field):
    first, second = send_enquiry(), send_enquiry()

    with refused(field):
        Enquiry.objects.filter(pk=second.pk).update(**{field: getattr(first, field)})


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "closed", "due_at": None},
        {"status": "closed", "due_at": None, "closed_at": NOW},
        {"status": "closed", "due_at": None, "close_reason": "spam"},
        {"close_reason": "spam"},
        {"closed_at": NOW},
    ],
)
def test_enquiry_closed_without_reason_and_time_or_open_with_them_is_refused(changes):
    enquiry = send_enquiry()

    with refused("enquiry_closed_has_reason"):
        Enquiry.objects.filter(pk=enquiry.pk).update(**changes)


@pytest.mark.parametrize(
    "status", ["quarantined", "in_progress", "awaiting_investor", "nurture", "converted"]
)
def test_enquiry_due_where_it_cannot_be_routed_is_refused(status):
    enquiry = send_enquiry()

    with refused("enquiry_due_can_be_routed"):
        Enquiry.objects.filter(pk=enquiry.pk).update(status=status)


@pytest.mark.parametrize(
    ("outcome", "has_contact"), [("refer", False), ("triage", True), ("quarantine", True)]
)
def test_decision_with_the_wrong_outcome_for_its_contact_is_refused(outcome, has_contact):
    contact = make_contact() if has_contact else None

    with refused("decision_refer_has_contact"):
        Decision.objects.create(
            enquiry=send_enquiry(),
            outcome=outcome,
            contact=contact,
            rule="x",
            lines=[],
            candidates=[],
            decided_at=NOW,
        )


@pytest.mark.parametrize("accepted_at", [None, NOW])
def test_second_live_lead_of_an_enquiry_is_refused(accepted_at):
    contact = make_contact()
    enquiry, _ = offer_enquiry()
    make_referral(enquiry=enquiry, contact=contact, status="declined", ended_at=NOW)
    make_referral(enquiry=enquiry, contact=contact, role="contributor")
    status = "accepted" if accepted_at else "offered"

    with refused("referral_one_live_lead"):
        make_referral(enquiry=enquiry, contact=contact, status=status, accepted_at=accepted_at)


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "offered", "accepted_at": NOW},
        {"status": "offered", "ended_at": NOW},
        {"status": "accepted"},
        {"status": "accepted", "accepted_at": NOW, "ended_at": NOW},
        {"status": "completed", "accepted_at": NOW},
        {"status": "completed", "ended_at": NOW},
        {"status": "declined"},
        {"status": "lapsed"},
        {"status": "withdrawn"},
    ],
)
def test_referral_whose_times_do_not_fit_its_status_is_refused(fields):
    with refused("referral_times_fit_status"):
        make_referral(enquiry=send_enquiry(), contact=make_contact(), **fields)


def test_event_is_never_changed_or_deleted():
    enquiry = send_enquiry()
    events = EnquiryEvent.objects.filter(enquiry=enquiry)

    with pytest.raises(InternalError, match="append-only"), transaction.atomic():
        events.update(text="Changed")
    with pytest.raises(InternalError, match="append-only"), transaction.atomic():
        events.delete()

    assert events.get().text == ""


def test_enquiry_with_a_history_is_never_deleted():
    enquiry = send_enquiry()

    with pytest.raises(ProtectedError):
        enquiry.delete()


def test_user_of_an_event_may_go_and_the_event_keeps_the_name(django_user_model):
    user = django_user_model.objects.create_user("gone@technorth.example", name="Gone Officer")
    enquiry = send_enquiry()
    event = EnquiryEvent.objects.create(
        enquiry=enquiry, kind="note", at=NOW, actor_kind="staff", actor_name=str(user), user=user
    )

    user.delete()

    assert EnquiryEvent.objects.get(pk=event.pk).actor_name == "Gone Officer"
