"""Pictures from strangers, decoded anew, so that only pixels are kept."""

import io
import warnings
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

MOST_PIXELS = 16_000_000  # of a picture that is sent: 4000 by 4000
FORMATS = ("PNG", "JPEG", "WEBP")  # by content; never SVG, which is a program


@dataclass(frozen=True)
class Limits:
    """What is taken, and how large it is kept: bytes of the file, pixels of a side."""

    most_megabytes: int
    shortest_side: int
    longest_side: int


def decode_picture(data: bytes, limits: Limits) -> Image.Image:
    """Return the first frame of the picture in ``data``, upright, small and without words about itself.

    Raises ValidationError with what is wrong with it.
    """
    if len(data) > limits.most_megabytes * 1_000_000:
        raise ValidationError(_("Choose a picture of %(most)d MB or less") % {"most": limits.most_megabytes})
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _decode(data, limits)
    except ValidationError:
        raise
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ValidationError(_("Choose a PNG, JPEG or WebP picture")) from None
    except (OSError, SyntaxError, ValueError, MemoryError):  # what Pillow raises for broken files
        raise ValidationError(_("This picture is broken: save it again, or choose another")) from None


def _decode(data: bytes, limits: Limits) -> Image.Image:
    with Image.open(io.BytesIO(data), formats=FORMATS) as source:
        if source.width * source.height > MOST_PIXELS:
            raise ValidationError(_("Choose a picture of 16 million pixels or fewer"))
        if min(source.size) < limits.shortest_side:
            raise ValidationError(
                _("Choose a picture of at least %(side)d by %(side)d pixels") % {"side": limits.shortest_side}
            )
        source.load()
        upright = ImageOps.exif_transpose(source)
        picture = upright.convert("RGBA" if _is_transparent(upright) else "RGB")
    picture.thumbnail((limits.longest_side, limits.longest_side))
    bare = Image.new(picture.mode, picture.size)  # a new picture has no metadata to carry over
    bare.paste(picture)
    return bare


def _is_transparent(picture: Image.Image) -> bool:
    return picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
