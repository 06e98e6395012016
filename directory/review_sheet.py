"""What a moderator reads about a revision: changes, the register, what is alike, what to look at twice."""

import datetime
from typing import Any

from directory.content import Content, compare_contents, read_public_content
from directory.content_words import describe_difference
from directory.digital_sic import list_digital_codes
from directory.duplicates import find_likely_duplicates, find_same_text
from directory.locating import read_outcode
from directory.mail_domains import is_shared, read_host, read_mail_domain
from directory.models import Business, BusinessEvent, Company, Revision, Sector
from directory.risks import ProfileFacts, find_risks
from directory.timelines import describe_events, list_events, name_actor

MOST_SIMILAR = 5
EVENTS_SHOWN = 40
DECISIONS = (
    BusinessEvent.Kind.PUBLISHED,
    BusinessEvent.Kind.UPDATED,
    BusinessEvent.Kind.CHANGES_REQUESTED,
    BusinessEvent.Kind.REJECTED,
)
TEXTS = "summary", "description", "offers", "looking_for_text", "supply_capabilities", "supply_needs"


def describe_review(revision: Revision, now: datetime.datetime) -> dict[str, Any]:
    """Return all that the page about ``revision`` shows. The same number of queries, whatever is found."""
    business = revision.business
    before = find_before(revision)
    sectors = dict(Sector.objects.values_list("pk", "name"))
    company = find_company(business)
    similar = list_similar(revision)
    events = list_events(business, EVENTS_SHOWN)
    return {
        "changes": [
            describe_difference(each, sectors) for each in compare_contents(before, revision.content)
        ],
        "company": company,
        "similar": similar,
        "risks": find_risks(gather_facts(revision, company, similar, now)),
        "earlier": list_decisions(events, revision),
        "events": describe_events(events, names_people=True),
    }


def find_before(revision: Revision) -> Content:
    """Return what ``revision`` is held against: what is public now, or, once it is decided, what was then."""
    if revision.status == Revision.Status.IN_REVIEW:
        return read_public_content(revision.business)
    return revision.base


def list_decisions(events: list[BusinessEvent], revision: Revision) -> list[dict[str, Any]]:
    """Return the decisions on other revisions among ``events``: what, when, by whom, why, and on which."""
    labels = dict(Revision.Reason.choices)
    return [
        {
            "title": event.get_kind_display(),
            "at": event.at,
            "by": name_actor(event),
            "reasons": [labels[reason] for reason in event.detail.get("reasons", ())],
            "revision": event.detail["revision"],
        }
        for event in events
        if event.kind in DECISIONS and event.detail.get("revision") not in (None, revision.pk)
    ]


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
    """Return what the hints are made from. One query."""
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
        office_outside=company.postcode if company and company.outcode_id is None else "",
        website_is_shared=bool(host) and is_shared(host),
        is_verified=business.is_verified,
        copied_from=find_same_text(
            summary=content["summary"], description=content["description"], but=business
        ),
        account_age=now - author.joined_at if author else None,
        mail_domain="" if mail_domain == host else mail_domain,
        mail_is_shared=is_shared(mail_domain),
        same_website=[each.name for each in similar if host and read_host(each.website) == host],
    )


def join_texts(content: Content) -> str:
    """Return all that the business wrote in sentences."""
    cases = [case["text"] for case in content["case_studies"]]
    return "\n".join([*(content[name] for name in TEXTS), *cases])


def find_company(business: Business) -> Company | None:
    """Return what our copy of the register says of ``business``."""
    return Company.objects.filter(pk=business.company_number).first()
