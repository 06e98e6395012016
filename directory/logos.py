"""Logos: small pictures, encoded anew as PNG."""

import hashlib
import io
from dataclasses import dataclass

from directory.pictures import Limits, decode_picture

LIMITS = Limits(most_megabytes=2, shortest_side=32, longest_side=400)


@dataclass(frozen=True)
class EncodedLogo:
    """A PNG of at most 400 pixels a side without any words about itself, and its digest."""

    image: bytes
    width: int
    height: int
    digest: str


def encode_logo(data: bytes) -> EncodedLogo:
    """Return the picture in ``data`` as we keep it. Raises ValidationError with what is wrong with it."""
    picture = decode_picture(data, LIMITS)
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", optimize=True)
    image = buffer.getvalue()
    return EncodedLogo(image, picture.width, picture.height, hashlib.sha256(image).hexdigest())
