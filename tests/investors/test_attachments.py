"""Files that investors add: kept once, within limits, scanned, and cleared away."""

import datetime
import stat
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from investors.models import Attachment, EnquiryEvent
from investors.services.attachments import TooManyFiles, remove_strays, scan_attachment, scan_waiting
from investors.services.following import write_back
from investors.tasks import scan_attachment as scan_task
from investors.tasks import sweep_attachments
from outbox.models import Message
from tests.at_once import run_at_once
from tests.investors.asked_contacts import list_events
from tests.investors.sent_enquiries import NOW, refer_to_contact, send_enquiry
from tests.investors.sent_files import EICAR, PDF, attach, make_file, run_clamd

pytestmark = pytest.mark.django_db


@pytest.fixture
def clamd(tmp_path, settings):
    with run_clamd(tmp_path) as daemon:
        settings.CLAMAV_SOCKET = daemon.path
        yield daemon


def test_file_is_kept_under_a_random_name_that_only_the_portal_reads(attachment_folder):
    attachment = attach(send_enquiry(), "Our plan.pdf")

    path = attachment_folder / attachment.file.name
    assert (attachment.name, attachment.content_type, attachment.size) == (
        "Our plan.pdf",
        "application/pdf",
        len(PDF),
    )
    assert path.read_bytes() == PDF
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert "plan" not in attachment.file.name


def test_each_file_is_an_event_and_its_holder_is_told():
    enquiry = send_enquiry()
    referral = refer_to_contact(enquiry)

    write_back(enquiry=enquiry, text="", files=[make_file("a.pdf"), make_file("b.pdf", PDF + b"b")], now=NOW)

    events = enquiry.events.filter(kind=EnquiryEvent.Kind.FILE_ADDED).order_by("pk")
    assert [(event.text, event.actor_kind) for event in events] == [
        ("a.pdf", "investor"),
        ("b.pdf", "investor"),
    ]
    mail = Message.objects.get(kind="investor-wrote", to_email=referral.contact.email)
    assert "- a.pdf\n- b.pdf" in mail.body


def test_words_and_files_are_one_mail():
    enquiry = send_enquiry()
    refer_to_contact(enquiry)

    write_back(enquiry=enquiry, text="Our plan.", files=[make_file()], now=NOW)

    mail = Message.objects.get(kind="investor-wrote")
    assert "Our plan." in mail.body
    assert "- plan.pdf" in mail.body
    assert list_events(enquiry) == ["received", "file_added", "investor_wrote"]


def test_same_file_twice_is_one():
    enquiry = send_enquiry()
    attach(enquiry)

    write_back(enquiry=enquiry, text="", files=[make_file("again.pdf")], now=NOW)

    assert enquiry.attachments.count() == 1
    assert list_events(enquiry) == ["received", "file_added"]


def test_sixth_file_is_refused_and_nothing_is_kept():
    enquiry = send_enquiry()
    for number in range(4):
        attach(enquiry, content=PDF + bytes([number]))
    two = [make_file(content=PDF + b"x"), make_file(content=PDF + b"y")]

    with pytest.raises(TooManyFiles):
        write_back(enquiry=enquiry, text="Two more", files=two, now=NOW)

    assert enquiry.attachments.count() == 4
    assert "investor_wrote" not in list_events(enquiry)


@pytest.mark.parametrize("size", [0, 10 * 1024 * 1024 + 1])
def test_size_beyond_the_limits_is_refused_by_the_database(size):
    attachment = attach(send_enquiry())

    with pytest.raises(IntegrityError), transaction.atomic():
        Attachment.objects.filter(pk=attachment.pk).update(size=size)


def test_same_content_twice_is_refused_by_the_database():
    attachment = attach(send_enquiry())
    attachment.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        attachment.save()


def test_without_a_scanner_a_file_is_marked_not_scanned():
    attachment = attach(send_enquiry())

    assert (attachment.scan, attachment.can_open) == ("not_scanned", True)


