"""What a file is, by its content, and what it may be called."""

import io
import struct
import zipfile

import openpyxl
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from investors.file_types import DOCX, JPEG, PDF, PNG, PPTX, XLSX, clean_name, find_type
from tests.investors import sent_files
from tests.investors.sent_files import make_office


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (sent_files.PDF, PDF),
        (sent_files.PNG, PNG),
        (sent_files.JPEG, JPEG),
        (make_office("docx"), DOCX),
        (make_office("xlsx"), XLSX),
        (make_office("pptx"), PPTX),
        (make_office("docx", compression=zipfile.ZIP_STORED), DOCX),
    ],
)
def test_file_is_what_its_content_says(content, kind):
    assert find_type(io.BytesIO(content)) == kind


def test_files_of_real_programs_are_known():
    sheet, letter, picture, photo = (io.BytesIO() for _file in range(4))
    openpyxl.Workbook().save(sheet)
    canvas = Canvas(letter)
    canvas.drawString(100, 100, "A plan")
    canvas.save()
    Image.new("RGB", (4, 4)).save(picture, "PNG")
    Image.new("RGB", (4, 4)).save(photo, "JPEG")

    assert [find_type(file) for file in (sheet, letter, picture, photo)] == [XLSX, PDF, PNG, JPEG]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ\x90\0",
        b"<html><script>alert(1)</script>",
        b" %PDF-1.7",
        b"GIF89a",
        b"PK\x03\x04",
        make_office("docx")[:-1],
        make_office("docx") + b"tail",
        make_office("application/vnd.ms-word.document.macroEnabled.main+xml"),
        make_office("docx", content_types=b"<Types/>"),
        make_office("docx", compression=zipfile.ZIP_LZMA),
        make_office(f'{sent_files.MAIN_PARTS["docx"]}" ContentType="{sent_files.MAIN_PARTS["xlsx"]}'),
    ],
)
def test_anything_else_is_nothing(content):
    assert find_type(io.BytesIO(content)) is None


def test_other_archive_is_nothing():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("plan.txt", "A plan")

    assert find_type(file) is None


def test_document_that_hides_macros_is_nothing():
    file = io.BytesIO(make_office("docx"))
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"macros")

    assert find_type(file) is None


def test_bomb_is_not_unpacked():
    bomb = make_office("docx", content_types=b" " * 50_000_000 + sent_files.MAIN_PARTS["docx"].encode())

    assert len(bomb) < 100_000
    assert find_type(io.BytesIO(bomb)) is None


def test_huge_directory_is_not_read():
    content = bytearray(make_office("docx"))
    struct.pack_into("<L", content, len(content) - 10, 3 * 1024 * 1024)

    assert find_type(io.BytesIO(bytes(content))) is None


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("plan.pdf", "plan.pdf"),
        ("Plan 2027.PDF", "Plan 2027.pdf"),
        ("計画書.pdf", "計画書.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\h\\plan.pdf", "plan.pdf"),
        ("setup.exe", "setup.exe.pdf"),
        ("gpj.\u202efdp.exe", "gpj. fdp.exe.pdf"),
        ("a\r\nb\0c.pdf", "a b c.pdf"),
        ('a"b<c>.pdf', "a b c.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("...", "file.pdf"),
        ("", "file.pdf"),
        ("x" * 300 + ".pdf", "x" * 115 + ".pdf"),
    ],
)
def test_name_is_harmless_and_ends_as_the_content_is(name, cleaned):
    assert clean_name(name, PDF) == cleaned


def test_name_may_end_in_any_way_that_is_usual():
    assert clean_name("photo.JPEG", JPEG) == "photo.jpeg"
