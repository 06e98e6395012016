"""Adding and downloading files: who may, and what is said where something is refused."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import SkipFile
from django.test import Client, RequestFactory

from accounts.models import User
from investors.models import Attachment
from investors.services.assignment import accept_referral, decline_referral
from investors.services.following import withdraw_enquiry
from investors.uploads import BoundedUploadHandler
from investors.workflow import Actor
from tests.accounts.people import sign_in_to_desk
from tests.investors.desk_rows import offer_to, read_page, sign_in_contact
from tests.investors.sent_enquiries import (
    NOW,
    open_referral_token,
    read_enquiry_token,
    refer_to_contact,
    send_enquiry,
)
from tests.investors.sent_files import PDF, PNG, attach, make_upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def find_page(enquiry):
    return f"/enquiries/{enquiry.reference}/{read_enquiry_token(enquiry)}/"


def add(client, enquiry, *files, text=""):
    return client.post(find_page(enquiry) + "write/", {"text": text, "attachments": list(files)}, follow=True)


def test_investor_adds_files_and_downloads_them(client):
    enquiry = send_enquiry()

    page = add(client, enquiry, make_upload("Plan für Leeds.pdf"), make_upload("map.png", PNG))

    words = read_page(page)
    assert "Your files Plan für Leeds.pdf" in words
    assert "Not scanned for viruses" in words
    attachment = enquiry.attachments.get(content_type="application/pdf")
    response = client.get(f"{find_page(enquiry)}files/{attachment.pk}/")
    assert b"".join(response.streaming_content) == PDF
    assert (
        response.headers["Content-Disposition"] == "attachment; filename*=utf-8''Plan%20f%C3%BCr%20Leeds.pdf"
    )
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response.headers["Cache-Control"]


def test_refused_file_is_named_beside_the_field_and_the_words_stay(client):
    enquiry = send_enquiry()

    response = add(client, enquiry, make_upload("setup.pdf", b"MZ\x90"), make_upload(), text="Our plan")

    page = response.content.decode()
    assert "“setup.pdf” is not a PDF, DOCX, XLSX, PPTX, PNG or JPEG file, whatever its name says" in page
    assert "Nothing was sent yet: choose the other files again" in page
    assert 'href="#id_attachments"' in page
    assert "Our plan</textarea>" in page
    assert not enquiry.attachments.exists()
    assert enquiry.events.count() == 1


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (("big.pdf", PDF + b"\0" * 10 * 1024 * 1024), "“big.pdf” is larger than 10 MB"),
        (("empty.pdf", b""), "“empty.pdf” is empty"),
    ],
)
def test_size_that_cannot_be_is_said(client, file, said):
    enquiry = send_enquiry()

    assert said in add(client, enquiry, make_upload(*file)).content.decode()
    assert not enquiry.attachments.exists()


def test_file_of_exactly_10_megabytes_is_taken(client, attachment_folder):
    enquiry = send_enquiry()
    content = PDF + b"\0" * (10 * 1024 * 1024 - len(PDF))

    add(client, enquiry, make_upload(content=content))

    attachment = enquiry.attachments.get()
    assert attachment.size == 10 * 1024 * 1024
    assert (attachment_folder / attachment.file.name).read_bytes() == content


@pytest.mark.parametrize("count", [6, 9])
def test_more_than_five_files_at_once_are_refused(client, count):
    enquiry = send_enquiry()
    files = [make_upload(content=PDF + bytes([number])) for number in range(count)]

    page = add(client, enquiry, *files, text="All of them").content.decode()

    assert "An enquiry may have 5 files at most" in page
    assert "All of them</textarea>" in page


def test_fifth_file_is_the_last(client):
    enquiry = send_enquiry()
    for number in range(5):
        attach(enquiry, content=PDF + bytes([number]))

    shown = read_page(client.get(find_page(enquiry)))
    refused = add(client, enquiry, make_upload(content=PDF + b"6")).content.decode()

    assert "This enquiry has 5 files, which is as many as it may have." in shown
    assert "An enquiry may have 5 files at most" in refused


def test_file_for_a_closed_enquiry_is_not_kept(client):
    enquiry = send_enquiry()
    withdraw_enquiry(enquiry=enquiry, now=NOW)

    assert "so this message was not sent" in add(client, enquiry, make_upload()).content.decode()
    assert not Attachment.objects.exists()


def test_stranger_cannot_make_the_portal_read_files(client, monkeypatch):
    enquiry = send_enquiry()
    monkeypatch.setattr(BoundedUploadHandler, "new_file", lambda *_args: pytest.fail("A file was read"))

    response = client.post(f"/enquiries/{enquiry.reference}/0000/write/", {"attachments": [make_upload()]})

    assert response.status_code == 404


def test_file_without_the_csrf_token_is_refused():
    enquiry = send_enquiry()

    response = Client(enforce_csrf_checks=True).post(
        find_page(enquiry) + "write/", {"attachments": [make_upload()]}
    )

    assert response.status_code == 403
    assert not Attachment.objects.exists()


def test_upload_beyond_the_limits_is_let_go():
    handler = BoundedUploadHandler(RequestFactory().get("/"))
    for number in range(6):
        handler.new_file("attachments", f"{number}.pdf", "application/pdf", None)
    handler.receive_data_chunk(b"a" * (10 * 1024 * 1024), 0)
    handler.receive_data_chunk(b"b" * 100, 10 * 1024 * 1024)
    file = handler.file_complete(10 * 1024 * 1024 + 100)

    assert file.size == 10 * 1024 * 1024 + 100
    assert len(file.read()) == 10 * 1024 * 1024 + 1
    with pytest.raises(SkipFile):
        handler.new_file("attachments", "7.pdf", "application/pdf", None)


def test_contact_opens_files_once_they_have_accepted(client):
    enquiry = send_enquiry()
    referral = refer_to_contact(enquiry)
    attachment = attach(enquiry)
    page = f"/referrals/{open_referral_token(referral)}/"

    offered = [client.get(page), client.get(f"{page}files/{attachment.pk}/")]
    accept_referral(referral=referral, by=Actor.contact(referral.contact), now=NOW)
    accepted = [client.get(page), client.get(f"{page}files/{attachment.pk}/")]

    assert [response.status_code for response in offered + accepted] == [200, 404, 200, 200]
    assert f"{page}files/" not in offered[0].content.decode()
    assert f"{page}files/{attachment.pk}/" in accepted[0].content.decode()
    accepted[1].close()


def test_contact_who_passed_on_opens_nothing(client):
    enquiry = send_enquiry()
    referral = refer_to_contact(enquiry)
    attachment = attach(enquiry)
    token = open_referral_token(referral)
    decline_referral(referral=referral, reason="No", by=Actor.contact(referral.contact), now=NOW)

    assert client.get(f"/referrals/{token}/files/{attachment.pk}/").status_code == 404


def test_signed_in_contact_opens_files_of_what_they_accepted_alone(client):
    contact = sign_in_contact(client)
    referral = offer_to(contact)
    attachment, other = attach(referral.enquiry), attach(send_enquiry())
    address = f"/desk/enquiries/{referral.enquiry.reference}/"

    offered = client.get(f"{address}files/{attachment.pk}/")
    accept_referral(referral=referral, by=Actor.contact(contact), now=NOW)
    accepted = client.get(f"{address}files/{attachment.pk}/")
    page = client.get(address).content.decode()
    others = client.get(f"/desk/enquiries/{other.enquiry.reference}/files/{other.pk}/")

    assert [offered.status_code, accepted.status_code, others.status_code] == [404, 200, 404]
    assert f"{address}files/{attachment.pk}/" in page
    accepted.close()


def test_staff_open_every_file(client):
    sign_in_to_desk(client)
    attachment = attach(send_enquiry())
    address = f"/desk/enquiries/{attachment.enquiry.reference}/"

    response = client.get(f"{address}files/{attachment.pk}/")

    assert response.status_code == 200
    assert f"{address}files/{attachment.pk}/" in client.get(address).content.decode()
    response.close()


def test_moderator_and_stranger_open_nothing(client):
    attachment = attach(send_enquiry())
    address = f"/desk/enquiries/{attachment.enquiry.reference}/files/{attachment.pk}/"

    stranger = client.get(address)
    sign_in_to_desk(client, User.Role.MODERATOR)

    assert stranger.url.startswith("/accounts/login/")
    assert client.get(address).status_code == 404


def test_link_of_one_enquiry_opens_no_file_of_another(client):
    mine, theirs = send_enquiry(), send_enquiry()
    attachment = attach(theirs)
    token = read_enquiry_token(mine)

    for reference in (mine.reference, theirs.reference):
        assert client.get(f"/enquiries/{reference}/{token}/files/{attachment.pk}/").status_code == 404


@pytest.mark.parametrize("scan", ["infected", "pending"])
def test_file_that_is_blocked_or_waits_is_shown_and_not_given_out(client, scan):
    enquiry = send_enquiry()
    attachment = attach(enquiry)
    Attachment.objects.filter(pk=attachment.pk).update(scan=scan)
    sign_in_to_desk(client)

    page = client.get(find_page(enquiry)).content.decode()
    answers = [
        client.get(f"{find_page(enquiry)}files/{attachment.pk}/"),
        client.get(f"/desk/enquiries/{enquiry.reference}/files/{attachment.pk}/"),
    ]

    assert "plan.pdf" in page
    assert f"files/{attachment.pk}/" not in page
    assert [answer.status_code for answer in answers] == [404, 404]


def test_file_that_is_gone_is_not_found(client, attachment_folder):
    enquiry = send_enquiry()
    attachment = attach(enquiry)
    (attachment_folder / attachment.file.name).unlink()

    assert client.get(f"{find_page(enquiry)}files/{attachment.pk}/").status_code == 404


def test_other_forms_of_the_site_take_no_large_file(client):
    enquiry = send_enquiry()
    large = SimpleUploadedFile("big.pdf", PDF + b"\0" * 11 * 1024 * 1024)

    response = client.post(find_page(enquiry) + "details/", {"name": "", "file": large})

    assert response.status_code == 200
    assert "Enter your name" in response.content.decode()


@pytest.mark.parametrize("count", [1, 5])
def test_pages_ask_the_same_queries_however_many_files(client, django_assert_num_queries, count):
    enquiry = send_enquiry()
    referral = refer_to_contact(enquiry)
    accept_referral(referral=referral, by=Actor.contact(referral.contact), now=NOW)
    for number in range(count):
        attach(enquiry, content=PDF + bytes([number]))
    followed, answered = find_page(enquiry), f"/referrals/{open_referral_token(referral)}/"

    with django_assert_num_queries(6):
        client.get(followed)
    with django_assert_num_queries(12):
        client.get(answered)
