"""What a transactional test left is gone after it, though the suite deletes where Django truncates."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.core.management import call_command

from investors.models import EnquiryEvent, StatusCount
from tests.investors.sent_enquiries import send_enquiry

MADE_BY_DJANGO = {"contenttypes.ContentType", "auth.Permission"}


@pytest.mark.django_db(transaction=True)
def test_flush_leaves_no_row_behind_triggers_and_keys():
    send_enquiry()
    assert EnquiryEvent.objects.exists()  # append-only
    assert StatusCount.objects.exists()  # kept by triggers

    call_command("flush", interactive=False, verbosity=0)

    left = {model._meta.label for model in apps.get_models() if model.objects.exists()}
    assert left == MADE_BY_DJANGO
    assert Permission.objects.filter(codename="view_user").exists()
