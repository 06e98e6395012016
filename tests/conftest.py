"""What every test gets: an empty cache before it, and nothing left in Redis after all."""

import contextlib
from collections.abc import Iterator

import pytest
import redis
from celery import current_app
from django.conf import settings
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Forget what the test before cached, rate limits above all."""
    cache.delete_pattern("*")


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
