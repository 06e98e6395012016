"""A cache that outlives Redis: while Redis is away, each process remembers for itself."""

import logging
import time
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django_redis.cache import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

# Redis is asked again after this many seconds, so that an outage slows one request in many.
PAUSE = 5


class SteadyCache(RedisCache):
    """Redis by ``django_redis``, and this process's memory while Redis is away.

    So rate limits of sign-in and codes used up still count, for each process alone, and no
    page fails. An outage is logged when it begins and when it ends, and not in between.
    """

    away_until: float = 0  # of all threads of this process: one outage, one log line

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        kept = {name: value for name, value in params.items() if name != "OPTIONS"}
        self._memory = LocMemCache("technorth-without-redis", kept)

    def get(self, key: str, default: Any = None, version: int | None = None, client: Any = None) -> Any:
        """Return the value of ``key``, else ``default``."""
        return self._ask("get", key, default, version)

    def set(self, key: str, value: Any, *args: Any, **kwargs: Any) -> Any:
        """Keep ``value`` under ``key``."""
        return self._ask("set", key, value, *args, **kwargs)

    def add(self, key: str, value: Any, *args: Any, **kwargs: Any) -> Any:
        """Keep ``value`` unless ``key`` is there; return whether it was kept."""
        return self._ask("add", key, value, *args, **kwargs)

    def touch(self, key: str, *args: Any, **kwargs: Any) -> Any:
        """Give ``key`` a new lifetime; return whether it was there."""
        return self._ask("touch", key, *args, **kwargs)

    def delete(self, key: str, *args: Any, **kwargs: Any) -> Any:
        """Forget ``key``; return whether it was there."""
        return self._ask("delete", key, *args, **kwargs)

    def has_key(self, key: str, *args: Any, **kwargs: Any) -> Any:
        """Return whether ``key`` is there."""
        return self._ask("has_key", key, *args, **kwargs)

    def _ask(self, method: str, *args: Any, **kwargs: Any) -> Any:
        """Return what ``method`` of Redis answers, or where it does not, of memory."""
        if time.monotonic() >= SteadyCache.away_until:
            try:
                answer = getattr(super(), method)(*args, **kwargs)
            except RedisError as error:
                if not SteadyCache.away_until:
                    logger.warning("Redis is away, each process caches for itself: %s", type(error).__name__)
                SteadyCache.away_until = time.monotonic() + PAUSE
            else:
                if SteadyCache.away_until:
                    logger.info("Redis is back")
                    SteadyCache.away_until = 0
                return answer
        return getattr(self._memory, method)(*args, **kwargs)
