"""The file by its web address: fetched as a stream, from a server of this machine."""

import io
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from django.core.management import CommandError

from bench.company_rows import write_rows
from directory.models import Company
from tests.directory.company_files import make_company, prepare_north, run_import

pytestmark = pytest.mark.django_db

NAME = "BasicCompanyDataAsOneFile-2026-11-01.zip"


class Server(ThreadingHTTPServer):
    """Serves ``content`` under NAME, of which ``sent`` bytes."""

    content = b""
    sent = 1 << 30

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/{NAME}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self):
        if self.path != f"/{NAME}":
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(self.server.content)))
        self.end_headers()
        self.wfile.write(self.server.content[: self.server.sent])

    def log_message(self, format, *args):
        pass


@pytest.fixture
def server(settings, tmp_path: Path) -> Iterator[Server]:
    settings.DATA_DIR = tmp_path
    prepare_north()
    text, packed = io.StringIO(newline=""), io.BytesIO()
    write_rows(text, iter([make_company("ZZ000001"), make_company("ZZ000002")]))
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("companies.csv", text.getvalue())
    with Server(("127.0.0.1", 0), Handler) as started:
        started.content = packed.getvalue()
        thread = Thread(target=started.serve_forever)
        thread.start()
        yield started
        started.shutdown()
        thread.join()


def test_address_is_imported_and_nothing_left(server: Server, tmp_path: Path):
    lines = run_import(server.url)

    assert lines[:2] == [
        f"{NAME}, as of 1 November 2026: 2 rows.",
        "Companies: 2 new, 0 changed, 0 closed, 0 unchanged.",
    ]
    assert list((tmp_path / "imports").iterdir()) == []


def test_file_that_is_there_already_is_not_fetched_again(server: Server, tmp_path: Path):
    run_import(server.url, "--dry-run")
    kept = tmp_path / "imports" / NAME
    server.content = b"x" * len(server.content)  # what it would fetch

    lines = run_import(server.url)

    assert lines[0] == "Lines up to 3 were read by the run before."
    assert Company.objects.count() == 2
    assert not kept.exists()


def test_half_a_file_is_refused(server: Server, tmp_path: Path):
    server.sent = 100

    with pytest.raises(CommandError, match=r"could not be downloaded: it ended after 100 of [0-9]+ bytes\.$"):
        run_import(server.url)

    assert not Company.objects.exists()
    assert [path.name for path in (tmp_path / "imports").iterdir()] == [f"{NAME}.part"]
    server.sent = 1 << 30
    assert run_import(server.url)[1] == "Companies: 2 new, 0 changed, 0 closed, 0 unchanged."


def test_address_without_a_file_is_refused(server: Server):
    with pytest.raises(CommandError, match=r"/none\.zip could not be downloaded: Not Found\.$"):
        run_import(server.url.replace(NAME, "none.zip"))


def test_server_that_does_not_answer_is_named(server: Server):
    server.shutdown()
    server.socket.close()

    with pytest.raises(CommandError, match=r"could not be downloaded: .*Connection refused\.$"):
        run_import(server.url)
