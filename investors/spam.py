"""How much an enquiry looks like spam: points for each sign, with its reason. Pure; docs/spam.md explains.

Points only ever add up, and all that they can bring about is that a person looks first. No sign
depends on the language, script or country of the sender, nor on how short or clumsy the text is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from investors.spam_wording import find_lures, find_pitches, find_price
from investors.spam_words import Learnt, fold_text, weigh_words

# The most that signs which may befall anybody can weigh; each below the lowest threshold (8). What was learnt
# weighs least: with a sparsely filled form and a web address it stays below the usual threshold still.
MOST_FOR_TIME = 6
MOST_FOR_RATE = 6
MOST_LEARNT = 4

MANY_FROM_ADDRESS = 5  # in an hour, beside one's own
FLOOD_FROM_ADDRESS = 20
MANY_FROM_NETWORK = 20  # in a day
MANY_LINKS, FLOOD_OF_LINKS = 6, 10

_LINK = re.compile(r"https?://|\bwww\.", re.IGNORECASE)
_WHOLE_LINK = re.compile(r"(?:https?://|\bwww\.)\S+", re.IGNORECASE)
_MARKUP = re.compile(r"<a\s[^>]{0,300}href|\[url[=\]]|\[link[=\]]", re.IGNORECASE)
_CODE = re.compile(
    r"<script|<iframe|\bor\s{1,9}'?1'?\s{0,9}=\s{0,9}'?1|;\s{0,9}drop\s{1,9}table|\{\{\s{0,9}\d{1,9}\s{0,9}\*",
    re.IGNORECASE,
)
_HIDDEN_LINK = re.compile(r"\b(?:t\.me|wa\.me|bit\.ly|tinyurl\.com|goo\.gl|is\.gd|cutt\.ly)/", re.IGNORECASE)
_KEYBOARD = re.compile(r"asdf|sdfg|qwert|wertyu|zxcv|yxcv|йцук|фыва|ячсм|ㅁㄴㅇㄹ")
_ONE_LETTER = re.compile(r"([^\W\d_])\1{9}")
_CAPITAL_INSIDE = re.compile(r"(?<=[a-zà-ÿа-я])[A-ZÀ-ÞА-Я]")


@dataclass(frozen=True)
class Wording:
    """What the sender typed, as far as it can give an unwanted message away."""

    name: str
    organisation: str
    plan: str
    anything_else: str = ""
    has_details: bool = True  # about the investment: kind of activity, jobs, spend, start, place, sectors


@dataclass(frozen=True)
class Sending:
    """How the form came: the trap that people do not see, the seconds it took, the network address."""

    is_trap_filled: bool = False
    seconds: float | None = None
    address: str = ""


UNSEEN = Sending()  # nothing is known of how it came


@dataclass(frozen=True)
class Traffic:
    """What else came of late; one's own enquiries (by e-mail address) count only in ``is_flood``.

    ``repeats`` counts other senders of nearly the same text; ``is_known_spam`` says that a person
    closed one such text as spam, whoever sent it.
    """

    is_flood: bool = False
    from_address: int = 0
    from_network: int = 0
    spam_from_network: int = 0
    repeats: int = 0
    is_known_spam: bool = False


@dataclass(frozen=True)
class Signals:
    """All that the score looks at. ``least_seconds``: who takes fewer for the form is quick."""

    wording: Wording
    sending: Sending = UNSEEN
    traffic: Traffic = field(default_factory=Traffic)
    least_seconds: int = 5


@dataclass(frozen=True)
class Sign:
    """One sign: its ``code`` in ``ORDER``, what it weighs, and why, in a sentence for the desk."""

    code: str
    points: int
    reason: str


@dataclass(frozen=True)
class Verdict:
    """The signs, the heaviest first, and whether together they reach the threshold."""

    signs: tuple[Sign, ...]
    threshold: int

    @property
    def score(self) -> int:
        """The sum of the points."""
        return sum(sign.points for sign in self.signs)

    @property
    def is_suspect(self) -> bool:
        """Whether a person looks first."""
        return self.score >= self.threshold

    @property
    def reasons(self) -> list[str]:
        """The sentences, the heaviest first."""
        return [sign.reason for sign in self.signs]


# Among signs of equal weight this order decides, so the same signals always read the same.
ORDER = (
    "trap", "flood", "name-link", "markup", "code", "known-spam", "repeated", "pitch", "links", "gibberish",
    "learnt", "time", "rate", "network", "lure", "hidden-link", "price", "link", "same-name", "bare",
)  # fmt: skip


def score_message(signals: Signals, learnt: Learnt, *, threshold: int) -> Verdict:
    """Return the verdict on one message; total, and the same for the same signals."""
    signs = [
        *_judge_sending(signals),
        *_judge_traffic(signals.traffic),
        *_judge_links(signals.wording),
        *_judge_wording(signals.wording),
        *_judge_learnt(learnt),
    ]
    return Verdict(tuple(sorted(signs, key=lambda sign: (-sign.points, ORDER.index(sign.code)))), threshold)


def _judge_sending(signals: Signals) -> Iterator[Sign]:
    if signals.sending.is_trap_filled:
        yield Sign("trap", 10, _("A field that people do not see was filled in."))
    taken = signals.sending.seconds
    if taken is not None and taken < signals.least_seconds:
        seconds = max(0, int(taken))
        reason = ngettext("It was written in %(n)s second.", "It was written in %(n)s seconds.", seconds)
        yield Sign("time", MOST_FOR_TIME, reason % {"n": seconds})


def _judge_traffic(traffic: Traffic) -> Iterator[Sign]:
    if traffic.is_flood:
        yield Sign("flood", 10, _("Very many enquiries came with this e-mail address within a day."))
    if traffic.is_known_spam:
        yield Sign("known-spam", 10, _("Nearly the same text was closed as spam within a month."))
    if traffic.repeats:
        reason = ngettext(
            "%(n)s other sender wrote nearly the same text within a month.",
            "%(n)s other senders wrote nearly the same text within a month.",
            traffic.repeats,
        )
        yield Sign("repeated", min(4 * traffic.repeats, 12), reason % {"n": traffic.repeats})
    if traffic.from_address > MANY_FROM_ADDRESS:
        points = MOST_FOR_RATE if traffic.from_address > FLOOD_FROM_ADDRESS else 4
        reason = _("%(n)s other enquiries came from the same network address within an hour.")
        yield Sign("rate", points, reason % {"n": traffic.from_address})
    elif traffic.from_network > MANY_FROM_NETWORK:
        reason = _("%(n)s other enquiries came from the same network within a day.")
        yield Sign("rate", 4, reason % {"n": traffic.from_network})
    if traffic.spam_from_network:
        reason = ngettext(
            "%(n)s enquiry from the same network was closed as spam within a month.",
            "%(n)s enquiries from the same network were closed as spam within a month.",
            traffic.spam_from_network,
        )
        points = 5 if traffic.spam_from_network > 2 else 3
        yield Sign("network", points, reason % {"n": traffic.spam_from_network})


def _judge_links(wording: Wording) -> Iterator[Sign]:
    text = f"{wording.plan}\n{wording.anything_else}"
    if _LINK.search(wording.name) or _LINK.search(wording.organisation):
        yield Sign("name-link", 10, _("A name holds a web address."))
    if _MARKUP.search(text):
        yield Sign("markup", 10, _("The text holds link markup that people do not type."))
    if _CODE.search(text):
        yield Sign("code", 8, _("The text holds program code of the kind that tries doors."))
    links = len(_LINK.findall(text))
    if links >= MANY_LINKS:
        points = 10 if links >= FLOOD_OF_LINKS else 6
        yield Sign("links", points, _("The text holds %(count)s web addresses.") % {"count": links})
    elif links:
        yield Sign("link", 2, _("The text holds a web address."))
    if _HIDDEN_LINK.search(text):
        yield Sign("hidden-link", 3, _("A web address leads to a messenger, or hides where it leads."))


def _judge_wording(wording: Wording) -> Iterator[Sign]:
    typed = f"{wording.plan}\n{wording.anything_else}"
    text = fold_text(_WHOLE_LINK.sub(" ", typed))
    if pitches := find_pitches(text):
        reason = _("It offers what is sold to anybody: %(phrases)s.") % {"phrases": _quote(pitches)}
        yield Sign("pitch", min(5 * len(pitches), 15), reason)
    if lures := find_lures(text):
        reason = _("It has the wording of mass advertising: %(phrases)s.") % {"phrases": _quote(lures)}
        yield Sign("lure", min(3 * len(lures), 9), reason)
    if price := find_price(text):
        yield Sign("price", 3, _("It names a small price: %(price)s.") % {"price": price})
    if _is_gibberish(typed):
        yield Sign("gibberish", 8, _("The text reads like keys pressed at random."))
    if wording.name.strip().casefold() == wording.organisation.strip().casefold():
        yield Sign("same-name", 2, _("Name and organisation are the same."))
    if not wording.has_details:
        yield Sign("bare", 3, _("Nothing is filled in about the investment but its kind."))


def _judge_learnt(learnt: Learnt) -> Iterator[Sign]:
    evidence, words = weigh_words(learnt)
    points = min(int(evidence), MOST_LEARNT)
    if points >= 2 and words:
        reason = _("Its words are those of messages that people closed as spam: %(words)s.")
        yield Sign("learnt", points, reason % {"words": ", ".join(words[:5])})


def _is_gibberish(text: str) -> bool:
    """Whether a short text is rows of the keyboard, one letter held down, or capitals strewn in words."""
    words = text.split()
    if not words or len(words) > 8:
        return False
    random = sum(
        bool(_KEYBOARD.search(word.casefold()) or _ONE_LETTER.search(word.casefold()))
        or len(_CAPITAL_INSIDE.findall(word)) >= 3
        for word in words
    )
    return random * 2 >= len(words)


def _quote(phrases: list[str]) -> str:
    return ", ".join(dict.fromkeys(phrase[:40] for phrase in phrases[:6]))
