"""What a cluster lacks beside the North, in one sentence, by a rule that the page shows.

1. With fewer than 20 businesses listed, what is missing first is listings, and nothing more is said.
2. Of anchor investors, spin-offs and needs that are met, each is judged where at least 5 would be expected
   at the North's share; the one that falls furthest below it is missing, if it has less than four fifths.
3. If none falls so far, the sentence says which were judged. If none can be judged, and for the North, which
   has nothing to stand beside, it says which information fewest businesses give.
"""

from dataclasses import dataclass

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from insights.indicators import ANCHORS, BUSINESSES, SPIN_OFFS, SUPPLY, Indicator
from insights.models import ClusterCount
from insights.snapshots import FEWEST_EXPECTED
from technorth.languages import list_words

FEWEST_LISTED = 20
ENOUGH = 0.8  # of what the North's share would give
JUDGED = (ANCHORS, SPIN_OFFS, SUPPLY)

WORDS: dict[str, str | Promise] = {
    ANCHORS.key: gettext_lazy("anchor investors"),
    SPIN_OFFS.key: gettext_lazy("spin-offs"),
    SUPPLY.key: gettext_lazy("suppliers for what its businesses need"),
}


@dataclass(frozen=True)
class Standing:
    """An indicator of a cluster beside what the North's share of it would give there."""

    indicator: Indicator
    here: int
    whole: int
    expected: float

    @property
    def is_judged(self) -> bool:
        """Whether enough would be expected for the difference to mean something."""
        return self.expected >= FEWEST_EXPECTED

    @property
    def ratio(self) -> float:
        """What is there of what would be expected."""
        return self.here / self.expected


def say_missing(here: ClusterCount, north: ClusterCount) -> str:
    """Return the sentence about a cluster, whose counts are ``here``; pure."""
    if here.businesses < FEWEST_LISTED:
        return _(
            "Listings come first: only %(number)s of the %(fewest)s businesses that it takes to say more are"
            " listed."
        ) % {"number": here.businesses, "fewest": FEWEST_LISTED}
    judged = [each for each in compare_with_north(here, north) if each.is_judged]
    if not judged:
        return say_unknown(here)
    least = min(judged, key=lambda each: each.ratio)
    if least.ratio >= ENOUGH:
        return say_enough([each.indicator for each in judged])
    return _(
        "Beside the North it lacks %(what)s: %(here)s of %(whole)s %(kind)s, where the share of the North"
        " would give about %(expected)s."
    ) % {
        "what": WORDS[least.indicator.key],
        "here": intcomma(least.here),
        "whole": intcomma(least.whole),
        "kind": least.indicator.whole,
        "expected": intcomma(round(least.expected)),
    }


def say_enough(judged: list[Indicator]) -> str:
    """Return the sentence about a cluster of which nothing that could be ``judged`` falls short; pure."""
    named = list_words(WORDS[each.key] for each in judged)
    unknown = list_words(WORDS[each.key] for each in JUDGED if each not in judged)
    if not unknown:
        return _("Nothing falls far below the share of the North: %(named)s.") % {"named": named}
    return _(
        "Of what could be judged (%(named)s) nothing falls far below the share of the North; too few"
        " businesses say enough to judge the rest (%(unknown)s)."
    ) % {"named": named, "unknown": unknown}


def say_unknown(count: ClusterCount) -> str:
    """Return the sentence about what is not known: the information that fewest businesses give; pure."""
    if not count.businesses:
        return _("Listings come first: no business is listed yet.")
    known: list[tuple[int, str]] = [
        (count.reporting, _("how many people they employ")),
        (count.sized, _("their size")),
        (max(count.suppliers, count.needing), _("what they can supply or need")),
    ]
    number, what = min(known, key=lambda each: each[0])
    return _("Information comes first: %(number)s of %(whole)s listed businesses say %(what)s.") % {
        "number": intcomma(number),
        "whole": intcomma(count.businesses),
        "what": what,
    }


def compare_with_north(here: ClusterCount, north: ClusterCount) -> list[Standing]:
    """Return each indicator that can be compared, beside what the North's share would give; pure."""
    standings = []
    for indicator in JUDGED:
        read_whole = indicator.read_whole or BUSINESSES.read
        whole, whole_of_north = read_whole(here), read_whole(north)
        share = indicator.read(north) / whole_of_north if whole_of_north else 0.0
        standings.append(Standing(indicator, indicator.read(here), whole, whole * share))
    return standings
