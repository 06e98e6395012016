"""Log lines without the keys that stand in addresses, and without the rows that PostgreSQL quotes."""

import logging
import re
from collections.abc import Iterator

import psycopg2
from django.db import DatabaseError

# Behind each of these comes a token that opens somebody's case or account; the desk's addresses hold none.
_TOKEN = re.compile(
    r"((?<!/desk)/(?:referrals|invitations|confirmations|unsubscribe|enquiries/(?!new/)[^/\s]+"
    r"|accounts/password/reset/key|accounts/confirm-email)/)"
    r"[^/\s'\"?]+"
)


class TokenlessFormatter(logging.Formatter):
    """Writes ``…`` in place of a token, wherever it comes from: Django logs the address of each error.

    Of what PostgreSQL says it writes the first line. The others quote the row that it refused.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, with its traceback if there is one."""
        line = super().format(record)
        for words in _find_database_words(record.exc_info[1] if record.exc_info else None):
            first = words.partition("\n")[0]
            line = line.replace(words.strip(), first).replace(repr(words)[1:-1], first)
        return _TOKEN.sub(r"\1…", line)


def _find_database_words(error: BaseException | None) -> Iterator[str]:
    """Yield the words of each error of the database among ``error`` and what led to it."""
    while error is not None:
        if isinstance(error, DatabaseError | psycopg2.Error) and str(error).strip():
            yield str(error)
        error = error.__cause__ or error.__context__
