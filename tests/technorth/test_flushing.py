"""What a transactional test left is gone after it, and what migrations put there is there again."""

import pytest
from django.apps import apps
from django.core.management import call_command

from investors.models import CaseText, EnquiryEvent, ReplyTemplate
from tests.investors.sent_enquiries import send_enquiry


def count_rows() -> dict[str, int]:
    return {model._meta.label: model.objects.count() for model in apps.get_models()}


@pytest.mark.django_db(transaction=True)
def test_flush_leaves_the_rows_of_migrations_alone():
    before = count_rows()
    send_enquiry()
    ReplyTemplate.objects.all().delete()
    assert EnquiryEvent.objects.exists()  # append-only
    assert CaseText.objects.exists()  # kept by triggers

    call_command("flush", interactive=False, reset_sequences=False, verbosity=0)  # as after a test

    assert before["investors.ReplyTemplate"] > 0
    assert count_rows() == before
