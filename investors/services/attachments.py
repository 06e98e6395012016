"""Files of an enquiry: kept, looked into for viruses, and cleared away where no row knows them."""

import datetime
import logging
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.db import transaction

from investors.models import Attachment, Enquiry, InboundFile, OpportunityFile, ProjectJobs
from investors.models.attachments import MOST_FILES
from investors.uploads import NewFile
from investors.virus_scanner import NoVerdict, ScannerAway, find_virus
from investors.workflow import Actor, Kind, record_event
from technorth.queueing import enqueue

logger = logging.getLogger(__name__)

Scan = Attachment.Scan
BATCH = 50  # files in one sweep
STRAY_AFTER = datetime.timedelta(days=1)


class TooManyFiles(Exception):
    """The enquiry would have more files than it may."""


def add_attachments(
    *, enquiry: Enquiry, files: Iterable[NewFile], actor: Actor, now: datetime.datetime
) -> list[Attachment]:
    """Keep ``files`` with ``enquiry``, each with its event, to be scanned after commit; return the new ones.

    Inside a transaction that holds the enquiry's row lock. A file that is there already is passed
    over. Raises TooManyFiles. When the transaction fails, ``remove_strays`` clears what was written.
    """
    known = set(enquiry.attachments.values_list("sha256", flat=True))
    new = {file.sha256: file for file in files if file.sha256 not in known}
    if len(known) + len(new) > MOST_FILES:
        raise TooManyFiles(enquiry.reference)
    return [_add(enquiry, file, actor, now) for file in new.values()]


def _add(enquiry: Enquiry, file: NewFile, actor: Actor, now: datetime.datetime) -> Attachment:
    attachment = Attachment.objects.create(
        enquiry=enquiry,
        added_by=actor.kind,
        added_at=now,
        name=file.name,
        content_type=file.content_type,
        size=file.size,
        sha256=file.sha256,
        file=file.content,
        scan=Scan.PENDING if settings.CLAMAV_SOCKET else Scan.NOT_SCANNED,
    )
    detail = {"attachment": attachment.pk}
    record_event(
        enquiry=enquiry, kind=Kind.FILE_ADDED, actor=actor, now=now, text=attachment.name, detail=detail
    )
    if attachment.scan == Scan.PENDING:
        enqueue("investors.tasks.scan_attachment", attachment_id=attachment.pk)
    return attachment


def scan_attachment(*, attachment_id: int, now: datetime.datetime) -> str:
    """Let ClamAV look into a file that waits for it; return how the file stands then.

    Raises NoVerdict when ClamAV gives none: it goes on waiting. Never call it inside a transaction.
    """
    attachment = Attachment.objects.filter(pk=attachment_id, scan=Scan.PENDING).first()
    if attachment is None:
        return ""
    if not settings.CLAMAV_SOCKET:  # taken out of the settings since
        return _settle(attachment, Scan.NOT_SCANNED, "", now)
    with attachment.file.open("rb") as content:
        virus = find_virus(content.chunks(), socket_path=settings.CLAMAV_SOCKET)
    return _settle(attachment, Scan.INFECTED if virus else Scan.CLEAN, virus, now)


@transaction.atomic
def _settle(attachment: Attachment, scan: str, virus: str, now: datetime.datetime) -> str:
    """Note the verdict, once: another worker may have been first."""
    waiting = Attachment.objects.filter(pk=attachment.pk, scan=Scan.PENDING)
    if waiting.update(scan=scan) and scan == Scan.INFECTED:
        record_event(
            enquiry=attachment.enquiry,
            kind=Kind.FILE_BLOCKED,
            actor=Actor.system(),
            now=now,
            text=attachment.name,
            detail={"attachment": attachment.pk, "virus": virus[:200]},
        )
    return scan


def scan_waiting(*, now: datetime.datetime) -> int:
    """Scan what waits, the oldest first; return how many files were settled. Stops when ClamAV is away."""
    settled = 0
    waiting = Attachment.objects.filter(scan=Scan.PENDING).order_by("added_at", "pk")
    for attachment_id in list(waiting.values_list("pk", flat=True)[:BATCH]):
        try:
            settled += bool(scan_attachment(attachment_id=attachment_id, now=now))
        except FileNotFoundError:
            logger.error("The file of attachment %s is gone", attachment_id)
        except ScannerAway as error:
            logger.warning("Files wait to be scanned: %s", error)
            break
        except NoVerdict as error:
            logger.warning("Attachment %s waits to be scanned: %s", attachment_id, error)
    return settled


def remove_strays(*, now: datetime.datetime) -> int:
    """Delete files that no row knows, a day after they were written; return how many.

    They are what a transaction that failed, or a process that died, left behind.
    """
    storage = Attachment.file.field.storage
    known = {
        *Attachment.objects.values_list("file", flat=True),
        *InboundFile.objects.values_list("file", flat=True),
        *OpportunityFile.objects.values_list("file", flat=True),
        *ProjectJobs.objects.exclude(evidence_file="").values_list("evidence_file", flat=True),
    }
    strays = [
        path
        for path in _list_paths()
        if path not in known and storage.get_modified_time(path) < now - STRAY_AFTER
    ]
    for path in strays:
        storage.delete(path)
    return len(strays)


def _list_paths() -> Iterator[str]:
    storage = Attachment.file.field.storage
    if not storage.exists(""):
        return
    for folder in storage.listdir("")[0]:
        for name in storage.listdir(folder)[1]:
            yield f"{folder}/{name}"
