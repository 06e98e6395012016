"""Files of enquiries with personal data: asked for with a reason, made, given to who asked, deleted."""

import datetime
from collections.abc import Callable

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from investors.export_sheet import write_enquiries
from investors.models import Enquiry, Export, ExportEvent
from investors.models.enquiry import EnquiryQuerySet
from investors.workflow import Actor
from technorth.queueing import enqueue

Kind = ExportEvent.Kind
Status = Export.Status
MOST_A_DAY = 5  # that one person asks for
BATCH = 50
STRAY_AFTER = datetime.timedelta(days=1)
# Which enquiries an export is about, and may be: what its person may see, narrowed as they said.
Choose = Callable[[Export, datetime.datetime], EnquiryQuerySet]


class TooManyExports(Exception):
    """The person asked for as many files in the last 24 hours as they may."""


class ExportGone(Exception):
    """The file is no longer there."""


@transaction.atomic
def ask_export(*, query: str, filters: str, reason: str, by: User, now: datetime.datetime) -> Export:
    """Ask for a file of the enquiries that the queue shows for ``query``; a worker makes it.

    ``filters`` says the same in words. Raises TooManyExports.
    """
    User.objects.select_for_update().get(pk=by.pk)
    recent = Export.objects.filter(asked_by=by, asked_at__gt=now - datetime.timedelta(days=1))
    if recent.count() >= MOST_A_DAY:
        raise TooManyExports
    export = Export.objects.create(
        asked_by=by,
        asked_by_name=str(by),
        asked_at=now,
        reason=reason,
        query=query,
        filters=filters,
        most_rows=settings.EXPORT_MAX_ROWS,
        due_at=now,
    )
    _record(export, Kind.ASKED, Actor.staff(by), now, text=reason)
    enqueue("investors.tasks.make_export", export_id=export.pk)
    return export


@transaction.atomic
def make_export(*, export_id: int, choose: Choose, now: datetime.datetime) -> bool:
    """Write the file of an export that waits for it; return whether this call did.

    It holds what ``choose`` gives, up to the cap. It may be called any number of times.
    """
    export = _lock(export_id, status=Status.QUEUED)
    if export is None:
        return False
    chosen = choose(export, now)
    found = chosen.order_by().count()
    enquiries: list[Enquiry] = list(chosen[: export.most_rows])
    export.status, export.due_at = Status.READY, None
    export.found, export.rows = found, len(enquiries)
    export.expires_at = now + datetime.timedelta(days=settings.EXPORT_DAYS)
    export.file.save("", ContentFile(write_enquiries(enquiries)), save=False)
    export.save()
    text = _("%(rows)s of %(found)s enquiries") % {"rows": export.rows, "found": found}
    _record(export, Kind.MADE, Actor.system(), now, text=text)
    return True


@transaction.atomic
def fail_export(*, export_id: int, error: str, now: datetime.datetime) -> None:
    """Give an export up whose making raised ``error`` (the exception's name)."""
    export = _lock(export_id, status=Status.QUEUED)
    if export is not None:
        export.status, export.due_at = Status.FAILED, None
        export.save(update_fields=["status", "due_at"])
        _record(export, Kind.FAILED, Actor.system(), now, text=error)


@transaction.atomic
def open_export(*, export: Export, by: User, now: datetime.datetime) -> "File[bytes]":
    """Open the file for ``by``, who asked for it, and log that. Raises ExportGone."""
    kept = (
        Export.objects.downloadable_by(by)
        .select_for_update()
        .filter(pk=export.pk, expires_at__gt=now)
        .first()
    )
    if kept is None:
        raise ExportGone
    try:
        content = kept.file.open("rb")
    except FileNotFoundError as error:
        raise ExportGone from error
    _record(kept, Kind.DOWNLOADED, Actor.staff(by), now)
    return content


def list_due(now: datetime.datetime) -> list[int]:
    """Return which exports wait to be made, the oldest first."""
    due = Export.objects.filter(status=Status.QUEUED, due_at__lte=now).order_by("due_at", "pk")
    return list(due.values_list("pk", flat=True)[:BATCH])


def delete_expired(*, now: datetime.datetime) -> int:
    """Delete the files whose time is over; return how many. The log stays."""
    over = Export.objects.filter(status=Status.READY, expires_at__lte=now).order_by("expires_at", "pk")
    return sum(_expire(export_id, now) for export_id in list(over.values_list("pk", flat=True)[:BATCH]))


def _expire(export_id: int, now: datetime.datetime) -> bool:
    """Forget the file, then delete it: a file that stays behind is a stray, which goes a day later."""
    with transaction.atomic():
        export = _lock(export_id, status=Status.READY)
        if export is None:
            return False
        storage, path = export.file.storage, export.file.name
        Export.objects.filter(pk=export.pk).update(status=Status.EXPIRED, file="")
        _record(export, Kind.EXPIRED, Actor.system(), now)
    storage.delete(str(path))
    return True


def remove_stray_exports(*, now: datetime.datetime) -> int:
    """Delete files that no export knows, a day after they were written; return how many."""
    storage = Export.file.field.storage
    known = set(Export.objects.exclude(file="").values_list("file", flat=True))
    written = storage.listdir("")[1] if storage.exists("") else []
    strays = [
        path for path in written if path not in known and storage.get_modified_time(path) < now - STRAY_AFTER
    ]
    for path in strays:
        storage.delete(path)
    return len(strays)


def _lock(export_id: int, *, status: str) -> Export | None:
    rows = Export.objects.select_for_update(skip_locked=True, of=("self",)).select_related("asked_by")
    return rows.filter(pk=export_id, status=status).first()


def _record(export: Export, kind: str, actor: Actor, now: datetime.datetime, *, text: str = "") -> None:
    ExportEvent.objects.create(
        export=export, kind=kind, at=now, actor_name=actor.name, user_id=actor.user_id, text=text
    )
