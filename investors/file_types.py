"""What a file is, by its content and whatever its name says; and names that are safe to give back."""

import re
import struct
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO

_OFFICE = "application/vnd.openxmlformats-officedocument."


@dataclass(frozen=True)
class FileType:
    """A kind of file that is taken; its name may end with one of ``suffixes``, the usual one first."""

    content_type: str
    suffixes: tuple[str, ...]


PDF = FileType("application/pdf", (".pdf",))
PNG = FileType("image/png", (".png",))
JPEG = FileType("image/jpeg", (".jpg", ".jpeg"))
DOCX = FileType(f"{_OFFICE}wordprocessingml.document", (".docx",))
XLSX = FileType(f"{_OFFICE}spreadsheetml.sheet", (".xlsx",))
PPTX = FileType(f"{_OFFICE}presentationml.presentation", (".pptx",))

_SIGNATURES = {b"%PDF-": PDF, b"\x89PNG\r\n\x1a\n": PNG, b"\xff\xd8\xff": JPEG}
# The type of the main part, which a document with macros does not have.
_MAIN_PARTS = {f'"{kind.content_type}.main+xml"'.encode(): kind for kind in (DOCX, XLSX, PPTX)}
_ZIP = b"PK\x03\x04"
_LIST_OF_PARTS = "[Content_Types].xml"
_MOST_LIST_BYTES = 2 * 1024 * 1024
_END = struct.Struct("<4s4H2LH")  # the record that ends a zip file
_ZIP64_LOCATOR = 20

_LONGEST_NAME = 120
_UNSEEN = {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"}  # with them a name could read other than it is
_NOT_IN_NAMES = re.compile(r'[<>:"|?*]')


def find_type(file: IO[bytes]) -> FileType | None:
    """Return what ``file`` is, or None for what is not taken. Reads little, and never unpacks much."""
    file.seek(0)
    head = file.read(8)
    for signature, kind in _SIGNATURES.items():
        if head.startswith(signature):
            return kind
    return _find_office_type(file) if head.startswith(_ZIP) else None


def _find_office_type(file: IO[bytes]) -> FileType | None:
    if not _is_small_archive(file):
        return None
    try:
        with zipfile.ZipFile(file) as archive:
            entry = archive.getinfo(_LIST_OF_PARTS)
            has_macros = any(name.lower().endswith("vbaproject.bin") for name in archive.namelist())
            if has_macros or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                return None
            with archive.open(entry) as part:
                parts = part.read(_MOST_LIST_BYTES)
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        KeyError,
        ValueError,
        OSError,
        EOFError,
        RuntimeError,
    ):
        return None  # no archive, none of an office program, locked by a password, or damaged
    found = {kind for name, kind in _MAIN_PARTS.items() if name in parts.replace(b"'", b'"')}
    return found.pop() if len(found) == 1 else None


def _is_small_archive(file: IO[bytes]) -> bool:
    """Whether the archive's directory, which is read whole, is small. Office programs write no other."""
    size = file.seek(0, 2)
    tail_size = _END.size + _ZIP64_LOCATOR
    if size < tail_size:
        return False
    file.seek(size - tail_size)
    tail = file.read(tail_size)
    mark, *_counts, directory_size, _start, comment_size = _END.unpack(tail[_ZIP64_LOCATOR:])
    is_zip64 = tail.startswith(b"PK\x06\x07")
    return mark == b"PK\x05\x06" and not comment_size and not is_zip64 and directory_size <= _MOST_LIST_BYTES


def clean_name(name: str, kind: FileType) -> str:
    """Return ``name`` without folders and characters that mislead, ending as ``kind`` does."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    seen = "".join(" " if unicodedata.category(char) in _UNSEEN else char for char in last)
    words = " ".join(_NOT_IN_NAMES.sub(" ", seen).split()).lstrip(". ")
    suffix = next((end for end in kind.suffixes if words.lower().endswith(end)), "")
    stem = words[: len(words) - len(suffix)].rstrip(". ")
    return f"{(stem or 'file')[: _LONGEST_NAME - 5]}{suffix or kind.suffixes[0]}"
