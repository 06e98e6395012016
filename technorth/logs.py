"""Log lines without the keys that stand in addresses."""

import logging
import re

# Behind each of these comes a token that opens somebody's case or account; the desk's addresses hold none.
_TOKEN = re.compile(
    r"((?<!/desk)/(?:referrals|enquiries/(?!new/)[^/\s]+|accounts/password/reset/key|accounts/confirm-email)/)"
    r"[^/\s'\"?]+"
)


class TokenlessFormatter(logging.Formatter):
    """Writes ``…`` in place of a token, wherever it comes from: Django logs the address of each error."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, with its traceback if there is one."""
        return _TOKEN.sub(r"\1…", super().format(record))
