"""Companies House on this machine: answers as its public data API does (external formats), or misbehaves."""

import base64
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "key-for-tests"
ABSENT = {"errors": [{"type": "ch:service", "error": "company-profile-not-found"}]}
PROFILE: dict[str, Any] = {
    "company_name": "EXAMPLE LOOM SOFTWARE LIMITED",
    "company_number": "99999991",
    "type": "ltd",
    "company_status": "active",
    "date_of_creation": "2012-03-05",
    "sic_codes": ["62012", "62020"],
    "registered_office_address": {
        "address_line_1": "Unit 4, Example Mill",
        "address_line_2": "Example Street",
        "locality": "Leeds",
        "region": "West Yorkshire",
        "postal_code": "LS1 1AA",
        "country": "England",
    },
    "etag": "0000000000000000000000000000000000000000",
}


class CompaniesHouse:
    """A server on a free port. ``profiles`` are what it knows; ``answer`` replaces every answer while set.

    ``answer`` is a status, headers and a body; ``delay`` the seconds before each answer, ``drip`` those
    between its bytes.
    """

    def __init__(self) -> None:
        self.profiles = {"99999991": dict(PROFILE)}
        self.answer: tuple[int, dict[str, str], bytes] | None = None
        self.delay = self.drip = 0.0
        self.asked: list[str] = []
        house = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                house.asked.append(self.path)
                time.sleep(house.delay)
                status, headers, body = house.answer or house.judge(
                    self.path, self.headers.get("Authorization", "")
                )
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                try:
                    self._write(body)
                except OSError:  # the client has had enough
                    self.close_connection = True

            def _write(self, body: bytes) -> None:
                if not house.drip:
                    self.wfile.write(body)
                    return
                for byte in body:
                    self.wfile.write(bytes([byte]))
                    self.wfile.flush()
                    time.sleep(house.drip)

            def log_message(self, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        """The address as COMPANIES_HOUSE_URL has it."""
        return f"http://127.0.0.1:{self.server.server_port}"

    def stop(self) -> None:
        """Close the port."""
        self.server.shutdown()
        self.server.server_close()

    def judge(self, path: str, authorization: str) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers and body as the API does."""
        json_type = {"Content-Type": "application/json"}
        wanted = "Basic " + base64.b64encode(f"{KEY}:".encode()).decode()
        if authorization != wanted:
            said = "Invalid Authorization" if authorization else "Empty Authorization header"
            return 401, json_type, json.dumps({"error": said, "type": "ch:service"}).encode()
        profile = self.profiles.get(path.removeprefix("/company/"))
        if profile is None:
            return 404, json_type, json.dumps(ABSENT).encode()
        return 200, json_type, json.dumps(profile).encode()
