"""Keeping the stored sets of the search index in line with its entries.

The entries are right at every moment, and so is every search: what the sets lack is laid over them. These
services keep that little, so that searches stay quick.
"""

import logging
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import connection, transaction
from django.db.models import Min
from pyroaring import BitMap

from directory.models import Business, SearchChange, SearchEntry, SearchSet, SearchSpelling
from directory.services.search_gathering import count_spellings, gather_sets

logger = logging.getLogger(__name__)

LOCK = 8_104_071  # of whoever changes the sets, until the transaction ends
# A few changes wait for company: to fold one costs nearly as much as to fold a hundred.
FEW, PATIENCE = 200, timedelta(minutes=5)
MANY = 5_000  # from so many on it is quicker to make all sets anew
BLOCK = 5_000  # businesses, of which entries are made at once
SETS_AT_ONCE = 200
WORDS = ("word:", "name:")

TAKE_CHANGES = """
DELETE FROM directory_searchchange
RETURNING id, business_id, position, technorth_terms(keys, name_words, words), spellings
"""
READ_ENTRIES = """
SELECT business_id, position, technorth_terms(keys, name_words, words)
FROM directory_searchentry WHERE business_id = ANY (%s)
"""
ADD_SPELLINGS = """
INSERT INTO directory_searchspelling (word, count)
SELECT DISTINCT word, 1 FROM unnest(%s::text[]) AS word ORDER BY word ON CONFLICT DO NOTHING
"""
# Where a business stands goes by how fresh its facts are, and so changes with time alone.
READ_AGED = """
SELECT business_id FROM directory_searchentry WHERE position <> technorth_position(
  business_id, 'origin:example' = ANY (keys), 'verified' = ANY (keys), fresh_from, %s
)
"""
FILL_ENTRIES = """
INSERT INTO directory_searchentry
  (business_id, position, folded_name, other_names, keys, name_words, words, fresh_from, listed_at)
SELECT business_id, position, folded_name, other_names, keys, name_words, words, fresh_from, listed_at
FROM technorth_search_entries(%s, %s)
"""

Places = dict[str, BitMap]


def keep_search_index(*, now: datetime) -> int:
    """Fold the changes if they are many, or have waited for long; return how many were folded."""
    pending = SearchChange.objects.aggregate(first=Min("changed_at"))["first"]
    if pending is None:
        return 0
    if pending > now - PATIENCE and SearchChange.objects.count() < FEW:
        return 0
    return fold_search_changes()


def fold_search_changes() -> int:
    """Bring the stored sets in line with the entries; return how many changes that took.

    None if somebody else is at it. Nobody who searches notices more than that it is quicker.
    """
    with transaction.atomic():
        if not _take_lock():
            return 0
        if SearchChange.objects.count() >= MANY:
            return _make_sets()
        changes, taken_away, added, spellings = _take_changes()
        if changes:
            _change_sets(taken_away, added)
            with connection.cursor() as cursor:
                cursor.execute(ADD_SPELLINGS, [spellings])
        return changes


def rebuild_search_index(*, now: datetime) -> int:
    """Make all entries and all sets anew, from the businesses alone; return how many are listed.

    Where most entries are missing, as after a bulk load, those there are go first and searches wait until
    the end; else they go on meanwhile.
    """
    with transaction.atomic():
        _take_lock(wait=True)
        listed = Business.objects.listed().count()
        if SearchEntry.objects.count() < listed // 2:
            _fill_entries(now)
        else:
            _index_all(now)
        _make_sets()
        _count_spellings()
    _tidy()
    return listed


def refresh_search_index(*, now: datetime) -> int:
    """Do once a day what nothing else brings about; return how many entries have aged into another class.

    All sets are made anew, since meanwhile other words may have become frequent.
    """
    with connection.cursor() as cursor:
        cursor.execute(READ_AGED, [now])
        aged = [business for (business,) in cursor.fetchall()]
    for block in _in_blocks(aged):
        with transaction.atomic():
            locked = Business.objects.filter(pk__in=block).order_by("pk").select_for_update(no_key=True)
            _index(list(locked.values_list("pk", flat=True)), now)
    with transaction.atomic():
        _take_lock(wait=True)
        _make_sets()
        _count_spellings()
    _tidy()
    return len(aged)


