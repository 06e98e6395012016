"""Pictures that other sites show beside a link to ours (OpenGraph): drawn from our own data, and kept.

1,200 by 630 pixels, as the networks ask for. Text in the site's own font, areas from its own outlines.
"""

import hashlib
import io
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from functools import cache as remember

from django.contrib.staticfiles import finders
from django.core.cache import cache
from PIL import Image, ImageDraw, ImageFont

from directory.cluster_maps import find_colour, load_outlines
from directory.mapping import HEIGHT, project, trace_path
from directory.models import Outline

SIZE = (1200, 630)
KEPT_SECONDS = 30 * 86_400
DRAWING = 1  # counted up when the drawing changes, so that no kept picture of the old one is sent
FONT = "vendor/fonts/schibsted-grotesk-latin.woff2"
REGULAR, BOLD = 450, 800

# The colours of tokens.css on its night surface, where all hues have 4.5:1.
GROUND, LAND, LINE = "#0f1f2a", "#1a303e", "#3a5361"
INK, MUTED, LIME, EXAMPLE = "#f4f6f2", "#b9c7ce", "#d7f04a", "#d3b4f2"
HUES = {
    "manchester": "#f0b952",
    "leeds": "#86b8f7",
    "sheffield": "#63cd9c",
    "liverpool": "#f690ba",
    "north-east": "#bfa4f8",
}
LEFT, WORDS_WIDTH = 72, 640
MAP_LEFT, MAP_TOP, MAP_HEIGHT = 770, 30, 570
FINER = 2  # the map is drawn larger and made small, for smooth edges
MOST_LINES = 3


@dataclass(frozen=True)
class ShareWords:
    """What a picture says: a title, a sentence and where it comes from; a mark above where one is needed."""

    title: str
    detail: str = ""
    source: str = ""
    mark: str = ""


@dataclass(frozen=True)
class ShareArea:
    """An outline on the picture's map, with the slug of its hue; an empty slug is land."""

    path: str
    hue: str


@dataclass(frozen=True)
class ShareImage:
    """A PNG, and a digest of all that it was drawn from."""

    content: bytes
    digest: str


def gather_areas(hues: Iterable[str]) -> tuple[ShareArea, ...]:
    """Return the land and the areas of the clusters or sub-clusters named, those of all five for none.

    One query. A cluster's sub-clusters are drawn with it, each in the hue of its cluster.
    """
    wanted = set(hues)
    areas: list[ShareArea] = []
    for outline in load_outlines():
        if outline.kind == Outline.Kind.NORTH:
            areas.insert(0, ShareArea(outline.path, ""))
        elif outline.cluster:
            family = {outline.cluster.pk, outline.cluster.parent_id}
            if not wanted or wanted & family:
                areas.append(ShareArea(outline.path, find_colour(outline.cluster)))
    return tuple(areas)


def find_share_image(words: ShareWords, areas: tuple[ShareArea, ...]) -> ShareImage:
    """Return the picture of ``words`` and ``areas``, drawn only if it is not kept from before."""
    drawn_from = repr((DRAWING, astuple(words), [astuple(area) for area in areas]))
    digest = hashlib.sha256(drawn_from.encode()).hexdigest()[:32]
    key = f"share-image:{digest}"
    content = cache.get(key)
    if content is None:
        content = draw_share_image(words, areas)
        cache.set(key, content, KEPT_SECONDS)
    return ShareImage(content, digest)


def draw_share_image(words: ShareWords, areas: Iterable[ShareArea]) -> bytes:
    """Return the PNG of a picture for sharing."""
    picture = Image.new("RGB", SIZE, GROUND)
    _draw_map(picture, areas)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, SIZE[1] - 14, SIZE[0], SIZE[1]), fill=LIME)
    draw.text((LEFT, 60), "TechNorth", font=_load_font(34, BOLD), fill=LIME)
    top = 128.0
    if words.mark:
        draw.text((LEFT, top), words.mark, font=_load_font(28, BOLD), fill=EXAMPLE)
        top += 46
    top = _write(draw, words.title, top, size=66, weight=BOLD, colour=INK)
    top = _write(draw, words.detail, top + 22, size=34, weight=REGULAR, colour=INK)
    _write(draw, words.source, top + 14, size=24, weight=REGULAR, colour=MUTED)
    file = io.BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()


def _draw_map(picture: Image.Image, areas: Iterable[ShareArea]) -> None:
    """Draw the outlines on the right of ``picture``."""
    scale = MAP_HEIGHT * FINER / HEIGHT
    drawing = Image.new("RGB", ((SIZE[0] - MAP_LEFT) * FINER, MAP_HEIGHT * FINER), GROUND)
    draw = ImageDraw.Draw(drawing)
    for area in areas:
        for ring in trace_path(area.path):
            points = [(x * scale, y * scale) for x, y in (project(*position) for position in ring)]
            draw.polygon(points, fill=HUES.get(area.hue, LAND), outline=GROUND if area.hue else LINE)
    picture.paste(
        drawing.resize((SIZE[0] - MAP_LEFT, MAP_HEIGHT), Image.Resampling.LANCZOS), (MAP_LEFT, MAP_TOP)
    )


def _write(draw: ImageDraw.ImageDraw, text: str, top: float, *, size: int, weight: int, colour: str) -> float:
    """Write ``text`` in at most three lines from ``top``, smaller where it is long; return where it ends."""
    if not text:
        return top
    while len(lines := _break_lines(draw, text, _load_font(size, weight))) > MOST_LINES and size > 22:
        size -= 4
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], f"{lines[MOST_LINES - 1]} …"]
    for line in lines:
        draw.text((LEFT, top), line, font=_load_font(size, weight), fill=colour)
        top += size * 1.16
    return top


def _break_lines(draw: ImageDraw.ImageDraw, text: str, font: ImageFont.FreeTypeFont) -> list[str]:
    """Return ``text`` in lines that fit beside the map, broken between words."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and draw.textlength(longer, font=font) <= WORDS_WIDTH:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


@remember
def _load_font(size: int, weight: int) -> ImageFont.FreeTypeFont:
    path = finders.find(FONT)
    font = ImageFont.truetype(str(path), size)
    font.set_variation_by_axes([weight])
    return font
