"""Which known organisations an enquiry may come from, each with the reasons that speak for it."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from directory.mail_domains import find_proving_domain, is_shared, read_mail_domain
from investors.models import Enquiry, Organisation
from investors.organisation_names import fold_organisation

MOST_SHOWN = 8


@dataclass(frozen=True)
class Candidate:
    """An organisation that may be the one, and why."""

    organisation: Organisation
    reasons: list[str]


def find_domain(enquiry: Enquiry) -> str:
    """Return the domain that stands for the investor's organisation; "" where many people share it."""
    domain = find_proving_domain(enquiry.website) or read_mail_domain(enquiry.email)
    return "" if is_shared(domain) else domain


def find_candidates(
    enquiry: Enquiry, *, name: str = "", company_number: str = "", registration: str = ""
) -> list[Candidate]:
    """Return the organisations with a name, domain or number of ``enquiry``, those with most reasons first.

    ``name``, ``company_number`` and ``registration`` were typed by whoever decides. One query. Examples
    match examples alone.
    """
    names = {fold_organisation(each) for each in (enquiry.organisation, name) if each.strip()}
    domain, country = find_domain(enquiry), enquiry.country
    found = Q(folded_name__in=names)
    if domain:
        found |= Q(domain=domain)
    if company_number:
        found |= Q(company_number=company_number)
    if registration:
        found |= Q(registration=registration, country=country)
    rows = Organisation.objects.filter(found, is_demo=enquiry.is_demo).order_by("pk")[: MOST_SHOWN * 3]
    candidates = []
    for row in rows:
        reasons = [
            (bool(company_number) and row.company_number == company_number, _("the same company number")),
            (
                bool(registration) and (row.registration, row.country) == (registration, country),
                _("the same number of registration in its country"),
            ),
            (bool(domain) and row.domain == domain, _("the same domain, %(domain)s") % {"domain": domain}),
            (row.folded_name in names, _("the same name")),
        ]
        candidates.append(Candidate(row, [words for is_so, words in reasons if is_so]))
    return sorted(candidates, key=lambda each: -len(each.reasons))[:MOST_SHOWN]
