"""Keeps secret links out of the log: whoever reads the log must not be able to open them."""

import logging
import re

# Referrals, enquiries (followed, or just sent) and password resets carry their token in the
# address; the desk's addresses hold none.
SECRET_PATHS = re.compile(
    r"((?<!/desk)/referrals/|(?<!/desk)/enquiries/(?:sent|[^/\s]*-[^/\s]*)/|/password/reset/key/)"
    r"[^/\s?\"']+"
)


class HideSecrets(logging.Filter):
    """Puts an ellipsis in the place of a token in any line that is logged."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record where it names a secret address; let every record pass."""
        text = record.getMessage()
        hidden = SECRET_PATHS.sub(r"\1…", text)
        if hidden != text:
            record.msg, record.args = hidden, None
        return True
