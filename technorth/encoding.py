"""In which encoding a request is read: always UTF-8, in which every page of this site is sent."""

import re
from collections.abc import Callable, Iterable
from typing import Any

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

_CHARSET = re.compile(r";\s*charset\s*=[^;]*", re.IGNORECASE)


def read_as_utf8(application: Application) -> Application:
    """Return ``application``, deaf to the charset that a request names.

    Python knows codecs that are no text, and some that yield half a character, which PostgreSQL
    refuses. Django looks for the codec before any middleware runs, so it is taken away before
    that. No browser sends a form in another encoding than its page's.
    """

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        environ["CONTENT_TYPE"] = _CHARSET.sub("", environ.get("CONTENT_TYPE") or "")
        return application(environ, start_response)

    return answer
