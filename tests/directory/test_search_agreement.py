"""That the index, in whatever state its sets are, finds what going through all businesses finds."""

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from directory.models import Business
from directory.services import search_gathering
from directory.services.search_index import fold_search_changes, rebuild_search_index, refresh_search_index
from tests.directory.listings import BusinessFactory, SectorFactory, make_north_east
from tests.directory.searching import find_plainly, search

pytestmark = pytest.mark.django_db

STEMS = {
    "robot": "robot",
    "robots": "robot",
    "maps": "map",
    "mapping": "map",
    "drones": "drone",
    "cloud": "cloud",
}
WORDS = st.sampled_from(sorted(STEMS))
TEXTS = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)
CLUSTERS = ["leeds", "newcastle", "sunderland", "north-east"]
SECTORS = {"games": "Robot games", "film": "Drones cloud"}

TAKES_ONE = {"change", "move", "delete"}

FACTS = st.fixed_dictionaries(
    {
        "name": TEXTS,
        "summary": TEXTS,
        "cluster_id": st.sampled_from(CLUSTERS),
        "size_band": st.sampled_from(["", *Business.SizeBand.values]),
        "verification": st.sampled_from(["none", "staff"]),
        "origin": st.sampled_from(["registered", "example"]),
        "status": st.sampled_from(["published", "published", "published", "draft"]),
    }
)
ADD = st.tuples(st.just("add"), FACTS, st.sets(st.sampled_from(sorted(SECTORS))))
STEP = st.one_of(
    ADD,
    st.tuples(st.just("change"), st.integers(0, 9), FACTS),
    st.tuples(st.just("move"), st.integers(0, 9), st.sets(st.sampled_from(sorted(SECTORS)))),
    st.tuples(st.just("delete"), st.integers(0, 9)),
    st.tuples(st.sampled_from(["fold", "rebuild", "refresh"])),
)
# A directory whose sets are fresh, and what happens to it then.
STEPS = st.builds(
    lambda first, later: [*first, ("rebuild",), *later],
    st.lists(ADD, min_size=2, max_size=6),
    st.lists(STEP, max_size=8),
)
# Each example is dear, so none is made smaller.
EXAMPLES = settings(
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
ALWAYS = ["", "q=robot", "q=maps", "cluster=north-east", "sector=media", "size=1-9", "verified=yes"]
QUERIES = st.builds(
    lambda parts, sort: "&".join([*parts, *sort]),
    st.lists(
        st.one_of(
            TEXTS.map(lambda text: f"q={text}".replace(" ", "+")),
            st.sampled_from(CLUSTERS).map("cluster={}".format),
            st.sampled_from([*SECTORS, "media"]).map("sector={}".format),
            st.sampled_from(["1-9", "500%2B"]).map("size={}".format),
            st.just("verified=yes"),
        ),
        max_size=4,
        unique_by=lambda part: "q" if part.startswith("q=") else part,
    ),
    st.sampled_from([[], ["sort=name"], ["sort=newest"], ["sort=largest"]]),
)


def take(step: tuple) -> None:
    """Do one of the things that happen to a directory."""
    businesses = list(Business.objects.order_by("pk"))
    chosen = businesses[step[1] % len(businesses)] if businesses and step[0] in TAKES_ONE else None
    match step:
        case ("add", facts, sectors):
            BusinessFactory(**facts, sectors=sectors)
        case ("change", _, facts) if chosen:
            Business.objects.filter(pk=chosen.pk).update(**facts)
        case ("move", _, sectors) if chosen:
            chosen.sectors.set(sectors)
        case ("delete", _) if chosen:
            chosen.delete()
        case ("fold",):
            fold_search_changes()
        case ("rebuild",):
            rebuild_search_index(now=timezone.now())
        case ("refresh",):
            refresh_search_index(now=timezone.now())


@pytest.fixture
def trees(monkeypatch) -> None:
    """Clusters and sectors; and every word gets a set of its own."""
    monkeypatch.setattr(search_gathering, "FEWEST", 1)
    make_north_east()
    SectorFactory(code="media")
    for code, name in SECTORS.items():
        SectorFactory(code=code, name=name, parent_id="media")


@given(steps=STEPS, queries=st.lists(QUERIES, min_size=1, max_size=4))
@settings(EXAMPLES, max_examples=50)
@pytest.mark.usefixtures("trees")
def test_search_finds_what_going_through_all_finds(steps: list[tuple], queries: list[str]):
    with transaction.atomic():
        for step in steps:
            take(step)
        for query in [*ALWAYS, *queries]:
            matches = search(query).matches
            assert matches.ids(0, len(matches)) == find_plainly(query, STEMS), query
        transaction.set_rollback(True)


@given(steps=STEPS, query=QUERIES)
@settings(EXAMPLES, max_examples=25)
@pytest.mark.usefixtures("trees")
def test_counts_and_slices_are_those_of_what_is_found(steps: list[tuple], query: str):
    with transaction.atomic():
        for step in steps:
            take(step)
        matches = search(query).matches
        found = matches.ids(0, len(matches))
        assert [pk for chunk in matches.iterate_ids(2) for pk in chunk] == found
        assert [matches.ids(start, start + 3) for start in range(4)] == [found[n : n + 3] for n in range(4)]
        for cluster in CLUSTERS:
            both = len(Business.objects.filter(pk__in=found).in_clusters([cluster]))
            assert matches.count([f"cluster:{cluster}"]) == {f"cluster:{cluster}": both}
        transaction.set_rollback(True)


@pytest.mark.parametrize("sort", ["name", "newest"])
def test_walking_the_index_gives_the_order_that_sorting_gives(sort: str, monkeypatch):
    monkeypatch.setattr("directory.index.orders.BATCH", 3)
    monkeypatch.setattr("directory.index.orders.LARGEST_BATCH", 4)
    BusinessFactory.create_batch(5, name="Same", size_band="1-9")
    BusinessFactory.create_batch(5, name="Other", size_band="1-9")
    BusinessFactory.create_batch(5, name="Another", size_band="10-49")
    query = f"size=1-9&sort={sort}"
    sorted_ids = search(query).matches.ids(0, 20)

    monkeypatch.setattr("directory.index.orders.SMALL", 0)

    assert search(query).matches.ids(0, 20) == sorted_ids
    assert search(query).matches.ids(4, 7) == sorted_ids[4:7]
    assert [pk for chunk in search(query).matches.iterate_ids(4) for pk in chunk] == sorted_ids
