"""Files on their way in: streamed to disk, so many and so large at most, for who may add them alone."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler
from django.http import HttpRequest

from investors.file_types import FileType, clean_name
from investors.models.attachments import MOST_BYTES, MOST_FILES


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """Streams each file to disk up to one byte more than is taken, and one file more than are taken.

    The rest is read and let go, so that the page can say what was too much and still has the words.
    """

    seen = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file, unless there are too many already."""
        self.seen += 1
        if self.seen > MOST_FILES + 1:
            raise SkipFile
        super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write what is within the limit."""
        self.file.write(raw_data[: max(0, MOST_BYTES + 1 - start)])


def stream_files(request: HttpRequest) -> None:
    """Let the files of ``request`` go to disk. Call it once the sender may add some, before any reading."""
    request.upload_handlers = [BoundedUploadHandler(request)]


@dataclass(frozen=True)
class NewFile:
    """A file that was looked at and may be kept."""

    name: str
    content_type: str
    size: int
    sha256: str
    content: UploadedFile


def describe_file(content: UploadedFile, kind: FileType) -> NewFile:
    """Return ``content``, which is a ``kind``, with what is kept of it."""
    digest = hashlib.sha256()
    for chunk in content.chunks():
        digest.update(chunk)
    content.seek(0)
    return NewFile(
        name=clean_name(content.name or "", kind),
        content_type=kind.content_type,
        size=content.size or 0,
        sha256=digest.hexdigest(),
        content=content,
    )
