"""The indicators of critical mass: what each is called, means and rests on. Here and nowhere else.

They follow the argument of the announcement of 2014: firms that anchor a place, firms that grow out of
others, and firms that buy from each other.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from insights.models import ClusterCount

FRESH_DAYS = 730  # how old a number of employees may be and still count


@dataclass(frozen=True)
class Indicator:
    """One indicator. ``read`` gives its value of a count, ``read_whole`` what that is a part of, if any.

    ``sentence`` is the definition, ``rests_on`` says where it comes from and where it falls short.
    """

    key: str
    name: str | Promise
    sentence: str | Promise
    unit: str | Promise
    rests_on: str | Promise
    read: Callable[[ClusterCount], int]
    read_whole: Callable[[ClusterCount], int] | None = None
    whole: str | Promise = ""


BUSINESSES = Indicator(
    key="businesses",
    name=_("Businesses"),
    sentence=_("Businesses listed in the directory on the day, each once, in the cluster of its main site."),
    unit=_("businesses"),
    rests_on=_(
        "The directory lists those that public records name or that registered, not all that there are."
        " Generated examples are never counted here."
    ),
    read=lambda count: count.businesses,
)
ANCHORS = Indicator(
    key="anchors",
    name=_("Anchor investors"),
    sentence=_("Listed businesses that are owned overseas, or have 250 employees or more."),
    unit=_("businesses"),
    rests_on=_(
        "The size that public records or the business give, and the owner's country that the business states."
        " A business that states neither is not counted, even if it is one."
    ),
    read=lambda count: count.anchors,
    read_whole=lambda count: count.businesses,
    whole=_("businesses"),
)
SPIN_OFFS = Indicator(
    key="spin_offs",
    name=_("Spin-offs"),
    sentence=_("Listed businesses that say they grew out of a university, a company or another body."),
    unit=_("businesses"),
    rests_on=_("What businesses state in their profiles. One that says nothing is not counted."),
    read=lambda count: count.spin_offs,
    read_whole=lambda count: count.businesses,
    whole=_("businesses"),
)
LINKED = Indicator(
    key="linked",
    name=_("Family ties"),
    sentence=_(
        "Listed businesses whose parent, or the body that they grew out of, is itself listed in the North."
    ),
    unit=_("businesses"),
    rests_on=_("The names must agree, but for capitals, accents and punctuation."),
    read=lambda count: count.linked,
    read_whole=lambda count: count.businesses,
    whole=_("businesses"),
)
SUPPLY = Indicator(
    key="needs_met",
    name=_("Supply-chain depth"),
    sentence=_(
        "Of the listed businesses that say what they need from suppliers, those for which another listed"
        " business of the same cluster says that it can supply it."
    ),
    unit=_("businesses"),
    rests_on=_(
        "Words: a need is met where both texts have the same two words side by side, in any order and form,"
        " small words left out; or the same single word where one stands alone. That they trade is not known."
    ),
    read=lambda count: count.needs_met,
    read_whole=lambda count: count.needing,
    whole=_("businesses that state a need"),
)
JOBS = Indicator(
    key="jobs_reported",
    name=_("Jobs reported"),
    sentence=_("The employees that listed businesses report, each for a day in the last two years."),
    unit=_("jobs"),
    rests_on=_(
        "Only what businesses report themselves. A business reports all its sites together, so jobs outside"
        " the cluster are in it. Nothing is estimated for those that report nothing."
    ),
    read=lambda count: count.jobs_reported,
)
REPORTING = Indicator(
    key="reporting",
    name=_("Businesses that report jobs"),
    sentence=_("Listed businesses whose number of employees is in the jobs reported."),
    unit=_("businesses"),
    rests_on=_("The coverage of the jobs reported: where it is low, the jobs say little of the cluster."),
    read=lambda count: count.reporting,
    read_whole=lambda count: count.businesses,
    whole=_("businesses"),
)

INDICATORS = (BUSINESSES, ANCHORS, SPIN_OFFS, LINKED, SUPPLY, JOBS, REPORTING)

QUOTIENT_NAME = _("Location quotient")
QUOTIENT_SENTENCE = _(
    "The share of a sector among the listed businesses of the cluster, divided by its share in the North:"
    " 1 is as frequent as in the North, 2 twice as frequent."
)
QUOTIENT_RESTS_ON = _(
    "Counts of listed businesses, which are shown with it. No quotient is said where fewer than 5 businesses"
    " would be expected at the share of the North: chance alone would move it too far."
)
