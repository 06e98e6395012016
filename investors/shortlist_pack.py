"""A shortlist as PDF: a first page that lists it, then a page for each thing with its public facts."""

import datetime
import io
from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format as format_date
from django.utils.translation import gettext as _
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from investors.pack_sheets import SHEETS, Row, Sheet
from investors.pdf_fonts import BOLD, FONT, WRAP, mark_up
from investors.shortlist_kinds import Kept, Thing
from technorth.languages import current_language, list_words, tell_translation

INK, QUIET, LINE, EXAMPLE, NOTE = "#12222d", "#4a5963", "#d3d0c4", "#5b2a86", "#0f4c81"
WIDTH = A4[0] - 40 * mm - 12  # and what reportlab keeps free around a page's text
LABEL = 45 * mm


def _style(name: str, size: float, **more: Any) -> ParagraphStyle:
    options: dict[str, Any] = {
        "fontName": FONT,
        "leading": size * 1.4,
        "textColor": HexColor(INK),
        "wordWrap": WRAP,
        "spaceAfter": 4,
    } | more
    return ParagraphStyle(name, fontSize=size, **options)


TITLE = _style("title", 20, fontName=BOLD, leading=25, spaceAfter=6)
HEADING = _style("heading", 12, fontName=BOLD, spaceBefore=8)
WORDS = _style("words", 10)
LEAD = _style("lead", 12)
CELL = _style("cell", 9, spaceAfter=0)
LABELS = _style("labels", 9, fontName=BOLD, spaceAfter=0)
SMALL = _style("small", 7.5, textColor=HexColor(QUIET), spaceAfter=0)
EXAMPLES = _style("examples", 10, fontName=BOLD, textColor=HexColor(EXAMPLE))
NOTES = _style("notes", 10, leftIndent=8, borderColor=HexColor(NOTE), textColor=HexColor(NOTE))
GRID = TableStyle(
    [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 0), (-1, -1), 0.5, HexColor(LINE)),
        ("LEFTPADDING", (0, 0), (0, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 4),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
    ]
)


def write_pack(kept: Sequence[Kept], *, has_notes: bool, now: datetime.datetime) -> bytes:
    """Return the PDF of ``kept``, things that are there, in their order. ``has_notes`` puts the notes in.

    A fixed number of queries for each kind.
    """
    file = io.BytesIO()
    document = SimpleDocTemplate(
        file,
        pagesize=A4,
        leftMargin=20 * mm,
        rightMargin=20 * mm,
        topMargin=20 * mm,
        bottomMargin=22 * mm,
        title=_("Shortlist from TechNorth"),
        author="TechNorth",
        lang=current_language().tag,
        invariant=True,
    )
    parts = lay_out(kept, has_notes=has_notes, now=now)
    document.build(parts, onFirstPage=_write_foot, onLaterPages=_write_foot)
    return file.getvalue()


def lay_out(kept: Sequence[Kept], *, has_notes: bool, now: datetime.datetime) -> list[Flowable]:
    """Return the parts of the PDF, from the first page to the last."""
    things = [(item, item.found.thing) for item in kept if item.found.thing is not None]
    day = format_date(timezone.localtime(now), "j F Y")
    return [*_list_all(things, day), *_describe_all(things, has_notes=has_notes)]


def _list_all(things: Sequence[tuple[Kept, Thing]], day: str) -> Iterator[Flowable]:
    """Yield the first page."""
    yield Paragraph(mark_up(_("Shortlist from TechNorth")), TITLE)
    yield Paragraph(mark_up(_("Technology in the North of England. Made on %(day)s.") % {"day": day}), WORDS)
    if any(thing.is_example for _item, thing in things):
        said = _("Some of what follows is example data, made up for demonstration. Each such page says so.")
        yield Paragraph(mark_up(said), EXAMPLES)
    if translated := tell_translation():
        yield Paragraph(mark_up(translated), SMALL)
    yield Spacer(1, 6)
    rows = []
    for number, (item, thing) in enumerate(things, start=1):
        name = Paragraph(f'<a href="#{item.anchor}">{mark_up(thing.name)}</a>', LABELS)
        said = list_words((item.kind.single, thing.place))
        is_example = f" – {_('example')}" if thing.is_example else ""
        rows.append([Paragraph(str(number), CELL), name, Paragraph(mark_up(said + is_example), CELL)])
    yield Table(rows, colWidths=[8 * mm, 75 * mm, WIDTH - 83 * mm], style=GRID, hAlign="LEFT")


def _describe_all(things: Sequence[tuple[Kept, Thing]], *, has_notes: bool) -> Iterator[Flowable]:
    keys: dict[str, list[Any]] = {}
    for item, thing in things:
        keys.setdefault(item.kind.name, []).append(thing.key)
    sheets = {name: SHEETS[name](own) for name, own in keys.items()}
    for item, thing in things:
        yield PageBreak()
        sheet = sheets[item.kind.name].get(thing.key, Sheet(rows=[]))
        yield from _describe(item, thing, sheet, item.entry.note if has_notes else "")


def _describe(item: Kept, thing: Thing, sheet: Sheet, note: str) -> Iterator[Flowable]:
    """Yield the page of one thing."""
    yield Paragraph(mark_up(str(item.kind.single)), SMALL)
    yield Paragraph(f'<a name="{item.anchor}"/>{mark_up(thing.name)}', TITLE)
    if sheet.example:
        yield Paragraph(mark_up(f"{_('Example')}: {sheet.example}"), EXAMPLES)
    if sheet.summary:
        yield Paragraph(mark_up(sheet.summary), LEAD)
    if note:
        yield Paragraph(mark_up(_("Your note")), HEADING)
        yield Paragraph(mark_up(note), NOTES)
    if sheet.rows:
        yield Paragraph(mark_up(_("Facts")), HEADING)
        table = [_write_row(row) for row in sheet.rows]
        yield Table(table, colWidths=[LABEL, WIDTH - LABEL], style=GRID, hAlign="LEFT")
    if sheet.origin:
        yield Spacer(1, 6)
        yield Paragraph(mark_up(sheet.origin), WORDS)
    address = settings.SITE_URL + thing.url
    yield Spacer(1, 6)
    yield Paragraph(f'<a href="{mark_up(address)}" color="#0a5872">{mark_up(address)}</a>', WORDS)


def _write_row(row: Row) -> list[Any]:
    value: list[Flowable] = [Paragraph(mark_up(row.value), CELL)]
    if row.source:
        value.append(Paragraph(mark_up(f"{_('Source:')} {row.source}"), SMALL))
    return [Paragraph(mark_up(row.label), LABELS), value]


def _write_foot(canvas: Canvas, document: Any) -> None:
    """Write the number of the page, and where it is from."""
    canvas.saveState()
    canvas.setFont(FONT, 7.5)
    canvas.setFillColor(HexColor(QUIET))
    canvas.drawString(20 * mm, 12 * mm, f"TechNorth, {settings.SITE_URL}")
    canvas.drawRightString(A4[0] - 20 * mm, 12 * mm, str(document.page))
    canvas.restoreState()
