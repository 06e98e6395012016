"""A comparison of clusters as a PDF: one page of A4, in letters as large as fit."""

import io
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.formats import date_format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, KeepInFrame, Paragraph, Spacer, Table

from directory.models import Source
from insights.comparison_rows import Cell, Row, Section
from investors.pdf_fonts import BOLD, FONT, WRAP, mark_up, register_fonts
from technorth.languages import tell_translation

PAGE = landscape(A4)
MARGIN = 10 * mm
WIDTH, HEIGHT = PAGE[0] - 2 * MARGIN, PAGE[1] - 2 * MARGIN
FIRST_COLUMN = 0.24  # of the width
SIZES = (9.0, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0, 5.5)  # of the letters, in points
INK, MUTED, LINE, SUNKEN = HexColor("#12222d"), HexColor("#4a5963"), HexColor("#d3d0c4"), HexColor("#eceae2")


def write_pdf(comparison: Mapping[str, Any], address: str) -> bytes:
    """Return the PDF of ``comparison`` (of ``describe_comparison``), which names its ``address``."""
    register_fonts()
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=PAGE, invariant=True)
    canvas.setTitle(f"TechNorth: {comparison['title']}")
    flowables = _fit(comparison, address)
    frame = KeepInFrame(WIDTH, HEIGHT, flowables, mode="shrink")
    _width, height = frame.wrapOn(canvas, WIDTH, HEIGHT)
    frame.drawOn(canvas, MARGIN, PAGE[1] - MARGIN - height)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def _fit(comparison: Mapping[str, Any], address: str) -> list[Flowable]:
    """Return the page in the largest letters that fit, or in the smallest."""
    flowables: list[Flowable] = []
    for size in SIZES:
        flowables = _compose(comparison, address, size)
        if sum(each.wrap(WIDTH, HEIGHT)[1] for each in flowables) <= HEIGHT:
            break
    return flowables


def _compose(comparison: Mapping[str, Any], address: str, size: float) -> list[Flowable]:
    title = ParagraphStyle(
        "title", fontName=BOLD, fontSize=size * 1.7, leading=size * 2.1, textColor=INK, wordWrap=WRAP
    )
    small = ParagraphStyle(
        "small", fontName=FONT, fontSize=size * 0.8, leading=size, textColor=MUTED, wordWrap=WRAP
    )
    sources: list[Source] = comparison["sources"]
    told = [f"TechNorth, {address}", *_tell_day(comparison)]
    flowables: list[Flowable] = [
        Paragraph(mark_up(comparison["title"]), title),
        Paragraph(mark_up(f"{'. '.join(told)}. {tell_translation()}"), small),
        Spacer(1, size * 0.6),
        _draw_table(comparison, size),
        Spacer(1, size * 0.6),
    ]
    if sources:
        listed = [f"[{number}] {each.cite()}" for number, each in enumerate(sources, start=1)]
        flowables.append(Paragraph(mark_up(_("Sources:") + " " + "; ".join(listed) + "."), small))
    return flowables


def _tell_day(comparison: Mapping[str, Any]) -> list[str]:
    if not comparison["taken_on"]:
        return []
    told = [_("Listings counted on %(day)s") % {"day": format_date(comparison["taken_on"], "j F Y")}]
    examples = comparison["examples"]
    if examples:
        told.append(
            ngettext(
                "The numbers of listed businesses include %(count)s made-up example",
                "The numbers of listed businesses include %(count)s made-up examples",
                examples,
            )
            % {"count": examples}
        )
    return told


def _draw_table(comparison: Mapping[str, Any], size: float) -> Table:
    columns = comparison["columns"]
    words = ParagraphStyle(
        "words", fontName=FONT, fontSize=size, leading=size * 1.2, textColor=INK, wordWrap=WRAP
    )
    strong = ParagraphStyle("strong", parent=words, fontName=BOLD)
    numbers = {source.pk: number for number, source in enumerate(comparison["sources"], start=1)}
    rows: list[list[Any]] = [["", *(Paragraph(mark_up(name), strong) for name in columns)]]
    style: list[tuple[Any, ...]] = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE),
        ("LEFTPADDING", (0, 0), (-1, -1), 2),
        ("RIGHTPADDING", (0, 0), (-1, -1), 3),
        ("TOPPADDING", (0, 0), (-1, -1), size * 0.15),
        ("BOTTOMPADDING", (0, 0), (-1, -1), size * 0.25),
    ]
    for section in comparison["sections"]:
        style += [
            ("SPAN", (0, len(rows)), (-1, len(rows))),
            ("BACKGROUND", (0, len(rows)), (-1, len(rows)), SUNKEN),
        ]
        rows.append([Paragraph(_tell_section(section), words), *[""] * len(columns)])
        rows += [
            [
                Paragraph(_tell_label(row, numbers), words),
                *(Paragraph(_tell_cell(cell, row), words) for cell in row.cells),
            ]
            for row in section.rows
        ]
    first = WIDTH * FIRST_COLUMN
    widths = [first, *[(WIDTH - first) / len(columns)] * len(columns)]
    return Table(rows, colWidths=widths, style=style)


def _tell_section(section: Section) -> str:
    told = f"<b>{mark_up(section.heading)}</b>"
    if section.is_made_up:
        told += f" ({mark_up(_('made up, for demonstration'))})"
    note = section.note if section.rows else section.missing
    return f"{told} {_quiet(note)}" if note else told


def _tell_label(row: Row, numbers: Mapping[str, int]) -> str:
    number = f" [{numbers[row.source.pk]}]" if row.source else ""
    return mark_up(row.label) + (" " + _quiet(row.note) if row.note else "") + number


def _tell_cell(cell: Cell, row: Row) -> str:
    if not cell.values:
        return f"<i>{_quiet(row.missing)}</i>"
    return _join(
        mark_up(value.text) + (" " + _quiet(value.about) if value.about else "") for value in cell.values
    )


def _join(parts: Iterable[str]) -> str:
    return "<br/>".join(parts)


def _quiet(text: str) -> str:
    return f'<font color="{MUTED.hexval().replace("0x", "#")}">{mark_up(text)}</font>'
