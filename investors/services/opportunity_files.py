"""Documents and pictures of an opportunity: kept, looked into, and put into its draft."""

import datetime
import hashlib
import io
import logging

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from PIL import Image

from accounts.models import User
from directory.pictures import Limits, decode_picture
from investors.file_types import JPEG, clean_name
from investors.models import OpportunityFile, OpportunityRevision
from investors.services.opportunities import save_revision
from investors.uploads import NewFile
from investors.virus_scanner import NoVerdict, ScannerAway, find_virus
from technorth.queueing import enqueue

logger = logging.getLogger(__name__)

Kind = OpportunityFile.Kind
Scan = OpportunityFile.Scan
PICTURE_LIMITS = Limits(most_megabytes=10, shortest_side=320, longest_side=1600)
JPEG_QUALITY = 82
PAPER = (255, 255, 255)  # behind what was transparent
MOST_DOCUMENTS, MOST_IMAGES = 5, 4
BATCH = 50  # files in one sweep


class TooManyOpportunityFiles(Exception):
    """It has as many documents, or pictures, as it may."""


@transaction.atomic
def add_document(
    *, revision: OpportunityRevision, file: NewFile, title: str, by: User, now: datetime.datetime
) -> None:
    """Keep a document and put it into ``revision`` as ``title``; it is scanned after commit.

    Raises TooManyOpportunityFiles, StaleRevision, IllegalRevisionMove.
    """
    entries = revision.content["documents"]
    if len(entries) >= MOST_DOCUMENTS:
        raise TooManyOpportunityFiles
    row, is_new = OpportunityFile.objects.get_or_create(
        opportunity_id=revision.opportunity_id,
        sha256=file.sha256,
        defaults={
            "kind": Kind.DOCUMENT,
            "added_at": now,
            "name": file.name,
            "content_type": file.content_type,
            "size": file.size,
            "file": file.content,
            "scan": Scan.PENDING if settings.CLAMAV_SOCKET else Scan.NOT_SCANNED,
        },
    )
    kept = [entry for entry in entries if entry["file"] != row.pk]
    values = {"documents": [*kept, {"file": row.pk, "title": title}]}
    save_revision(revision=revision, values=values, by=by, now=now)
    if is_new and row.scan == Scan.PENDING:
        enqueue("investors.tasks.scan_opportunity_file", file_id=row.pk)


@transaction.atomic
def add_image(
    *,
    revision: OpportunityRevision,
    picture: Image.Image,
    name: str,
    alt: str,
    by: User,
    now: datetime.datetime,
) -> None:
    """Keep a picture, encoded anew, and put it into ``revision`` with ``alt``, which says what it shows.

    It holds pixels and nothing else, so there is nothing to scan. Raises TooManyOpportunityFiles,
    StaleRevision, IllegalRevisionMove.
    """
    entries = revision.content["images"]
    if len(entries) >= MOST_IMAGES:
        raise TooManyOpportunityFiles
    data = encode_picture(picture)
    digest = hashlib.sha256(data).hexdigest()
    row, _is_new = OpportunityFile.objects.get_or_create(
        opportunity_id=revision.opportunity_id,
        sha256=digest,
        defaults={
            "kind": Kind.IMAGE,
            "added_at": now,
            "name": clean_name(name.rpartition(".")[0] or name, JPEG),
            "content_type": JPEG.content_type,
            "size": len(data),
            "width": picture.width,
            "height": picture.height,
            "file": ContentFile(data, name="picture"),
            "scan": Scan.CLEAN,
        },
    )
    kept = [entry for entry in entries if entry["file"] != row.pk]
    values = {"images": [*kept, {"file": row.pk, "alt": alt}]}
    save_revision(revision=revision, values=values, by=by, now=now)


def encode_picture(picture: Image.Image) -> bytes:
    """Return ``picture`` as a JPEG on white paper."""
    flat = Image.new("RGB", picture.size, PAPER)
    flat.paste(picture, mask=picture.getchannel("A") if picture.mode == "RGBA" else None)
    buffer = io.BytesIO()
    flat.save(buffer, "JPEG", quality=JPEG_QUALITY, optimize=True, progressive=True)
    return buffer.getvalue()


def read_picture(data: bytes) -> Image.Image:
    """Return the picture in ``data``. Raises ValidationError with what is wrong with it."""
    return decode_picture(data, PICTURE_LIMITS)


def remove_file(*, revision: OpportunityRevision, file_id: int, by: User, now: datetime.datetime) -> None:
    """Take a document or picture out of ``revision``; what is public keeps it until that is approved.

    Raises StaleRevision, IllegalRevisionMove.
    """
    values = {
        name: [entry for entry in revision.content[name] if entry["file"] != file_id]
        for name in ("documents", "images")
    }
    save_revision(revision=revision, values=values, by=by, now=now)


def scan_opportunity_file(*, file_id: int) -> str:
    """Let ClamAV look into a document that waits for it; return how it stands then, "" if it waits no more.

    Raises NoVerdict when ClamAV gives none: it goes on waiting. Never call it inside a transaction.
    """
    waiting = OpportunityFile.objects.filter(pk=file_id, scan=Scan.PENDING)
    row = waiting.first()
    if row is None:
        return ""
    scan = Scan.NOT_SCANNED
    if settings.CLAMAV_SOCKET:
        with row.file.open("rb") as content:
            virus = find_virus(content.chunks(), socket_path=settings.CLAMAV_SOCKET)
        scan = Scan.INFECTED if virus else Scan.CLEAN
    waiting.update(scan=scan)
    return scan


def scan_waiting_files() -> int:
    """Scan what waits, the oldest first; return how many were settled. Stops when ClamAV is away."""
    settled = 0
    waiting = OpportunityFile.objects.filter(scan=Scan.PENDING).order_by("added_at", "pk")
    for file_id in list(waiting.values_list("pk", flat=True)[:BATCH]):
        try:
            settled += bool(scan_opportunity_file(file_id=file_id))
        except FileNotFoundError:
            logger.error("The file %s of an opportunity is gone", file_id)
        except ScannerAway as error:
            logger.warning("Files of opportunities wait to be scanned: %s", error)
            break
        except NoVerdict as error:
            logger.warning("File %s waits to be scanned: %s", file_id, error)
    return settled