@contextmanager
def indexing_later() -> Iterator[None]:
    """Leave the index as it is, whatever the caller's transaction does to businesses.

    For bulk loads. ``rebuild_search_index`` is due at the end.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('technorth.index', 'later', true)")
        yield
        cursor.execute("SELECT set_config('technorth.index', '', true)")


def _take_lock(*, wait: bool = False) -> bool:
    """Be the only one who changes the sets until the transaction ends; say whether that is so."""
    with connection.cursor() as cursor:
        if wait:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            return True
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def _take_changes() -> tuple[int, Places, Places, list[str]]:
    """Take all changes; return how many, what to take from the sets and to add to them, and the words used.

    Entries are read after the changes, so they are as new or newer; a change made in between stays, and
    to fold it again changes nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute(TAKE_CHANGES)
        changes = sorted(cursor.fetchall())
        cursor.execute(READ_ENTRIES, [list({change[1] for change in changes})])
        current: dict[int, tuple[int | None, set[str]]] = {
            business: (position, set(terms)) for business, position, terms in cursor.fetchall()
        }
    former: dict[int, tuple[int | None, set[str]]] = {}
    for _, business, position, terms, _ in changes:
        former.setdefault(business, (position, set(terms or ())))
    taken_away: Places = defaultdict(BitMap)
    added: Places = defaultdict(BitMap)
    for business, (old_position, old_terms) in former.items():
        position, terms = current.get(business, (None, set()))
        stayed = terms & old_terms if position == old_position else set()
        if old_position is not None:
            for term in old_terms - stayed:
                taken_away[term].add(old_position)
        if position is not None:
            for term in terms - stayed:
                added[term].add(position)
    return len(changes), taken_away, added, [word for change in changes for word in change[4]]


def _change_sets(taken_away: Places, added: Places) -> None:
    """Change the stored sets; those of new keys are made, words wait until all sets are made anew."""
    terms = sorted(taken_away.keys() | added.keys())
    for start in range(0, len(terms), SETS_AT_ONCE):
        part = terms[start : start + SETS_AT_ONCE]
        stored = SearchSet.objects.in_bulk(part)
        new = [term for term in part if term not in stored and not term.startswith(WORDS)]
        sets = {term: BitMap.deserialize(bytes(stored[term].bits)) for term in stored} | {
            term: BitMap() for term in new
        }
        _save_sets(
            [
                (term, (bits - taken_away.get(term, BitMap())) | added.get(term, BitMap()))
                for term, bits in sets.items()
            ]
        )
    _save_sets([("", BitMap())])


def _save_sets(sets: Sequence[tuple[str, BitMap]]) -> None:
    """Store the sets, each under a new stamp."""
    SearchSet.objects.bulk_create(
        [SearchSet(term=term, bits=bits.serialize(), size=len(bits), stamp=uuid4()) for term, bits in sets],
        update_conflicts=True,
        unique_fields=["term"],
        update_fields=["bits", "size", "stamp"],
    )


def _make_sets() -> int:
    """Make all sets anew; return how many changes that settled.

    The changes go first: one that is made while the entries are read stays, and is folded once more.
    """
    settled, _ = SearchChange.objects.all().delete()
    gathered = gather_sets()
    SearchSet.objects.all().delete()
    sets = [("", BitMap()), *gathered.list_sets()]
    for start in range(0, len(sets), SETS_AT_ONCE):
        _save_sets(sets[start : start + SETS_AT_ONCE])
    logger.info("Search index: %s sets of %s entries", len(sets), gathered.entries)
    return settled


def _fill_entries(now: datetime) -> None:
    """Make all entries where there are next to none: without the indexes, which are then made at once."""
    with connection.schema_editor() as editor, connection.cursor() as cursor:
        indexes = SearchEntry._meta.indexes
        SearchEntry.objects.all().delete()
        for index in indexes:
            editor.remove_index(SearchEntry, index)
        for block in _in_blocks(_list_all()):
            cursor.execute(FILL_ENTRIES, [block, now])
        cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
        for index in indexes:
            editor.add_index(SearchEntry, index)


def _index_all(now: datetime) -> None:
    """Make each entry what it should be; take away those of businesses that are no more."""
    entries = SearchEntry.objects.values_list("pk", flat=True)
    for block in _in_blocks(sorted({*_list_all(), *entries})):
        _index(block, now)


def _list_all() -> list[int]:
    return list(Business.objects.order_by("pk").values_list("pk", flat=True))


def _index(ids: list[int], now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT technorth_index_businesses(%s, %s)", [ids, now])


def _in_blocks(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), BLOCK):
        yield ids[start : start + BLOCK]


def _tidy() -> None:
    """Let PostgreSQL know what is there, so that names are read from their index alone."""
    step = "ANALYZE" if connection.in_atomic_block else "VACUUM (ANALYZE)"
    with connection.cursor() as cursor:
        cursor.execute(f"{step} directory_searchentry, directory_searchset, directory_searchspelling")


def _count_spellings() -> None:
    """Count the words anew. Only what differs is written, since the index of the rest is dear to make."""
    counts = count_spellings()
    known = dict(SearchSpelling.objects.values_list("word", "count"))
    SearchSpelling.objects.filter(word__in=known.keys() - counts.keys()).delete()
    SearchSpelling.objects.bulk_create(
        [SearchSpelling(word=word, count=n) for word, n in sorted(counts.items()) if known.get(word) != n],
        batch_size=5000,
        update_conflicts=True,
        unique_fields=["word"],
        update_fields=["count"],
    )
