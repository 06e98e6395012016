"""The search index: what is searched of the listed businesses, and the sets of which of them have what.

PostgreSQL writes the entries itself, by triggers (migration ``0010_search_index``), so no writer can forget
them. ADR 0007 says how the parts work together.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Replace

from directory.index.positions import HIGHEST_ID


class SearchEntry(models.Model):
    """What is searched of one listed business; there is one for each, and none for the others.

    ``position`` is its place in the standing order, best first, and holds its primary key
    (``directory.index.positions``). ``keys`` are what facets count: ``cluster:leeds``, ``size:10-49``.
    ``words`` are the stems of all its texts, ``name_words`` those of its names alone.
    """

    business = models.OneToOneField(
        "directory.Business",
        primary_key=True,
        on_delete=models.DO_NOTHING,  # the triggers take it away
        db_constraint=False,
        related_name="search_entry",
    )
    position = models.IntegerField()
    folded_name = models.TextField(db_collation="C")
    other_names = ArrayField(models.TextField())
    keys = ArrayField(models.TextField())
    name_words = SearchVectorField()
    words = SearchVectorField()
    fresh_from = models.DateTimeField(
        help_text="When its facts were last confirmed, else when it was listed."
    )
    listed_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "search entries"
        constraints = [
            models.CheckConstraint(
                condition=Q(position__gte=0)
                & Q(business_id=Value(HIGHEST_ID) - F("position").bitand(HIGHEST_ID)),
                name="search_entry_position_holds_business",
            ),
        ]
        indexes = [
            # Rare words, by technorth_find_words. What was not put in its place yet has to be read through.
            GinIndex(fields=["words"], name="search_entry_words", gin_pending_list_limit=512),
            GinIndex(fields=["name_words"], name="search_entry_name_words", gin_pending_list_limit=512),
            # the order by name, and what goes on like the words typed so far
            models.Index(fields=["folded_name", "position"], name="search_entry_by_name"),
            # the names that are, or begin with, a text, however either is split into words
            models.Index(
                Replace("folded_name", Value(" "), Value("")), "position", name="search_entry_by_closed_name"
            ),
            GinIndex(  # exact trading names
                fields=["other_names"], name="search_entry_other_names", condition=~Q(other_names=[])
            ),
            models.Index(  # the newest first
                fields=["listed_at", "business"], include=["position"], name="search_entry_by_listing"
            ),
        ]

    def __str__(self) -> str:
        return self.folded_name


class SearchChange(models.Model):
    """An entry as it was before a change that the stored sets do not have yet; bare if it is new.

    Of several changes of one business the first holds what the sets say. ``spellings`` are the words of
    the new entry as written.
    """

    business_id = models.BigIntegerField()
    changed_at = models.DateTimeField()
    position = models.IntegerField(null=True)
    keys = ArrayField(models.TextField(), null=True)
    name_words = SearchVectorField(null=True)
    words = SearchVectorField(null=True)
    spellings = ArrayField(models.TextField())

    def __str__(self) -> str:
        return f"{self.business_id}"


class SearchSet(models.Model):
    """The positions of all entries that have ``term``, as a serialized ``pyroaring.BitMap``.

    Terms are the keys of entries, and the frequent among their words: ``word:softwar`` and, of names,
    ``name:softwar``. ``stamp`` is another one after each change, never used before, so a copy with the
    same stamp is the same set. The set of the empty term is empty: its stamp changes with any other.
    """

    term = models.TextField(primary_key=True)
    bits = models.BinaryField()
    size = models.PositiveIntegerField()
    stamp = models.UUIDField()

    def __str__(self) -> str:
        return self.term


class SearchSpelling(models.Model):
    """A word as businesses write it, with how many did when the sets were last made anew.

    From names, summaries, keywords and towns: what people search for, and mistype. A word stays until
    then when its last business has gone.
    """

    word = models.TextField(primary_key=True, db_collation="C")
    count = models.PositiveIntegerField()

    class Meta:
        indexes = [
            GinIndex(
                OpClass("word", name="gin_trgm_ops"), name="search_spelling_trigrams"
            ),  # words near a text
        ]

    def __str__(self) -> str:
        return self.word
