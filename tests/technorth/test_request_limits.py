"""What a stranger's program may send: no server error, no file on the disk, no reading of odd encodings."""

import io
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.test import Client

from technorth.encoding import read_as_utf8
from technorth.wsgi import application

pytestmark = pytest.mark.django_db
BOUNDARY = "b0undary"


@pytest.fixture
def stranger() -> Client:
    return Client(raise_request_exception=False)


def make_environ(method: str, kind: str, *, query: str = "", body: bytes = b"") -> dict[str, Any]:
    """Return a request as the web server hands it to the application."""
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": "/enquiries/new/",
        "QUERY_STRING": query,
        "CONTENT_TYPE": kind,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
    }
    setup_testing_defaults(environ)
    return environ


@read_as_utf8
def show_text(environ: dict[str, Any], _start_response: object) -> list[bytes]:
    """Answer with the field ``text`` as Django reads it."""
    request = WSGIRequest(environ)
    return [(request.POST if request.method == "POST" else request.GET)["text"].encode()]


def build_part(name: str, content: bytes) -> bytes:
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="text"{name}\r\n\r\n'.encode()
    return head + content + f"\r\n--{BOUNDARY}--\r\n".encode()


@pytest.mark.parametrize("charset", ["unicode_escape", "rot13", "idna", "utf-16", "undefined", "a\0b"])
def test_address_is_read_as_utf8_whatever_the_request_says(charset):
    environ = make_environ("GET", f"text/plain; Charset={charset}", query="text=%5Cud800")

    assert show_text(environ, None) == [b"\\ud800"]


@pytest.mark.parametrize("charset", ["unicode_escape", "rot13", "hex", "undefined", "punycode"])
def test_form_is_read_as_utf8_whatever_the_request_says(charset):
    kind = f"multipart/form-data; charset={charset}; boundary={BOUNDARY}"
    environ = make_environ("POST", kind, body=build_part("", rb"\ud800" + "é".encode()))

    assert show_text(environ, None) == [rb"\ud800" + "é".encode()]


def test_web_server_is_given_the_application_that_reads_utf8():
    assert application.__qualname__ == show_text.__qualname__


def test_twenty_first_file_is_refused(stranger):
    part = build_part('; filename="big"', b"a" * 1000)
    body = part.removesuffix(f"--{BOUNDARY}--\r\n".encode()) * 20 + part

    response = stranger.generic(
        "POST", "/enquiries/new/", body, content_type=f"multipart/form-data; boundary={BOUNDARY}"
    )

    assert response.status_code == 400
    assert response.headers["Content-Security-Policy"]


@pytest.mark.parametrize(("size", "kept"), [(1000, True), (11 * 1024 * 1024, False)])
def test_file_never_reaches_the_disk(settings, tmp_path, size, kept):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    body = build_part('; filename="big"', b"a" * size)
    kind = f"multipart/form-data; boundary={BOUNDARY}"

    request = WSGIRequest(make_environ("POST", kind, body=body))

    assert bool(request.FILES) == kept
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("address", ["/enquiries/new/", "/accounts/login/"])
def test_form_too_big_or_with_too_many_fields_is_a_bad_request(stranger, address):
    form = "application/x-www-form-urlencoded"

    too_big = stranger.generic("POST", address, b"plan=" + b"a" * 3_000_000, content_type=form)
    too_many = stranger.generic("POST", address, b"&".join([b"plan=a"] * 1001), content_type=form)

    assert (too_big.status_code, too_many.status_code) == (400, 400)


@pytest.mark.parametrize(
    "path", ["/businesses/%00/", "/referrals/%00/", "/enquiries/%00/x/", "/clusters/a%00b/", "/%00"]
)
def test_path_with_a_null_is_not_found(stranger, path):
    assert stranger.get(path).status_code == 404
