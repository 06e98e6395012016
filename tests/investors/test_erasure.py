"""Erasure: what goes, what stays, and that it may run twice."""

import json

import pytest
from django.core import serializers
from django.db import DatabaseError, IntegrityError, transaction

from investors.case_search import find_cases
from investors.models import (
    AddressChange,
    Attachment,
    BulkAction,
    CaseTask,
    CaseView,
    Decision,
    Enquiry,
    EnquiryDraft,
    EnquiryEvent,
    Erasure,
    InboundMail,
    Referral,
    SpamCheck,
)
from investors.services.bulk import go_on
from investors.services.casework import reopen_enquiry
from investors.services.erasure import erase_enquiry, preview_erasure
from investors.workflow import IllegalMove
from outbox.erasure import MessageUnderWay
from outbox.models import Message
from tests.accounts.people import UserFactory
from tests.investors.bulk_actions import crash_at, do, list_outcomes
from tests.investors.closed_cases import SECRET, close_case
from tests.investors.sent_enquiries import NOW, send_enquiry, send_enquiry_at

pytestmark = pytest.mark.django_db

TABLES = [
    Enquiry,
    EnquiryEvent,
    Referral,
    Decision,
    Attachment,
    SpamCheck,
    AddressChange,
    EnquiryDraft,
    CaseTask,
    InboundMail,
]
WORDS = ["花子", "hanako", "Hanako", "Robotics", SECRET, "plan.pdf"]


def erase(enquiry: Enquiry) -> Erasure:
    return erase_enquiry(enquiry=enquiry, reason="asked", by=UserFactory(role="manager"), now=NOW)


def dump_everything() -> str:
    rows = [row for table in [*TABLES, Message, Erasure] for row in table.objects.all()]
    return json.dumps(json.loads(serializers.serialize("json", rows)), ensure_ascii=False)


def test_erasure_blanks_the_words_of_what_was_done_to_many_at_once():
    first, second = send_enquiry_at("closed"), send_enquiry_at("triage")
    bulk = do("note", first, second, by=UserFactory(role="manager"), text="Hanako rang about both")
    words = [each.label for each in preview_erasure(first)]

    erasure = erase(first)

    bulk.refresh_from_db()
    assert "Words of what was done to it and others at once" in words
    assert (bulk.parameters, erasure.counts["bulk_words"]) == ({"text": ""}, 1)


def test_erasure_ends_what_was_still_to_do_with_its_words():
    enquiry, other = send_enquiry_at("closed"), send_enquiry_at("triage")
    by = UserFactory(role="manager")
    with crash_at(other), pytest.raises(IntegrityError):
        do("note", enquiry, other, by=by)
    erase(enquiry)

    bulk = BulkAction.objects.get()
    go_on(bulk=bulk, by=by, now=NOW)

    assert list_outcomes(bulk) == ["done", "passed_over"]


def test_erasure_leaves_no_word_of_the_person():
    enquiry = close_case()
    before = dump_everything()

    erase(enquiry)

    after = dump_everything()
    assert all(word in before for word in WORDS)
    assert not [word for word in WORDS if word in after]
    assert find_cases("hanako").keys == []


def test_erasure_keeps_what_counts():
    enquiry = close_case()
    kinds = list(enquiry.events.order_by("pk").values_list("kind", flat=True))

    erase(enquiry)

    kept = Enquiry.objects.get(pk=enquiry.pk)
    assert (kept.country.code, kept.fdi_type, kept.close_reason) == ("JP", "new_site", "not_fdi")
    assert (kept.received_at, kept.closed_at) == (enquiry.received_at, enquiry.closed_at)
    assert list(kept.events.order_by("pk").values_list("kind", flat=True)) == [*kinds, "erased"]


def test_erasure_deletes_files_after_commit(django_capture_on_commit_callbacks):
    enquiry = close_case()
    file = enquiry.attachments.get().file

    with django_capture_on_commit_callbacks() as callbacks:
        erase(enquiry)
    was_there = file.storage.exists(file.name)
    for callback in callbacks:
        callback()

    assert was_there
    assert not file.storage.exists(file.name)


def test_erasure_runs_twice_and_takes_what_came_since():
    enquiry = close_case()
    first = erase(enquiry)
    Message.objects.filter(about=enquiry.reference).update(body="Hanako again")

    second = erase(enquiry)

    assert (second.at, second.by, second.counts) == (first.at, first.by, first.counts)
    assert enquiry.events.filter(kind="erased").count() == 1
    assert not Message.objects.exclude(body="").filter(about=enquiry.reference).exists()


def test_erasure_sends_no_message_that_waited():
    enquiry = close_case()

    erase(enquiry)

    assert set(Message.objects.filter(about=enquiry.reference).values_list("status", flat=True)) == {
        "suppressed"
    }


def test_erasure_waits_for_a_message_under_way():
    enquiry = close_case()
    Message.objects.filter(about=enquiry.reference).update(status="sending")

    with pytest.raises(MessageUnderWay):
        erase(enquiry)

    assert not Erasure.objects.exists()


def test_open_case_is_not_erased():
    enquiry = send_enquiry()

    with pytest.raises(IllegalMove):
        erase(enquiry)


def test_erased_case_is_not_opened_again():
    enquiry = close_case()
    erase(enquiry)

    with pytest.raises(IllegalMove):
        reopen_enquiry(enquiry=enquiry, reason="Why not", by=UserFactory(role="manager"), now=NOW)


def test_preview_is_empty_of_rows_after_erasure_but_for_the_form():
    enquiry = close_case()
    counted = [item.count for item in preview_erasure(enquiry)]

    erase(enquiry)

    assert len(counted) >= 4
    assert len(preview_erasure(Enquiry.objects.get(pk=enquiry.pk))) == 0


@pytest.mark.parametrize("change", [{"text": "Other"}, {"kind": "note"}, {"detail": {"more": 1}}])
def test_event_is_not_changed_otherwise_even_when_erased(change):
    enquiry = close_case()
    erase(enquiry)

    with pytest.raises(DatabaseError), transaction.atomic():
        enquiry.events.update(**change)


def test_event_is_not_blanked_without_an_erasure():
    enquiry = close_case()

    with pytest.raises(DatabaseError), transaction.atomic():
        enquiry.events.update(text="")


def test_event_is_not_deleted_even_when_erased():
    enquiry = close_case()
    erase(enquiry)

    with pytest.raises(DatabaseError), transaction.atomic():
        enquiry.events.all().delete()


def test_erasure_stays_on_the_record():
    enquiry = close_case()
    erase(enquiry)

    with pytest.raises(DatabaseError), transaction.atomic():
        Erasure.objects.all().delete()


def test_views_are_kept_by_an_erasure():
    enquiry = close_case()
    CaseView.objects.create(enquiry=enquiry, user=UserFactory(), name="A", page="case", hour=NOW, at=NOW)

    erase(enquiry)

    assert CaseView.objects.count() == 1
