"""Fetching the bulk file from a web address that the operator gave."""

import http.client
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

from directory.company_files import BadCompanyFile

SECONDS = 30
PIECE = 1 << 20


def is_web_address(text: str) -> bool:
    """Whether ``text`` is an http or https address."""
    return text.lower().startswith(("http://", "https://"))


def download_company_file(url: str, folder: Path, report: Callable[[int, int], None]) -> Path:
    """Fetch ``url`` into ``folder``, piece by piece, and return where it is.

    One that is there already with the size that the server states is not fetched again, so that an
    import that was cut off finds the same file; half a file is. ``report`` is given bytes and bytes
    in all, 0 where unknown. Raises BadCompanyFile with a sentence if the server does not give it.
    """
    name = Path(unquote(urlsplit(url).path)).name or "companies"
    path = folder / name
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with urllib.request.urlopen(url, timeout=SECONDS) as response:  # noqa: S310  # see is_web_address
            size = int(response.headers.get("Content-Length") or 0)
            if size and path.exists() and path.stat().st_size == size:
                return path
            partial = path.with_name(f"{name}.part")
            _save(response, partial, size, report)
    except (OSError, http.client.HTTPException, ValueError) as error:
        reason = getattr(error, "reason", None) or error or type(error).__name__
        raise BadCompanyFile(f"{url} could not be downloaded: {reason}.") from error
    partial.replace(path)
    return path


def _save(
    response: http.client.HTTPResponse, path: Path, size: int, report: Callable[[int, int], None]
) -> None:
    """Write the answer to ``path``. Raises OSError if it ends before ``size`` bytes."""
    done = 0
    with path.open("wb") as file:
        while piece := response.read(PIECE):
            file.write(piece)
            done += len(piece)
            report(done, size)
    if size and done != size:
        raise OSError(f"it ended after {done:,} of {size:,} bytes")
