"""Letters with a code to registered offices, as one PDF: a page of A4 each, for a window envelope."""

import io
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

MOST_LINES = 9  # of an address, in the window
LEFT, RIGHT = 20 * mm, 190 * mm
WINDOW_TOP = A4[1] - 45 * mm  # where an envelope of size DL shows the address
LINE = 5 * mm
FONT, BOLD, CODE_FONT = "Helvetica", "Helvetica-Bold", "Courier-Bold"
WORDS = ParagraphStyle("words", fontName=FONT, fontSize=11, leading=15.5)
STRONG = ParagraphStyle("strong", parent=WORDS, fontName=BOLD, fontSize=13, leading=17)


@dataclass(frozen=True)
class Letter:
    """One letter: the lines of the address, and what its text names, all plain text."""

    address: tuple[str, ...]
    company: str
    number: str
    claimant: str
    code: str
    day: str
    last_day: str


def write_letters(letters: Iterable[Letter], *, site_url: str, contact_email: str) -> bytes:
    """Return the PDF of ``letters``, in their order."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, invariant=True)
    canvas.setTitle(_("TechNorth: letters with codes"))
    for letter in letters:
        _write_page(canvas, letter, site_url, contact_email)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def _write_page(canvas: Canvas, letter: Letter, site_url: str, contact_email: str) -> None:
    canvas.setFont(BOLD, 20)
    canvas.drawString(LEFT, A4[1] - 25 * mm, "TechNorth")
    _write_address(canvas, letter.address)
    canvas.setFont(FONT, 11)
    canvas.drawRightString(RIGHT, A4[1] - 95 * mm, write_printably(letter.day))
    top = A4[1] - 100 * mm
    for text, style in _list_paragraphs(letter, site_url, contact_email):
        if style is None:
            canvas.setFont(CODE_FONT, 26)
            canvas.drawString(LEFT, top - 9 * mm, text)
            top -= 17 * mm
            continue
        paragraph = Paragraph(_escape(text), style)
        _width, height = paragraph.wrap(RIGHT - LEFT, A4[1])
        paragraph.drawOn(canvas, LEFT, top - height)
        top -= height + 4 * mm


def _write_address(canvas: Canvas, lines: tuple[str, ...]) -> None:
    """Write the address into the window; a line that is too long gets smaller letters."""
    for position, line in enumerate(lines[:MOST_LINES]):
        text = write_printably(line)
        size = 11.0
        while size > 6 and stringWidth(text, FONT, size) > 85 * mm:
            size -= 0.5
        canvas.setFont(FONT, size)
        canvas.drawString(LEFT, WINDOW_TOP - position * LINE, text)


def _list_paragraphs(
    letter: Letter, site_url: str, contact_email: str
) -> list[tuple[str, ParagraphStyle | None]]:
    """Return the text, paragraph by paragraph; the code is the one without a style."""
    names = {
        "company": letter.company,
        "number": letter.number,
        "claimant": letter.claimant,
        "last_day": letter.last_day,
        "address": f"{site_url}/account/claims/",
        "email": contact_email,
    }
    return [
        (_("Your code for %(company)s in the TechNorth directory") % names, STRONG),
        (
            _(
                "%(claimant)s has asked to look after the entry of %(company)s (company number %(number)s) "
                "in TechNorth, the directory of technology businesses in the North of England. To make sure "
                "that the company agrees, we send this code to its registered office:"
            )
            % names,
            WORDS,
        ),
        (letter.code, None),
        (
            _(
                "If the company agrees: pass the code on to the person named above. They sign in at "
                "%(address)s and enter it by %(last_day)s. After that it is good for nothing."
            )
            % names,
            WORDS,
        ),
        (
            _(
                "If it does not agree, or you do not know the person: keep the code to yourself, and nothing "
                "happens. If you wish, tell us at %(email)s. We never ask for this code by telephone or mail."
            )
            % names,
            WORDS,
        ),
        (
            _("If this letter is for a company whose post you receive as its agent, please forward it."),
            WORDS,
        ),
        (_("The TechNorth team"), WORDS),
    ]


def write_printably(text: str) -> str:
    """Return ``text`` in letters that the fonts of every PDF reader have: accents go where they must."""
    printable = []
    for character in unicodedata.normalize("NFC", text):
        plain = unicodedata.normalize("NFKD", character).encode("cp1252", "ignore").decode("cp1252")
        printable.append(character if _is_printable(character) else plain or "?")
    return "".join(printable)


def _is_printable(character: str) -> bool:
    try:
        character.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def _escape(text: str) -> str:
    """Return ``text`` as reportlab's markup for exactly these characters."""
    return write_printably(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
