"""Rows written past the services: the facts of a case say what its rows say, in whatever order they come."""

import datetime
from functools import partial

import pytest

from investors.models import Decision, Enquiry, EnquiryEvent, Referral, SpamCheck
from investors.workflow import Kind
from tests.investors.asked_contacts import make_contact
from tests.investors.case_histories import list_offers, read_facts, read_history, read_offers
from tests.investors.desk_rows import LATER
from tests.investors.sent_enquiries import NOW, make_cluster, send_enquiry

pytestmark = pytest.mark.django_db
A_DAY = datetime.timedelta(days=1)


def test_facts_follow_rows_that_come_in_any_order_change_and_go():
    make_cluster("sheffield")
    enquiry, first, second = send_enquiry(), make_contact("Amir Test"), make_contact("Bo Test")
    for change in list_changes(enquiry, first, second):
        change()

        assert read_facts(enquiry) == read_history(Enquiry.objects.get(pk=enquiry.pk))
        assert list_offers(enquiry) == read_offers(enquiry)


def list_changes(enquiry, first, second):
    """Return writes past the services: the later before the earlier, what does not count, changes, ends."""
    events = partial(EnquiryEvent.objects.create, enquiry=enquiry, actor_kind="system")
    decisions = partial(Decision.objects.create, enquiry=enquiry, lines=[], decided_at=LATER)
    offers = partial(
        Referral.objects.create, enquiry=enquiry, offered_at=NOW, nudge_at=LATER, due_at=LATER + A_DAY
    )
    leads = enquiry.referrals.filter(role="lead")
    considered = [{"cluster": "leeds"}]
    asks = {"outcome": "refer", "cluster_id": "leeds", "contact": first, "candidates": considered}
    check = SpamCheck.objects.filter(enquiry=enquiry)
    return [
        partial(events, kind=Kind.REPLIED, at=LATER + A_DAY),
        partial(events, kind=Kind.CALLED, at=LATER),
        partial(events, kind=Kind.MOVED, to_status="triage", at=LATER),
        partial(events, kind=Kind.CLOSED, to_status="closed", at=LATER + A_DAY),
        partial(events, kind=Kind.MOVED, to_status="converted", at=LATER),
        partial(decisions, outcome="quarantine", rule="spam", candidates=considered),
        partial(decisions, outcome="triage", rule="nobody", candidates=[]),
        partial(decisions, rule="later", **asks),
        partial(
            decisions, outcome="triage", rule="earlier", candidates=[{"cluster": "sheffield"}], decided_at=NOW
        ),
        partial(decisions, rule="latest", **asks),
        partial(offers, contact=first, status="completed", accepted_at=LATER, ended_at=LATER + A_DAY),
        partial(offers, contact=second, role="contributor"),
        partial(offers, contact=second, status="declined", ended_at=LATER),
        partial(offers, contact=second, status="lapsed", ended_at=LATER + A_DAY),
        partial(offers, contact=second),
        partial(leads.filter(contact=second, status="offered").update, status="accepted", accepted_at=LATER),
        partial(leads.filter(contact=first).update, accepted_at=None, status="withdrawn"),
        partial(leads.filter(contact=second).delete),
        partial(check.update, is_suspect=True, checked_at=LATER),
        partial(check.delete),
        partial(enquiry.decisions.filter(rule="earlier").delete),
        partial(Enquiry.objects.filter(pk=enquiry.pk).update, country="JP", received_at=NOW - A_DAY),
    ]
