"""Counts of what two stored sets share, kept as long as the index is the same."""

from uuid import uuid4

import pytest
from django.utils import timezone
from pyroaring import BitMap

from directory.index import shared_counts as module
from directory.index.shared_counts import SharedCounts
from directory.index.snapshot import Snapshot
from directory.services.search_index import fold_search_changes, rebuild_search_index
from tests.directory.listings import BusinessFactory, make_north_east

SETS = {"a": BitMap([1, 2, 3]), "b": BitMap([2, 3, 4])}


def test_counts_are_kept_for_one_state_of_the_index():
    counts, state = SharedCounts(), uuid4()
    counts.count("a", ["b"], SETS, at=state)
    later = SETS | {"b": BitMap([2])}

    assert counts.count("a", ["b", "c"], later, at=state) == {"b": 2, "c": 0}
    assert counts.count("a", ["b", "c"], later, at=uuid4()) == {"b": 1, "c": 0}


def test_counts_are_forgotten_beyond_their_number(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "MOST_KEPT", 1)
    counts, state = SharedCounts(), uuid4()
    counts.count("a", ["a", "b"], SETS, at=state)

    assert counts.count("a", ["b"], SETS | {"b": BitMap()}, at=state) == {"b": 0}


@pytest.mark.django_db
def test_counts_follow_changes_that_wait_and_that_are_folded():
    north = make_north_east()
    BusinessFactory.create_batch(2, cluster=north["leeds"], size_band="1-9")
    rebuild_search_index(now=timezone.now())

    def count() -> int:
        snapshot = Snapshot(["cluster:leeds", "size:1-9"])
        return snapshot.count(snapshot.find("cluster:leeds"), ["size:1-9"])["size:1-9"]

    counted = [count(), count()]
    BusinessFactory(cluster=north["leeds"], size_band="1-9")
    counted.append(count())
    fold_search_changes()
    counted.append(count())

    assert counted == [2, 2, 3, 3]
