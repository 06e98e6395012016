"""Documents and pictures of opportunities: what is taken, what is kept, who is given them."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from accounts.models import User
from investors.models import Contact, Opportunity, OpportunityFile
from investors.services.opportunities import approve_revision, submit_revision
from investors.services.opportunity_files import scan_waiting_files
from investors.tasks import remove_stray_files, scan_opportunity_file
from investors.workflow import Actor
from tests.accounts.people import UserFactory, sign_in_to_desk
from tests.investors.desk_rows import read_page, read_through
from tests.investors.opportunities import make_draft
from tests.investors.sent_enquiries import NOW
from tests.investors.sent_files import EICAR, PDF, make_upload, read_stored, run_clamd

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def draw_picture(kind: str = "PNG", size: tuple[int, int] = (2000, 1000)) -> SimpleUploadedFile:
    data, exif = io.BytesIO(), Image.Exif()
    exif[0x010E] = "Taken at home"
    Image.new("RGB", size, (10, 90, 60)).save(data, kind, exif=exif)
    return SimpleUploadedFile(f"hall.{kind.lower()}", data.getvalue())


@pytest.fixture
def opportunity(client) -> Opportunity:
    """Draft an opportunity, and sign its contact in."""
    revision = make_draft()
    user = sign_in_to_desk(client, User.Role.REGIONAL_CONTACT)
    Contact.objects.filter(pk=revision.content["contact"]).update(user=user)
    return revision.opportunity


def files_page(opportunity: Opportunity) -> str:
    return f"/desk/opportunities/{opportunity.slug}/files/"


def add(client: Client, opportunity: Opportunity, kind: str, **fields):
    seen = opportunity.revisions.open().get().version
    return client.post(files_page(opportunity), {"kind": kind, "seen": seen, **fields})


def publish(opportunity: Opportunity) -> Opportunity:
    revision = opportunity.revisions.open().get()
    submit_revision(revision=revision, actor=Actor.system(), now=NOW)
    approve_revision(revision=revision, by=UserFactory(role="manager"), now=NOW)
    return Opportunity.objects.get(pk=opportunity.pk)


def test_picture_is_encoded_anew_and_shown_with_its_words(client, opportunity):
    add(client, opportunity, "picture", alt="The empty hall", picture=draw_picture("JPEG"))

    file = opportunity.files.get()
    assert (file.width, file.height, file.scan) == (1600, 800, "clean")
    kept = read_stored(file.file)
    assert b"Taken at home" not in kept
    assert Image.open(io.BytesIO(kept)).format == "JPEG"
    public = f"/opportunities/{opportunity.slug}/files/{file.pk}/"
    assert Client().get(public).status_code == 404
    page = Client().get(publish(opportunity).get_absolute_url()).content.decode()
    assert 'alt="The empty hall" lang="en" width="1600" height="800"' in page
    answer = read_through(Client().get(public))
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_picture_needs_words_and_must_be_one(client, opportunity):
    response = add(client, opportunity, "picture", alt="", picture=SimpleUploadedFile("a.png", b"<svg/>"))

    page = read_page(response)
    assert "Say what the picture shows" in page
    assert "Choose a PNG, JPEG or WebP picture" in page
    assert not OpportunityFile.objects.exists()


def test_document_is_given_to_the_public_once_it_is_approved(client, opportunity):
    add(client, opportunity, "document", title="The plan", document=make_upload("Plan für uns.pdf"))

    file = opportunity.files.get()
    public = f"/opportunities/{opportunity.slug}/files/{file.pk}/"
    assert Client().get(public).status_code == 404
    assert read_through(client.get(f"{files_page(opportunity)}{file.pk}/")).status_code == 200
    page = read_page(Client().get(publish(opportunity).get_absolute_url()))
    assert "The plan" in page
    assert "not scanned for viruses" in page
    answer = read_through(Client().get(public))
    assert answer["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("content", [b"MZ plain program", b"\x89PNG\r\n\x1a\n" + b"\0" * 20])
def test_document_is_what_its_content_says(client, opportunity, content):
    response = add(client, opportunity, "document", title="x", document=make_upload("a.pdf", content))

    assert "Choose a PDF, DOCX, XLSX or PPTX file" in read_page(response)


def test_file_that_was_taken_out_stays_public_until_that_is_approved(client, opportunity):
    add(client, opportunity, "document", title="The plan", document=make_upload())
    shown = publish(opportunity)
    file = opportunity.files.get()

    client.post(f"{files_page(opportunity)}{file.pk}/remove/")

    assert opportunity.revisions.open().get().content["documents"] == []
    public = f"/opportunities/{shown.slug}/files/{file.pk}/"
    assert read_through(Client().get(public)).status_code == 200
    publish(opportunity)
    assert Client().get(public).status_code == 404


def test_no_more_than_four_pictures(client, opportunity):
    for width in range(400, 404):
        add(client, opportunity, "picture", alt="x", picture=draw_picture(size=(width, 400)))

    response = add(client, opportunity, "picture", alt="x", picture=draw_picture(size=(500, 400)))

    assert "It has as many as it may" in read_page(response)
    assert opportunity.files.count() == 4


def test_document_waits_for_its_scan_and_is_blocked_with_a_virus(client, opportunity, settings, tmp_path):
    with run_clamd(tmp_path) as clamd:
        settings.CLAMAV_SOCKET = clamd.path
        add(client, opportunity, "document", title="Good", document=make_upload("a.pdf", PDF))
        add(client, opportunity, "document", title="Bad", document=make_upload("b.pdf", PDF + EICAR))
        good, bad = opportunity.files.order_by("pk")
        assert good.scan == bad.scan == "pending"
        assert client.get(f"{files_page(opportunity)}{good.pk}/").status_code == 404

        scan_opportunity_file(good.pk)
        assert scan_waiting_files() == 1

    good.refresh_from_db()
    bad.refresh_from_db()
    assert (good.scan, bad.scan) == ("clean", "infected")
    page = read_page(Client().get(publish(opportunity).get_absolute_url()))
    assert "Good" in page
    assert "Bad" not in page


def test_stray_sweep_leaves_the_files_of_opportunities(client, opportunity):
    add(client, opportunity, "document", title="The plan", document=make_upload())

    remove_stray_files()

    file = opportunity.files.get()
    assert file.file.storage.exists(file.file.name)
