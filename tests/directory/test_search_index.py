"""That the index is what the businesses make it, whoever writes, and that searches see it at once."""

import datetime
from threading import Event, Thread
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from directory.index.copies import Copies, copies
from directory.index.positions import HIGHEST_ID, read_ids
from directory.index.snapshot import Snapshot
from directory.models import Business, SearchChange, SearchEntry, SearchSet, SearchSpelling, Site
from directory.services import search_gathering
from directory.services.search_index import (
    FEW,
    PATIENCE,
    fold_search_changes,
    indexing_later,
    keep_search_index,
    rebuild_search_index,
    refresh_search_index,
)
from directory.tasks import refresh_search, sweep_search
from tests.directory.listings import (
    BusinessFactory,
    ClusterFactory,
    OutcodeFactory,
    SectorFactory,
    make_north_east,
)
from tests.directory.searching import find, search

pytestmark = pytest.mark.django_db


def keys(business: Business) -> set[str]:
    return set(SearchEntry.objects.get(pk=business.pk).keys)


def ago(**span: int) -> datetime.datetime:
    return timezone.now() - datetime.timedelta(**span)


@pytest.fixture
def sets_for_all_words(monkeypatch):
    """Give every word a set of its own when sets are made, however rare it is."""
    monkeypatch.setattr(search_gathering, "FEWEST", 1)


def test_entry_has_what_facets_count():
    north = make_north_east()
    games = SectorFactory(code="games", parent=SectorFactory(code="media"))
    outcode = OutcodeFactory(code="NE1", cluster=north["newcastle"])

    business = BusinessFactory(
        cluster=north["newcastle"], sectors=[games], size_band="1-9", verification="staff", outcode=outcode
    )

    assert keys(business) == {
        *("all", "cluster:newcastle", "cluster:north-east", "sector:games", "sector:media"),
        *("size:1-9", "verified", "outcode:NE1", "origin:registered"),
    }


def test_business_without_facts_has_no_keys_for_them():
    assert keys(BusinessFactory(size_band="")) == {"all", "cluster:leeds", "origin:registered"}


def test_only_listed_businesses_have_an_entry():
    business = BusinessFactory(status="draft")
    listed = [SearchEntry.objects.count()]

    for status in ("published", "archived", "published"):
        Business.objects.update(status=status)
        listed.append(SearchEntry.objects.count())
    business.delete()
    listed.append(SearchEntry.objects.count())

    assert listed == [0, 1, 0, 1, 0]


def test_entry_follows_whatever_changes_its_business():
    sector, other = SectorFactory(code="one"), SectorFactory(code="two")
    business = BusinessFactory(name="Alpha")
    found = []

    def look(word: str) -> None:
        found.append((word, bool(find(f"q={word}"))))

    business.sectors.add(sector)
    look("one")
    business.sectors.through.objects.update(sector=other)
    look("one")
    look("two")
    other.name = "Three"
    other.save()
    look("three")
    business.sectors.clear()
    look("three")
    site = Site.objects.create(
        business=business, position=1, town="York", postcode="YO1 7HH", outcode=OutcodeFactory(),
        cluster=business.cluster, basis="core",
    )  # fmt: skip
    look("york")
    Site.objects.update(town="Ripon")
    look("ripon")
    site.delete()
    look("ripon")

    assert found == [
        *(("one", True), ("one", False), ("two", True), ("three", True), ("three", False)),
        *(("york", True), ("ripon", True), ("ripon", False)),
    ]


def test_entry_follows_its_site_and_sector_to_another_business():
    first, second = BusinessFactory(name="First", sectors=[SectorFactory(code="games")]), BusinessFactory()

    first.sectors.through.objects.update(business=second)

    assert ("sector:games" in keys(first), "sector:games" in keys(second)) == (False, True)


def test_entry_follows_the_trees():
    parent, child = ClusterFactory(slug="north-east"), ClusterFactory(slug="newcastle")
    sector, top = SectorFactory(code="games"), SectorFactory(code="media")
    business = BusinessFactory(cluster=child, sectors=[sector])
    before = keys(business)

    child.parent, sector.parent = parent, top
    child.save()
    sector.save()

    assert keys(business) - before == {"cluster:north-east", "sector:media"}


def test_change_that_is_not_searched_leaves_no_trace():
    business = BusinessFactory()
    SearchChange.objects.all().delete()

    business.website = "https://elsewhere.example"
    business.save()

    assert not SearchChange.objects.exists()


def test_position_that_does_not_hold_its_business_is_refused():
    BusinessFactory()

    with pytest.raises(IntegrityError, match="search_entry_position_holds_business"), transaction.atomic():
        SearchEntry.objects.update(position=5)


def test_business_beyond_the_numbers_that_positions_hold_is_refused():
    with pytest.raises(IntegrityError, match="search_entry_position"), transaction.atomic():
        BusinessFactory(id=HIGHEST_ID + 1)


