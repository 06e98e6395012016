"""The words of a mail: text from HTML, and what was written apart from what was quoted. Pure."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser

# Every rule here reads each line once, since anybody may send anything.
_BLOCKS = {"p", "div", "br", "tr", "li", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "pre"}
_UNSEEN = {"script", "style", "head", "title", "template"}
_VOID = {"br", "hr", "img", "meta", "link", "input"}

_WROTE = re.compile(
    r"(wrote|schrieb|a écrit|escribió|ha scritto|schreef|escreveu|skrev|napisała?|написала?)( .{0,80})?\s?:$"
    r"|(写道|寫道|のメール|작성)\s?[:：]$",
    re.IGNORECASE,
)
_ORIGINAL = re.compile(
    r"-{2,}\s*(original message|forwarded message|ursprüngliche nachricht|message d'origine|mensaje original"
    r"|messaggio originale|oorspronkelijk bericht|元のメッセージ|原始邮件)\s*-{2,}",
    re.IGNORECASE,
)
_RULE = re.compile(r"_{20,}$")
_FROM = re.compile(r"\*?(from|von|de|da|van|fra|från|od|发件人|差出人)\s?[:：]", re.IGNORECASE)
_SENT = re.compile(
    r"\*?(sent|date|gesendet|datum|envoyé|enviado|fecha|inviato|data|verzonden|sendt|skickat|发送时间|送信日時)"
    r"\s?[:：]",
    re.IGNORECASE,
)
_HEADER_LINES = 4  # within which the date follows on the sender
_LONGEST_INTRODUCTION = 300


@dataclass(frozen=True)
class Words:
    """A mail's text in two parts. ``quoted`` is empty where nothing can be told apart."""

    own: str
    quoted: str = ""


def split_quoted(text: str) -> Words:
    """Return what was written, and what only repeats an earlier mail below it.

    Where somebody wrote between the lines that they quote, or below them, nothing is taken apart.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    start = _find_quoted(lines)
    own, quoted = "\n".join(lines[:start]).strip(), "\n".join(lines[start:]).strip()
    return Words(own, quoted) if own else Words(text.strip())


def _find_quoted(lines: list[str]) -> int:
    """Return the number of the line at which the quoted part begins; past the last where there is none."""
    for number, line in enumerate(lines):
        stripped = line.strip()
        if _ORIGINAL.match(stripped) or _begins_header(lines, number):
            return number
        if _begins_quote(lines, number) and _goes_to_the_end(lines, number):
            return number
    return len(lines)


def _begins_header(lines: list[str], number: int) -> bool:
    """Whether an earlier mail's header stands here as Outlook writes it, with or without a rule above."""
    at = number + 1 if _RULE.match(lines[number].strip()) else number
    if at >= len(lines) or not _FROM.match(lines[at].strip()):
        return False
    return any(_SENT.match(line.strip()) for line in lines[at + 1 : at + 1 + _HEADER_LINES])


def _begins_quote(lines: list[str], number: int) -> bool:
    line = lines[number].strip()
    if line.startswith(">"):
        return True
    if len(line) > _LONGEST_INTRODUCTION or not line:
        return False
    if _WROTE.search(line[-120:]):
        return True
    # "On Monday, Somebody <somebody@example.com>" goes on in the next line with "wrote:".
    after = lines[number + 1].strip() if number + 1 < len(lines) else ""
    return len(after) <= 40 and "@" in line and bool(_WROTE.search(after))


def _goes_to_the_end(lines: list[str], number: int) -> bool:
    """Whether after an introduction and quoted lines nothing more was written."""
    rest = [line.strip() for line in lines[number:] if line.strip()]
    first_quoted = next((at for at, line in enumerate(rest) if line.startswith(">")), None)
    if first_quoted is None or first_quoted > 2:
        return not rest[0].startswith(">")  # quoted without marks
    return all(line.startswith(">") for line in rest[first_quoted:])


def read_html(html: str) -> str:
    """Return the text of an HTML mail, with ``>`` before what it quotes. Nothing in it is loaded or run."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.collect()


class _Reader(HTMLParser):
    """Collects lines; hidden parts are left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[tuple[int, list[str]]] = [(0, [])]
        self._hidden = 0
        self._quotes = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line, a quotation or a hidden part."""
        if tag in _UNSEEN:
            self._hidden += 1
        elif tag == "blockquote":
            self._quotes += 1
            self._break()
        elif tag in _BLOCKS:
            self._break()

    def handle_endtag(self, tag: str) -> None:
        """End what began."""
        if tag in _UNSEEN:
            self._hidden = max(0, self._hidden - 1)
        elif tag == "blockquote":
            self._quotes = max(0, self._quotes - 1)
            self._break()
        elif tag in _BLOCKS and tag not in _VOID:
            self._break()

    def handle_data(self, data: str) -> None:
        """Add words to the line."""
        if not self._hidden:
            self._lines[-1][1].append(data)

    def _break(self) -> None:
        self._lines.append((self._quotes, []))

    def collect(self) -> str:
        """Return the lines, at most one empty line between two."""
        collected: list[str] = []
        for depth, parts in self._lines:
            words = " ".join("".join(parts).split())
            line = f"{'> ' if depth else ''}{words}".rstrip() if words else ""
            if line or (collected and collected[-1]):
                collected.append(line)
        return "\n".join(collected).strip()
