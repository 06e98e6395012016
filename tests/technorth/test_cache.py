"""The cache with Redis, without it, and with it again."""

from django.core.cache import cache

from technorth.cache import SteadyCache


def test_cache_keeps_values_in_redis():
    cache.set("greeting", "hello")

    assert cache.get("greeting") == "hello"
    assert [cache.add("greeting", "again"), cache.has_key("greeting")] == [False, True]
    assert cache.delete("greeting") is True
    assert cache.get("greeting", "nothing") == "nothing"


def test_cache_remembers_by_itself_while_redis_is_away(cut_redis):
    cache.set("greeting", "hello", timeout=30)

    assert cache.get("greeting") == "hello"
    assert [cache.add("greeting", "again"), cache.add("farewell", "bye")] == [False, True]
    assert [cache.touch("greeting", 60), cache.has_key("greeting")] == [True, True]
    assert cache.delete("greeting") is True
    assert cache.get("greeting") is None


def test_cache_logs_an_outage_once_and_its_end(cut_redis, caplog, monkeypatch):
    caplog.set_level("INFO", logger="technorth.cache")
    monkeypatch.setattr("technorth.cache.PAUSE", 0)  # asks Redis again at once
    for _number in range(3):
        cache.get("greeting")
    cut_redis()
    cache.get("greeting")

    assert [record.getMessage() for record in caplog.records if record.name == "technorth.cache"] == [
        "Redis is away, each process caches for itself: ConnectionError",
        "Redis is back",
    ]


def test_cache_does_not_ask_a_redis_that_was_away_a_moment_ago(cut_redis):
    cache.get("greeting")
    cut_redis()
    cache.set("greeting", "kept here")
    SteadyCache.away_until = 0

    assert cache.get("greeting") is None
