"""What every test gets: quick passwords, an empty cache before it, and nothing left in Redis after all."""

import contextlib
import gc
import socket
from collections.abc import Callable, Iterator
from functools import cache as cache_result
from pathlib import Path
from typing import Any

import pytest
import redis
from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.core.files.storage import FileSystemStorage
from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations
from django.utils import translation
from django.utils.translation import trans_real
from hypothesis import HealthCheck
from hypothesis import settings as properties

from investors.models import Attachment, OpportunityFile
from technorth import languages
from technorth.cache import SteadyCache
from technorth.catalogues.pseudo import compile_pseudo
from technorth.catalogues.upkeep import compile_stale
from technorth.languages import HOUSE_LANGUAGE
from tests.chromium import browser as browser
from tests.flushing import keep_migrated_rows, write_flush

# How quick the machine is says nothing of a property.
properties.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
properties.load_profile("suite")

END_OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


def pytest_collection_finish() -> None:
    """Let the garbage collector pass over the thousands of tests and modules, which stay to the end."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(autouse=True)
def _hash_passwords_quickly(settings: Any) -> None:
    """Spend no time on making passwords hard to guess."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _begin_in_english() -> None:
    """Speak English, whatever page the test before asked for last: a request leaves its language active."""
    translation.activate(HOUSE_LANGUAGE)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Make the database, and empty it after each transactional test by ``tests.flushing``."""
    with django_db_blocker.unblock():
        keep_migrated_rows()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", write_flush)
        yield


@pytest.fixture(scope="session", autouse=True)
def _compile_catalogues() -> None:
    """Let Django read what translators wrote last."""
    compile_stale()


@pytest.fixture
def offer(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Return a function that offers these languages beside English, complete or not, and no others."""
    monkeypatch.setattr(languages, "OFFERED", ())

    def offer_languages(*codes: str) -> None:
        if "en-xa" in codes:
            make_pseudo()
        settings.LANGUAGES = languages.choose_languages(codes)

    return offer_languages


@cache_result
def make_pseudo() -> None:
    """Compile the pseudo-language, once for this process."""
    compile_pseudo()
    trans_real._translations.pop("en-xa", None)


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Forget what the test before cached, rate limits above all."""
    cache.delete_pattern("*")


@pytest.fixture(autouse=True)
def attachment_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the files that investors send in a folder of the test's own, and return it."""
    folder = tmp_path / "attachments"
    options = settings.STORAGES["attachments"]["OPTIONS"] | {"location": folder}
    monkeypatch.setattr(Attachment.file.field, "storage", FileSystemStorage(**options))
    monkeypatch.setattr(OpportunityFile.file.field, "storage", FileSystemStorage(**options))
    return folder


@pytest.fixture(scope="session", autouse=True)
def _clean_broker() -> Iterator[None]:
    """Remove the messages that tests sent, and the cache, from a Redis that others may use too."""
    yield
    with contextlib.suppress(redis.RedisError), current_app.connection_for_write() as broker:
        client = broker.default_channel.client
        pattern = f"{settings.REDIS_PREFIX}:*"
        found = list(redis.Redis(connection_pool=client.connection_pool).scan_iter(pattern))
        if found:
            redis.Redis(connection_pool=client.connection_pool).delete(*found)


@pytest.fixture
def cut_redis(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Point the cache at a port where nothing listens; the returned function points it back."""
    address = settings.CACHES["default"]["LOCATION"]
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]

    def point_at(location: str) -> None:
        settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": location}}

    monkeypatch.setattr(SteadyCache, "away_until", 0)
    point_at(f"redis://127.0.0.1:{port}/0")
    return lambda: point_at(address)


@pytest.fixture
def cut_database() -> Iterator[tuple[Callable[[], None], Callable[[], None]]]:
    """Return two functions: point PostgreSQL at a port where nothing listens, and point it back.

    For tests with ``django_db(transaction=True)`` or a live server: open connections end, also those
    of the server's threads.
    """
    cuts = pytest.MonkeyPatch()

    def cut() -> None:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        with connection.cursor() as cursor:
            cursor.execute(END_OTHERS)
        connection.close()
        cuts.setitem(connection.settings_dict, "HOST", "127.0.0.1")
        cuts.setitem(connection.settings_dict, "PORT", str(port))

    def mend() -> None:
        cuts.undo()
        connection.close()

    yield cut, mend
    mend()
