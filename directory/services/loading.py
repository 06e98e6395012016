"""Bringing the reference tables and the first listings in line with the reference files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import Model, QuerySet

from directory.models import FigureChange
from directory.reference_files import BrokenReference
from directory.reference_reading import FOLDER, Reference, read_reference
from directory.reference_tables import FIGURES, TABLES, Table
from directory.services.listings import load_listings
from directory.services.loading_changes import Change

# One load at a time, even when several hosts start at once: any fixed number does.
LOAD_LOCK = 400_000
LISTINGS_FILE = "businesses.csv"


@dataclass(frozen=True)
class Sync:
    """What was done to one table, and the rows that its file no longer has."""

    change: Change
    gone: QuerySet[Any]


def load_reference(*, now: datetime, folder: Path = FOLDER) -> list[Change]:
    """Make the reference tables equal to the files of ``folder`` and list the businesses of public record.

    All in one transaction; loading the same files again changes nothing. ``now`` is when new
    listings are listed. What staff wrote, changed or withdrew at the desk stays as they left it, whatever the
    files say. Returns what changed, file by file. Raises BrokenReference, and changes
    nothing, if a file is broken or has lost a row that a business, an enquiry or a contact still
    refers to.
    """
    reference = read_reference(folder)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOAD_LOCK])
        syncs = [_write_rows(table, reference) for table in TABLES]
        listings = load_listings(rows=reference.rows(LISTINGS_FILE), now=now)
        for table, sync in reversed(list(zip(TABLES, syncs, strict=True))):
            _remove_rows(table, sync.gone)
    return [*(sync.change for sync in syncs), listings]


def _write_rows(table: Table, reference: Reference) -> Sync:
    """Add the rows that are new and change those that differ."""
    model = table.model
    existing = {_key_of(table, row): row for row in model._default_manager.all()}
    rows = reference.rows(table.file)
    held = find_held_keys(table, existing)
    fields = [name for name in rows[0] if name not in table.key] if rows else []
    added, changed, kept, left_out = [], [], set(), 0
    for values in rows:
        key = tuple(values[name] for name in table.key)
        row = existing.get(key)
        if key in held:
            left_out += row is None
            continue
        if row is None:
            added.append(model(**values))
            continue
        kept.add(row.pk)
        if any(getattr(row, name) != values[name] for name in fields):
            for name in fields:
                setattr(row, name, values[name])
            changed.append(row)
    model._default_manager.bulk_create(added, batch_size=500)
    model._default_manager.bulk_update(changed, fields, batch_size=500) if changed else None
    edited = sum(key in held for key in existing)
    gone = [row.pk for key, row in existing.items() if row.pk not in kept and key not in held]
    unchanged = len(kept) - len(changed)
    change = Change(table.file, len(added), len(changed), len(gone), unchanged, edited, left_out)
    return Sync(change, model._default_manager.filter(pk__in=gone))


def find_held_keys(table: Table, existing: Mapping[tuple[Any, ...], Any]) -> set[tuple[Any, ...]]:
    """Return the keys of ``table`` that staff hold: rows that they wrote, and figures that they changed away.

    A figure keeps the key that the file knows it by in its history, also where its year was corrected or it
    was withdrawn.
    """
    if not table.can_be_edited:
        return set()
    held = {key for key, row in existing.items() if row.edited_at is not None}
    return held | FigureChange.objects.list_replaced_keys() if table is FIGURES else held


def _key_of(table: Table, row: Model) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in table.key)


def _remove_rows(table: Table, gone: QuerySet[Any]) -> None:
    """Delete the rows ``gone``, unless something outside the reference tables refers to one."""
    keys = list(gone.values_list("pk", flat=True))
    if not keys:
        return
    _refuse_if_used(table, keys)
    if any(field.name == "parent" for field in table.model._meta.get_fields()):
        gone.exclude(parent=None).delete()
    gone.delete()


def _refuse_if_used(table: Table, keys: Sequence[Any]) -> None:
    # Rows of their own that staff wrote refer to others too; those of the files that went are gone by now.
    reference_models = {other.model for other in TABLES if not other.can_be_edited}
    for relation in table.model._meta.related_objects:
        user = relation.related_model
        if user in reference_models or relation.field.name is None:
            continue
        name = relation.field.name
        used = user._base_manager.filter(**{f"{name}__in": keys}).order_by(name).values_list(name, flat=True)
        first = used.first()
        if first is not None:
            used_by = f"{user._meta.verbose_name}: {used.filter(**{name: first}).count()}"
            reason = f"{first!r} is no longer there but still in use ({used_by})"
            raise BrokenReference(table.file, None, reason)
