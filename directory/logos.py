"""Logos: pictures from strangers, decoded and encoded anew, so that only pixels are kept."""

import hashlib
import io
import warnings
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

MOST_BYTES = 2_000_000  # of the file that is sent
MOST_PIXELS = 16_000_000  # of the picture in it: 4000 by 4000
LONGEST_SIDE = 400  # of what is kept
SHORTEST_SIDE = 32
FORMATS = ("PNG", "JPEG", "WEBP")  # by content; never SVG, which is a program


@dataclass(frozen=True)
class EncodedLogo:
    """A PNG of at most 400 pixels a side without any words about itself, and its digest."""

    image: bytes
    width: int
    height: int
    digest: str


def encode_logo(data: bytes) -> EncodedLogo:
    """Return the picture in ``data`` as we keep it. Raises ValidationError with what is wrong with it."""
    if len(data) > MOST_BYTES:
        raise ValidationError(_("Choose a picture of 2 MB or less"))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = _decode(data)
    except ValidationError:
        raise
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ValidationError(_("Choose a PNG, JPEG or WebP picture")) from None
    except (OSError, SyntaxError, ValueError, MemoryError):  # what Pillow raises for broken files
        raise ValidationError(_("This picture is broken: save it again, or choose another")) from None
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", optimize=True)
    image = buffer.getvalue()
    return EncodedLogo(image, picture.width, picture.height, hashlib.sha256(image).hexdigest())


def _decode(data: bytes) -> Image.Image:
    """Return the first frame, upright, small and without metadata."""
    with Image.open(io.BytesIO(data), formats=FORMATS) as source:
        if source.width * source.height > MOST_PIXELS:
            raise ValidationError(_("Choose a picture of 16 million pixels or fewer"))
        if min(source.size) < SHORTEST_SIDE:
            raise ValidationError(_("Choose a picture of at least 32 by 32 pixels"))
        source.load()
        upright = ImageOps.exif_transpose(source)
        picture = upright.convert("RGBA" if _is_transparent(upright) else "RGB")
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    bare = Image.new(picture.mode, picture.size)  # a new picture has no metadata to carry over
    bare.paste(picture)
    return bare


def _is_transparent(picture: Image.Image) -> bool:
    return picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
