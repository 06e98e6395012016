"""What a moderator reads about a revision: changes, the register, what is alike, what to look at twice."""

import datetime
from typing import Any

from django.db.models import Q

from directory.content import Content, compare_contents, read_public_content
from directory.content_words import describe_difference
from directory.digital_sic import list_digital_codes
from directory.duplicates import find_likely_duplicates
from directory.locating import read_outcode
from directory.mail_domains import is_shared, read_host, read_mail_domain
from directory.models import Business, Company, Outcode, Revision, Sector
from directory.risks import ProfileFacts, find_risks

MOST_SIMILAR = 5
TEXTS = "summary", "description", "offers", "looking_for_text", "supply_capabilities", "supply_needs"


def describe_review(revision: Revision, now: datetime.datetime) -> dict[str, Any]:
    """Return all that the page about ``revision`` shows. The same number of queries, whatever is found."""
    business = revision.business
    before = find_before(revision)
    sectors = dict(Sector.objects.values_list("pk", "name"))
    company = find_company(business)
    similar = list_similar(revision)
    return {
        "changes": [
            describe_difference(each, sectors) for each in compare_contents(before, revision.content)
        ],
        "company": company,
        "similar": similar,
        "risks": find_risks(gather_facts(revision, company, similar, now)),
        "earlier": list(
            business.revisions.exclude(pk=revision.pk)
            .filter(decided_at__isnull=False)
            .select_related("decided_by")
            .order_by("-decided_at", "-pk")[:10]
        ),
    }


def find_before(revision: Revision) -> Content:
    """Return what ``revision`` is held against: what is public now, or, once it is decided, what was then."""
    if revision.status == Revision.Status.IN_REVIEW:
        return read_public_content(revision.business)
    return revision.base


def list_similar(revision: Revision) -> list[Business]:
    """Return other listings that may be the same business: by name and place, or by website."""
    content = revision.content
    main = next((site for site in content["sites"] if site["is_main"]), None)
    likely = find_likely_duplicates(
        name=content["name"],
        outcode=(read_outcode(main["postcode"]) if main else "") or "",
        website=content["website"],
    )
    return [each for each in likely if each.pk != revision.business_id][:MOST_SIMILAR]


def gather_facts(
    revision: Revision, company: Company | None, similar: list[Business], now: datetime.datetime
) -> ProfileFacts:
    """Return what the hints are made from. Two queries."""
    content, business, author = revision.content, revision.business, revision.author
    host = read_host(content["website"])
    mail_domain = read_mail_domain(author.email) if author else ""
    codes = set(company.sic_codes) if company else set()
    return ProfileFacts(
        name=content["name"],
        texts=join_texts(content),
        company_number=business.company_number,
        register_name=company.name if company else "",
        register_status=company.get_status_display() if company else "",
        is_active=company is None or company.status == Company.Status.ACTIVE,
        is_digital=bool(codes & set(list_digital_codes(adjacent=True))),
        **find_places_outside(content, company),
        website_is_shared=bool(host) and is_shared(host),
        is_verified=business.is_verified,
        copied_from=find_original(business, content),
        account_age=now - author.joined_at if author else None,
        mail_domain="" if mail_domain == host else mail_domain,
        mail_is_shared=is_shared(mail_domain),
        same_website=[each.name for each in similar if host and read_host(each.website) == host],
    )


def join_texts(content: Content) -> str:
    """Return all that the business wrote in sentences."""
    cases = [case["text"] for case in content["case_studies"]]
    return "\n".join([*(content[name] for name in TEXTS), *cases])


def find_original(business: Business, content: Content) -> str:
    """Return the name of another listing that has the same summary or description; "" where none has."""
    same = Q(pk=None)
    for name in ("summary", "description"):
        if content[name]:
            same |= Q(**{name: content[name]})
    others = Business.objects.listed().exclude(pk=business.pk)
    return others.filter(same).order_by("pk").values_list("name", flat=True).first() or ""


def find_places_outside(content: Content, company: Company | None) -> dict[str, Any]:
    """Return which sites, and whether the registered office, are in no outcode of the North. One query."""
    postcodes = [site["postcode"] for site in content["sites"]]
    office = company.postcode if company else ""
    outcodes = {each: read_outcode(each) for each in [*postcodes, office] if each}
    known = set(Outcode.objects.filter(pk__in=outcodes.values()).values_list("pk", flat=True))
    outside = [postcode for postcode, outcode in outcodes.items() if outcode not in known]
    return {
        "sites_outside": [each for each in postcodes if each in outside],
        "office_outside": office if office in outside else "",
    }


def find_company(business: Business) -> Company | None:
    """Return what our copy of the register says of ``business``."""
    return Company.objects.filter(pk=business.company_number).first()
