"""Which enquiries may be the same as another: by person, organisation and words; writes nothing."""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Upper
from django.utils.translation import gettext as _

from investors.models import Enquiry, SpamCheck
from investors.models.enquiry import fold_mail_domain
from investors.spam_words import is_alike
from investors.surroundings import is_telling, read_own_domain

NEAR = datetime.timedelta(days=30)  # in which similar words speak for one matter; marks are kept as long
MOST_SHOWN = 10
MOST_LOOKED_AT = 50  # of each kind, the newest first
_REFERENCE = re.compile(r"\bTN-[A-Z0-9]{4}-[A-Z0-9]{4}\b")


@dataclass(frozen=True)
class Match:
    """Another enquiry, and what it has in common with the one asked about. ``domain``: the mail domain."""

    enquiry: Enquiry
    is_person: bool
    is_organisation: bool
    is_alike: bool
    is_named: bool
    domain: str

    @property
    def reasons(self) -> list[str]:
        """Why it may be the same, each in a few words, the strongest first."""
        said = [
            (self.is_named, _("its reference is named")),
            (self.is_person, _("the same e-mail address")),
            (self.is_alike, _("nearly the same words, within 30 days")),
            (self.is_organisation, _("the same organisation")),
            (bool(self.domain) and not self.is_person, _("the same mail domain, %(domain)s")),
        ]
        return [words % {"domain": self.domain} for is_so, words in said if is_so]

    @property
    def weight(self) -> int:
        """How much speaks for it, to sort by."""
        return 8 * self.is_named + 4 * self.is_alike + 2 * self.is_person + self.is_organisation


def find_matches(enquiry: Enquiry) -> list[Match]:
    """Return the enquiries that may be the same, or come from the same, those with most reasons first.

    Four queries. Examples match examples alone. What is erased matches nothing; what is joined to
    ``enquiry``, or it to, is left out.
    """
    alike = _find_alike(enquiry)
    named = _list_named(enquiry)
    keys = [*alike, *_list_related(enquiry)]
    rows = (
        Enquiry.objects.filter(Q(pk__in=keys) | Q(reference__in=named), is_demo=enquiry.is_demo)
        .exclude(Q(pk__in=[enquiry.pk, enquiry.joined_to_id or 0]) | Q(joined_to=enquiry.pk))
        .with_owner()
        .select_related("joined_to")
        .order_by("-received_at", "-pk")
    )
    matches = [_compare(enquiry, row, alike, named) for row in rows]
    return sorted(matches, key=lambda match: -match.weight)


def find_repeated(enquiry: Enquiry) -> Enquiry | None:
    """Return the earlier open enquiry that ``enquiry`` repeats or answers, where that is safe to say.

    The same person, for the same organisation, within 30 days: with nearly the same words and asking for
    nothing else, or naming the reference of the earlier one. The earliest, if there are several. One query
    where the person sent nothing else of late.
    """
    if not enquiry.email or not is_telling(enquiry.organisation):
        return None
    earlier = (
        Enquiry.objects.open()
        .exclude(status=Enquiry.Status.QUARANTINED)
        .filter(
            email__iexact=enquiry.email,
            received_at__gt=enquiry.received_at - NEAR,
            pk__lt=enquiry.pk,
            is_demo=enquiry.is_demo,
        )
        .order_by("pk")
    )
    for other in earlier[:MOST_LOOKED_AT]:
        if other.organisation.upper() == enquiry.organisation.upper() and _repeats(enquiry, other):
            return other
    return None


def can_take(enquiry: Enquiry) -> bool:
    """Whether another may be joined to ``enquiry``: it is open, and not suspected to be spam."""
    return enquiry.is_open and enquiry.status != Enquiry.Status.QUARANTINED


def _repeats(enquiry: Enquiry, other: Enquiry) -> bool:
    """Whether ``enquiry`` names ``other``, or says the same and asks for nothing else."""
    if other.reference in _list_named(enquiry):
        return True
    marks = dict(SpamCheck.objects.filter(pk__in=[enquiry.pk, other.pk]).values_list("pk", "marks"))
    is_same = enquiry.plan == other.plan and enquiry.anything_else == other.anything_else
    is_near = is_alike(marks.get(enquiry.pk, []), marks.get(other.pk, []))
    return (is_same or is_near) and _asks_no_more(enquiry, other)


def _list_named(enquiry: Enquiry) -> set[str]:
    return set(_REFERENCE.findall(f"{enquiry.plan}\n{enquiry.anything_else}".upper()))


def _find_alike(enquiry: Enquiry) -> set[int]:
    """Return the keys of what was sent within 30 days with nearly the same words."""
    marks = SpamCheck.objects.filter(pk=enquiry.pk).values_list("marks", flat=True).first()
    if not marks:
        return set()
    near = (enquiry.received_at - NEAR, enquiry.received_at + NEAR)
    rows = SpamCheck.objects.filter(marks__overlap=marks, checked_at__range=near).exclude(pk=enquiry.pk)
    newest = rows.order_by("-checked_at", "-pk").values_list("pk", "marks")[:MOST_LOOKED_AT]
    return {pk for pk, others in newest if is_alike(marks, others)}


def _list_related(enquiry: Enquiry) -> Sequence[int]:
    """Return the keys of what the same person or organisation sent; each kind by its own index."""
    others = Enquiry.objects.exclude(pk=enquiry.pk).order_by("-pk")
    kinds: list[QuerySet[Enquiry]] = []
    if enquiry.email:
        kinds.append(others.filter(email__iexact=enquiry.email))
    if is_telling(enquiry.organisation):
        kinds.append(
            others.alias(name_folded=Upper("organisation")).filter(
                name_folded=Upper(Value(enquiry.organisation))
            )
        )
    if domain := read_own_domain(enquiry.email):
        kinds.append(others.alias(domain_folded=fold_mail_domain("email")).filter(domain_folded=domain))
    if not kinds:
        return []
    first, *rest = [kind.values_list("pk", flat=True)[:MOST_LOOKED_AT] for kind in kinds]
    return list(first.union(*rest)) if rest else list(first)


def _compare(enquiry: Enquiry, other: Enquiry, alike: set[int], named: set[str]) -> Match:
    domain = read_own_domain(enquiry.email)
    is_near = abs(other.received_at - enquiry.received_at) <= NEAR
    return Match(
        enquiry=other,
        is_person=bool(enquiry.email) and other.email.casefold() == enquiry.email.casefold(),
        is_organisation=is_telling(enquiry.organisation)
        and other.organisation.upper() == enquiry.organisation.upper(),
        is_alike=other.pk in alike or (is_near and bool(other.plan) and other.plan == enquiry.plan),
        is_named=other.reference in named,
        domain=domain.lower() if domain and read_own_domain(other.email) == domain else "",
    )


def _asks_no_more(enquiry: Enquiry, other: Enquiry) -> bool:
    """Whether ``enquiry`` names no place, business, opportunity or sector that ``other`` does not."""
    if enquiry.place.casefold() not in ("", other.place.casefold()):
        return False
    named = {enquiry.business_id} - {None} | set(enquiry.other_businesses.values_list("pk", flat=True))
    known = {other.business_id} | set(other.other_businesses.values_list("pk", flat=True))
    kinds = ("clusters", "sectors", "opportunities")
    return named <= known and all(
        set(getattr(enquiry, kind).values_list("pk", flat=True))
        <= set(getattr(other, kind).values_list("pk", flat=True))
        for kind in kinds
    )