def test_positions_are_in_standing_order_and_hold_their_business():
    fresh, stale = ago(days=1), ago(days=300)
    facts = [
        {"verification": "staff", "listed_at": ago(days=200)},
        {"verification": "staff", "listed_at": stale, "confirmed_at": fresh},
        {"listed_at": ago(days=200)},
        {"listed_at": fresh},
        {"listed_at": fresh},
        {"verification": "staff", "listed_at": stale},
        {"listed_at": stale},
        {"origin": "example", "verification": "staff", "listed_at": fresh},
        {"origin": "example", "listed_at": stale},
    ]
    made = [BusinessFactory(name=f"No {number}", **each).pk for number, each in enumerate(facts)]

    in_order = read_ids(SearchEntry.objects.order_by("position").values_list("position", flat=True))

    assert [made.index(pk) for pk in in_order] == [1, 0, 4, 3, 2, 5, 6, 7, 8]


def test_search_sees_a_change_before_it_is_folded(sets_for_all_words):
    business = BusinessFactory(name="Robot Works", size_band="1-9")
    rebuild_search_index(now=timezone.now())
    BusinessFactory(name="Robot Makers", size_band="500+")
    business.name, business.size_band = "Engine Works", "10-49"
    business.save()

    assert (find("q=robot"), find("q=engine"), find("size=1-9")) == (["Robot Makers"], ["Engine Works"], [])
    assert search("").matches.count(["size:1-9", "size:10-49", "size:500+"]) == {
        "size:1-9": 0,
        "size:10-49": 1,
        "size:500+": 1,
    }


def test_folding_brings_the_sets_in_line(sets_for_all_words):
    kept, changed, gone = (BusinessFactory(name=f"Robot {name}", size_band="1-9") for name in "ABC")
    rebuild_search_index(now=timezone.now())
    changed.size_band = "500+"
    changed.save()
    changed.verification = "staff"
    changed.save()
    gone.delete()
    new = BusinessFactory(name="Drone", size_band="")

    folded = fold_search_changes()

    stored = {each.term: each for each in SearchSet.objects.all()}
    assert folded == 4
    assert not SearchChange.objects.exists()
    sizes = {term: row.size for term, row in stored.items() if term.startswith(("all", "size", "verified"))}
    assert sizes == {"all": 3, "size:1-9": 1, "size:500+": 1, "verified": 1}
    assert stored["word:robot"].size == 2
    assert find("q=robot") == ["Robot B", "Robot A"]
    assert find("q=drone") == [new.name]
    assert find("size=1-9") == [kept.name]


def test_folding_keeps_the_stamps_of_sets_that_stay_the_same():
    BusinessFactory(size_band="1-9")
    rebuild_search_index(now=timezone.now())
    before = dict(SearchSet.objects.values_list("term", "stamp"))

    BusinessFactory(size_band="500+")
    fold_search_changes()

    after = dict(SearchSet.objects.values_list("term", "stamp"))
    assert after["size:1-9"] == before["size:1-9"]
    assert after["all"] != before["all"]
    assert after[""] != before[""]


def test_few_changes_wait_for_others_but_not_for_long():
    BusinessFactory()
    now = timezone.now()

    assert keep_search_index(now=now) == 0
    assert keep_search_index(now=now + PATIENCE + datetime.timedelta(minutes=1)) == 1
    assert keep_search_index(now=now + PATIENCE) == 0


def test_many_changes_are_folded_at_once():
    BusinessFactory.create_batch(2)
    changes = SearchChange.objects.values("business_id", "spellings", "changed_at")
    SearchChange.objects.bulk_create([SearchChange(**changes[0]) for _ in range(FEW)])

    assert keep_search_index(now=timezone.now()) == FEW + 2


def test_very_many_changes_make_all_sets_anew(monkeypatch):
    monkeypatch.setattr("directory.services.search_index.MANY", 2)
    BusinessFactory.create_batch(3, size_band="1-9")

    assert fold_search_changes() == 3
    assert find("size=1-9")[1:2]
    assert SearchSet.objects.get(term="size:1-9").size == 3


def test_changes_beyond_what_a_search_can_lay_over_wait(monkeypatch):
    monkeypatch.setattr("directory.index.snapshot.MOST_PENDING", 2)
    BusinessFactory.create_batch(2)
    shown = [len(find(""))]

    BusinessFactory()
    shown.append(len(find("")))
    fold_search_changes()
    shown.append(len(find("")))

    assert shown == [2, 0, 3]


def test_rebuilding_makes_what_a_bulk_load_left_out():
    BusinessFactory(name="There")
    with indexing_later():
        BusinessFactory.create_batch(3, name="Robots")
    before = find("q=robots")

    assert rebuild_search_index(now=timezone.now()) == 4
    assert (before, find("q=robots")) == ([], ["Robots"] * 3)
    BusinessFactory(name="Robots")
    assert len(find("q=robots")) == 4


def test_rebuilding_corrects_entries_that_are_there():
    businesses = BusinessFactory.create_batch(3)
    with indexing_later():
        Business.objects.filter(pk=businesses[0].pk).update(name="Robots")
        businesses[1].delete()

    rebuild_search_index(now=timezone.now())

    assert find("q=robots") == ["Robots"]
    assert SearchEntry.objects.count() == 2


