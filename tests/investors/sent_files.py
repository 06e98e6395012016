"""Files as investors send them, made at run time, and a daemon that looks into them, for tests."""

import io
import socketserver
import struct
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models.fields.files import FieldFile

from investors.forms.files import FilesField
from investors.models import Attachment, Enquiry
from investors.services.following import write_back
from investors.uploads import NewFile
from tests.investors.sent_enquiries import NOW

PDF = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 20
OFFICE = "application/vnd.openxmlformats-officedocument."
MAIN_PARTS = {
    "docx": f"{OFFICE}wordprocessingml.document.main+xml",
    "xlsx": f"{OFFICE}spreadsheetml.sheet.main+xml",
    "pptx": f"{OFFICE}presentationml.presentation.main+xml",
}
# The file by which every scanner is tested; put together at run time, so that none finds it in our own files.
EICAR = b"".join([rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-", b"ANTIVIRUS-TEST-FILE!$H+H*"])


def make_office(
    kind: str, *, content_types: bytes | None = None, compression: int = zipfile.ZIP_DEFLATED
) -> bytes:
    """Return an office document of ``kind``; ``content_types`` replaces the list of its parts."""
    listed = f'<Types><Override PartName="/main.xml" ContentType="{MAIN_PARTS.get(kind, kind)}"/></Types>'
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        archive.writestr("[Content_Types].xml", content_types or listed.encode())
        archive.writestr("main.xml", b"<main/>")
    return file.getvalue()


def make_upload(name: str = "plan.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    """Return a file as a browser sends it."""
    return SimpleUploadedFile(name, content)


def make_file(name: str = "plan.pdf", content: bytes = PDF) -> NewFile:
    """Return a file that was looked at and may be kept."""
    [file] = FilesField().clean([make_upload(name, content)])
    return file


def attach(enquiry: Enquiry, name: str = "plan.pdf", content: bytes = PDF) -> Attachment:
    """Add a file to ``enquiry`` as its investor does, and return it."""
    write_back(enquiry=enquiry, text="", files=[make_file(name, content)], now=NOW)
    return enquiry.attachments.latest("pk")


class Clamd:
    """Speaks the INSTREAM command of clamd on a socket: finds EICAR and nothing else.

    ``reply`` replaces every answer while set; ``seen`` are the streams that arrived.
    """

    def __init__(self, path: Path) -> None:
        self.path = str(path)
        self.reply: bytes | None = None
        self.seen: list[bytes] = []

    def answer(self, stream: bytes) -> bytes:
        """Return what clamd says of ``stream``."""
        self.seen.append(stream)
        if self.reply is not None:
            return self.reply
        return b"stream: Eicar-Test-Signature FOUND\0" if EICAR in stream else b"stream: OK\0"


@contextmanager
def run_clamd(folder: Path) -> Iterator[Clamd]:
    """Run a Clamd on a socket in ``folder``."""
    clamd = Clamd(folder / "clamd.ctl")

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            assert self.rfile.read(10) == b"zINSTREAM\0"
            stream = b""
            while size := struct.unpack("!L", self.rfile.read(4))[0]:
                stream += self.rfile.read(size)
            self.wfile.write(clamd.answer(stream))

    with socketserver.ThreadingUnixStreamServer(clamd.path, Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield clamd
        server.shutdown()
        thread.join()


def read_stored(file: FieldFile) -> bytes:
    """Return what is stored as ``file``, and close it."""
    with file.open("rb") as content:
        return content.read()