def test_scanner_opens_a_clean_file(clamd):
    attachment = attach(send_enquiry())
    assert (attachment.scan, attachment.can_open) == ("pending", False)

    scan_task(attachment_id=attachment.pk, unknown="argument")

    attachment.refresh_from_db()
    assert (attachment.scan, attachment.can_open) == ("clean", True)
    assert clamd.seen == [PDF]


def test_scanner_blocks_a_virus_for_good(clamd):
    enquiry = send_enquiry()
    attachment = attach(enquiry, content=PDF + EICAR)

    scan_task(attachment_id=attachment.pk)
    scan_task(attachment_id=attachment.pk)

    attachment.refresh_from_db()
    assert (attachment.scan, attachment.can_open) == ("infected", False)
    event = enquiry.events.get(kind=EnquiryEvent.Kind.FILE_BLOCKED)
    assert (event.text, event.detail["virus"]) == ("plan.pdf", "Eicar-Test-Signature")
    assert len(clamd.seen) == 1


def test_sweep_scans_what_a_lost_worker_left(clamd):
    waiting = [attach(send_enquiry()), attach(send_enquiry())]

    sweep_attachments()

    assert [Attachment.objects.get(pk=file.pk).scan for file in waiting] == ["clean", "clean"]


def test_file_waits_while_the_scanner_is_away(settings, tmp_path):
    settings.CLAMAV_SOCKET = str(tmp_path / "away")
    attachment = attach(send_enquiry())

    scan_task(attachment_id=attachment.pk)
    assert scan_waiting(now=NOW) == 0

    attachment.refresh_from_db()
    assert attachment.scan == "pending"


def test_file_without_a_verdict_does_not_hold_the_others_up(clamd):
    first, second = attach(send_enquiry()), attach(send_enquiry())
    clamd.answer = lambda stream, answer=clamd.answer: (
        b"INSTREAM size limit exceeded. ERROR\0"
        if not clamd.seen and not clamd.seen.append(b"")
        else answer(stream)
    )

    scan_waiting(now=NOW)

    scans = [Attachment.objects.get(pk=file.pk).scan for file in (first, second)]
    assert scans == ["pending", "clean"]


def test_file_that_is_gone_does_not_hold_the_others_up(clamd, attachment_folder):
    first, second = attach(send_enquiry()), attach(send_enquiry())
    (attachment_folder / first.file.name).unlink()

    scan_waiting(now=NOW)

    assert Attachment.objects.get(pk=second.pk).scan == "clean"


def test_scanner_taken_out_of_the_settings_leaves_nothing_waiting(clamd, settings):
    attachment = attach(send_enquiry())
    settings.CLAMAV_SOCKET = ""

    assert scan_attachment(attachment_id=attachment.pk, now=NOW) == "not_scanned"


def test_stray_files_are_cleared_away_after_a_day(attachment_folder):
    attachment = attach(send_enquiry())
    stray = attachment_folder / "ab" / "stray"
    stray.parent.mkdir(exist_ok=True)
    stray.write_bytes(b"left behind")
    written = datetime.datetime.fromtimestamp(stray.stat().st_mtime, tz=datetime.UTC)

    early = remove_strays(now=written + datetime.timedelta(hours=23))
    late = remove_strays(now=written + datetime.timedelta(hours=25))

    assert (early, late) == (0, 1)
    assert not stray.exists()
    assert (attachment_folder / attachment.file.name).exists()


def test_no_folder_has_no_strays():
    assert remove_strays(now=NOW) == 0


@pytest.mark.django_db(transaction=True)
def test_two_forms_at_once_keep_within_the_limit():
    enquiry = send_enquiry()
    batches = [[make_file(content=PDF + bytes([batch, number])) for number in range(3)] for batch in range(2)]

    answers = run_at_once(
        *[partial(write_back, enquiry=enquiry, text="", files=files, now=NOW) for files in batches]
    )

    assert sorted(type(answer).__name__ for answer in answers) == ["NoneType", "TooManyFiles"]
    assert enquiry.attachments.count() == 3
