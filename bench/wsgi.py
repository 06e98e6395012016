"""The portal as gunicorn loads it, but for a header that says how long each answer took."""

import os
import time
from collections.abc import Callable, Iterable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")

from technorth.encoding import Application
from technorth.wsgi import application as portal

HEADER = "X-Bench-Milliseconds"


def tell_time(application: Application) -> Application:
    """Return ``application`` with HEADER: from the request to the whole answer, or to its first byte
    where it is streamed."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        started: list[Any] = []
        began = time.perf_counter()
        response = application(environ, lambda *arguments: started.extend(arguments))
        took = (time.perf_counter() - began) * 1000
        status, headers, *rest = started
        start_response(status, [*headers, (HEADER, f"{took:.3f}")], *rest)
        return response

    return answer


application = tell_time(portal)
