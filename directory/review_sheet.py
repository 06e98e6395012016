"""What a moderator reads about a revision: changes, the register, what is alike, what to look at twice."""

import datetime
from typing import Any

from django.db.models import Q

from directory.content import compare_contents, read_content
from directory.content_words import describe_difference
from directory.digital_sic import list_digital_codes
from directory.duplicates import find_likely_duplicates
from directory.locating import read_outcode
from directory.mail_domains import is_shared, read_host
from directory.models import Business, Company, Revision, Sector
from directory.risks import ProfileFacts, find_risks

MOST_SIMILAR = 5


def describe_review(revision: Revision, now: datetime.datetime) -> dict[str, Any]:
    """Return all that the page about ``revision`` shows. The same number of queries, whatever is found."""
    business = revision.business
    before = revision.base if revision.is_automatic else read_content(business)
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
    content, business = revision.content, revision.business
    host = read_host(content["website"])
    others = Business.objects.listed().exclude(pk=business.pk)
    same_text = Q(summary=content["summary"]) if content["summary"] else Q(pk=None)
    if content["description"]:
        same_text |= Q(description=content["description"])
    copy = others.filter(same_text).order_by("pk").first()
    codes = set(company.sic_codes) if company else set()
    texts = [
        content[name] for name in ("summary", "description", "offers", "looking_for_text", "supply_needs")
    ]
    return ProfileFacts(
        name=content["name"],
        texts="\n".join([*texts, *(case["text"] for case in content["case_studies"])]),
        company_number=business.company_number,
        register_name=company.name if company else "",
        register_status=company.get_status_display() if company else "",
        is_active=company is None or company.status == Company.Status.ACTIVE,
        is_digital=bool(codes & set(list_digital_codes(adjacent=True))),
        website_is_shared=bool(host) and is_shared(host),
        is_verified=business.is_verified,
        copied_from=copy.name if copy else "",
        account_age=now - revision.author.joined_at if revision.author else None,
        same_website=[each.name for each in similar if host and read_host(each.website) == host],
    )


def find_company(business: Business) -> Company | None:
    """Return what our copy of the register says of ``business``."""
    return Company.objects.filter(pk=business.company_number).first()
