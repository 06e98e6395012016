"""One portal for all journeys; each begins with every part running and no enquiries."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from technorth.stack import programs
from tests.journeys.portal import Portal

DEBIAN_POSTGRES = "/usr/lib/postgresql/15/bin"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the journeys on one worker: they share one portal, and stop its parts."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("journeys"))


@contextlib.contextmanager
def suite_engines() -> Iterator[None]:
    """Let journeys start the engines that the suite is to be shown on, and leave other tests theirs.

    Where DATABASE_URL names a server, those are the installed ones; the journeys cannot stop a
    server that others use, so they run the same programs themselves.
    """
    with pytest.MonkeyPatch.context() as patch:
        if os.environ.get("DATABASE_URL"):
            patch.setattr(programs, "package_folder", lambda name: None)
            patch.setenv("PATH", DEBIAN_POSTGRES, prepend=os.pathsep)
        yield


@pytest.fixture(scope="session")
def whole_portal() -> Iterator[Portal]:
    """Start a portal in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="technorth-journeys-") as folder:
        data_dir = Path(folder)
        data_dir.chmod(0o711)  # as root, PostgreSQL runs as nobody, who has to reach its files
        portal = Portal(data_dir)
        try:
            with suite_engines():
                portal.prepare()
            yield portal
        finally:
            portal.stop()


@pytest.fixture
def portal(whole_portal: Portal) -> Iterator[Portal]:
    """Return the portal with every part running and no enquiries."""
    with suite_engines():
        whole_portal.ensure_running()
        yield whole_portal
