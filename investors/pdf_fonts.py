"""Text of any language for reportlab: each stretch of it in a font that has its letters.

Latin letters are set in Bitstream Vera, which reportlab brings and which is put into the file. Chinese,
Japanese, Korean, Greek and Cyrillic ones name the standard fonts of PDF for them, which the reader's program
has or replaces. Of a letter that none of them has the base letter is written ("ř" as "r"), or else a
question mark.
"""

import unicodedata
from collections.abc import Iterator
from functools import cache
from html import escape
from itertools import groupby

from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont, registerFontFamily
from reportlab.pdfbase.ttfonts import TTFont

FONT, BOLD = "Vera", "Vera-Bold"
WRAP = "CJK"  # between any two Chinese or Japanese letters, and between the words of all other languages
JAPANESE, KOREAN, CHINESE = "HeiseiKakuGo-W5", "HYGothic-Medium", "STSong-Light"
# What each of these fonts has, by the character set that it was made for.
CHARACTER_SETS = {JAPANESE: "cp932", CHINESE: "gbk", KOREAN: "cp949"}
PLAIN_WHITE = {ord(letter): " " for letter in "\t\xa0\u2007\u202f"}
ZERO_WIDTH = {ord(letter): "" for letter in "\u200b\u200c\u200d\u2060\ufeff\xad"}


@cache
def register_fonts() -> frozenset[int]:
    """Let reportlab know the fonts, once a process; return the letters that the Latin one has."""
    latin = TTFont(FONT, "Vera.ttf")
    registerFont(latin)
    registerFont(TTFont(BOLD, "VeraBd.ttf"))
    registerFontFamily(FONT, normal=FONT, bold=BOLD, italic=FONT, boldItalic=BOLD)
    for name in CHARACTER_SETS:
        registerFont(UnicodeCIDFont(name))
    return frozenset(latin.face.charToGlyph) - {0xFFFF}


def mark_up(text: str) -> str:
    """Return ``text`` as reportlab's markup for exactly these letters, each in a font that has it."""
    parts = []
    for font, letters in groupby(_place_letters(text), key=lambda placed: placed[0]):
        words = escape("".join(letter for _font, letter in letters), quote=False)
        parts.append(f'<font name="{font}">{words}</font>' if font else words)
    return "".join(parts).replace("\n", "<br/>")


def _place_letters(text: str) -> Iterator[tuple[str, str]]:
    """Yield each letter with the font it needs, the empty one for the font of the paragraph."""
    latin = register_fonts()
    order = _order_fonts(text)
    for letter in unicodedata.normalize("NFC", text).translate(PLAIN_WHITE | ZERO_WIDTH):
        if letter in "\n " or ord(letter) in latin:
            yield "", letter
        elif font := next((name for name in order if _has(name, letter)), None):
            yield font, letter
        else:
            yield from (("", base) for base in _find_base(letter, latin))


def _order_fonts(text: str) -> list[str]:
    """Return which font comes first for letters that several have: kana and hangul tell the language."""
    if any("\u3040" <= letter <= "\u30ff" for letter in text):
        return [JAPANESE, CHINESE, KOREAN]
    if any("\uac00" <= letter <= "\ud7a3" for letter in text):
        return [KOREAN, CHINESE, JAPANESE]
    return [CHINESE, JAPANESE, KOREAN]


def _has(font: str, letter: str) -> bool:
    if unicodedata.category(letter) in ("Cc", "Cn", "Co", "Cs"):
        return False
    try:
        letter.encode(CHARACTER_SETS[font])
    except UnicodeEncodeError:
        return False
    return True


def _find_base(letter: str, latin: frozenset[int]) -> str:
    base = "".join(part for part in unicodedata.normalize("NFKD", letter) if ord(part) in latin)
    return base or ("" if unicodedata.category(letter)[0] in "CM" else "?")