def test_rebuilding_counts_the_words_anew():
    business = BusinessFactory(name="Robot Robot", summary="Robots", description="Hidden")
    BusinessFactory(name="Robot")
    rebuild_search_index(now=timezone.now())
    words = dict(SearchSpelling.objects.values_list("word", "count"))
    business.delete()
    fold_search_changes()
    refresh_search_index(now=timezone.now())

    assert words == {"robot": 2, "robots": 1}
    assert dict(SearchSpelling.objects.values_list("word", "count")) == {"robot": 1}


def test_entries_sink_with_time_alone():
    BusinessFactory(name="Older", listed_at=ago(days=100))
    BusinessFactory(name="Younger", listed_at=ago(days=1))
    Business.objects.filter(name="Older").update(verification="staff")
    before = find("")

    aged = refresh_search_index(now=timezone.now() + datetime.timedelta(days=200))

    assert (before, aged, find("")) == (["Older", "Younger"], 2, ["Younger", "Older"])


def test_tasks_do_what_is_due():
    BusinessFactory(name="Robots")

    sweep_search(unknown=1)
    refresh_search(unknown=1)

    assert find("q=robots") == ["Robots"]


def test_copies_are_fetched_once_and_again_when_they_change(django_assert_num_queries):
    BusinessFactory(size_band="1-9")
    rebuild_search_index(now=timezone.now())
    own = Copies()
    at = SearchSet.objects.get(term="").stamp
    terms = ["all", "size:1-9", "size:none"]

    with django_assert_num_queries(1):
        first = own.read(terms, at=at)
    with django_assert_num_queries(0):
        own.read(terms, at=at)
    BusinessFactory(size_band="1-9")
    fold_search_changes()
    at = SearchSet.objects.get(term="").stamp
    with django_assert_num_queries(1):
        second = own.read(terms, at=at)

    assert [len(each["size:1-9"]) for each in (first, second)] == [1, 2]
    assert first.keys() == second.keys() == {"all", "size:1-9"}


def test_copies_that_are_the_same_are_not_sent_again():
    BusinessFactory(size_band="1-9")
    rebuild_search_index(now=timezone.now())
    own = Copies()
    own.read(["all"], at=SearchSet.objects.get(term="").stamp)
    SearchSet.objects.filter(term="all").update(bits=b"never read")

    assert len(own.read(["all"], at=uuid4())["all"]) == 1


def test_copies_of_sets_that_are_gone_are_forgotten():
    BusinessFactory()
    rebuild_search_index(now=timezone.now())
    own = Copies()
    own.read(["all"], at=uuid4())
    SearchSet.objects.all().delete()

    assert own.read(["all"], at=uuid4()) == {}


def test_copies_stay_within_their_limit(settings, monkeypatch):
    monkeypatch.setattr("directory.index.copies.OVERHEAD", 600 << 10)
    settings.SEARCH_CACHE_MB = 1
    BusinessFactory(size_band="1-9")
    rebuild_search_index(now=timezone.now())
    own, at = Copies(), SearchSet.objects.get(term="").stamp

    own.read(["all"], at=at)
    own.read(["size:1-9"], at=at)

    assert list(own._copies) == ["size:1-9"]


def test_copies_of_a_transaction_that_was_undone_are_not_used():
    BusinessFactory(size_band="1-9")
    rebuild_search_index(now=timezone.now())
    with transaction.atomic():
        BusinessFactory.create_batch(3, size_band="1-9")
        fold_search_changes()
        within = len(find("size=1-9"))
        transaction.set_rollback(True)

    assert (within, len(find("size=1-9"))) == (4, 1)


def test_snapshot_of_a_new_site_is_empty():
    snapshot = Snapshot(["all"])

    assert len(snapshot.find("all", "other")) == 0
    assert snapshot.count(snapshot.find("all"), ["all"]) == {"all": 0}


def test_snapshot_without_terms_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        Snapshot()


@pytest.mark.django_db(transaction=True)
def test_only_one_folds_at_a_time():
    BusinessFactory()
    folding, done = Event(), Event()

    def fold_slowly() -> None:
        with transaction.atomic():
            fold_search_changes()
            folding.set()
            done.wait(10)
        connection.close()

    other = Thread(target=fold_slowly)
    other.start()
    folding.wait(10)
    second = fold_search_changes()
    seen = find("")
    done.set()
    other.join()

    assert second == 0
    assert len(seen) == 1
    assert not SearchChange.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_writers_of_one_business_lose_nothing():
    business = BusinessFactory(name="Alpha")
    sector = SectorFactory(code="games")
    written, both = Event(), Event()

    def rename() -> None:
        with transaction.atomic():
            Business.objects.filter(pk=business.pk).update(name="Beta")
            written.set()
            both.wait(1)
        connection.close()

    other = Thread(target=rename)
    other.start()
    written.wait(10)
    business.sectors.add(sector)  # waits for the other to end
    other.join()

    assert find("q=beta&sector=games") == ["Beta"]
    copies.read(["all"], at=uuid4())
