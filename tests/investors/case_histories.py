"""What the facts of a case must be, read from its rows and events one by one, for tests."""

import datetime

from investors.clock import LONDON, is_working_day
from investors.models import CaseFacts, Decision, Enquiry, Referral
from investors.workflow import Kind
from investors.working_time import DAY, FIRST

Reached = CaseFacts.Reached
MILLISECOND = datetime.timedelta(milliseconds=1)


def read_history(enquiry: Enquiry) -> dict[str, object]:
    """Return what the facts of ``enquiry`` must be, read from its rows and events one by one."""
    enquiry.refresh_from_db()
    events = list(enquiry.events.order_by("at", "pk"))
    leads = list(enquiry.referrals.filter(role=Referral.Role.LEAD))
    replies = [event.at for event in events if event.kind in {Kind.REPLIED, Kind.CALLED, Kind.PROPOSED}]
    decisions = [event.at for event in events if event.to_status in {"converted", "closed"}]
    moved_to = {event.to_status for event in events}
    steps = {
        Reached.RECEIVED: True,
        Reached.PASSED_ON: bool(moved_to & {"triage", "referred"}),
        Reached.ACCEPTED: any(lead.accepted_at for lead in leads) or Kind.TAKEN in {e.kind for e in events},
        Reached.REPLIED: bool(replies),
        Reached.CONVERTED: "converted" in moved_to,
        Reached.WON: hasattr(enquiry, "project") and enquiry.project.stage == "won",
    }
    accepted = sorted((lead for lead in leads if lead.accepted_at), key=lambda lead: lead.accepted_at)
    asked = sorted(leads, key=lambda lead: (lead.offered_at, lead.pk))
    considered = [row for row in enquiry.decisions.order_by("decided_at", "pk") if row.candidates]
    first = next((row for row in considered if row.outcome != Decision.Outcome.QUARANTINE), None)
    check = getattr(enquiry, "spam_check", None)
    return {
        "enquiry_id": enquiry.pk,
        "received_at": enquiry.received_at,
        "country": enquiry.country.code,
        "status": enquiry.status,
        "close_reason": enquiry.close_reason,
        "holder_id": (accepted or asked)[-1].contact_id if leads else None,
        "began": count_worked(enquiry.received_at, begins=True),
        "reply_took": measure(enquiry.received_at, min(replies, default=None)),
        "decision_took": measure(enquiry.received_at, min(decisions, default=None)),
        "reached": max(step for step, is_reached in steps.items() if is_reached),
        "first_in_line": first.candidates[0]["cluster"] if first else "",
        "asked": (first.cluster_id or "") if first and first.outcome == "refer" else "",
        "rule": first.rule if first else "",
        "checked_at": check.checked_at if check else None,
        "is_suspect": bool(check and check.is_suspect),
    }


def read_offers(enquiry: Enquiry) -> list[dict[str, object]]:
    """Return what the facts of the offers of ``enquiry`` must be."""
    return [
        {
            "referral_id": lead.pk,
            "enquiry_id": enquiry.pk,
            "received_at": enquiry.received_at,
            "country": enquiry.country.code,
            "close_reason": enquiry.close_reason,
            "contact_id": lead.contact_id,
            "began": count_worked(lead.offered_at, begins=True),
            "took": measure(lead.offered_at, lead.accepted_at or lead.ended_at),
            "is_accepted": lead.accepted_at is not None,
            "is_lapsed": lead.status == "lapsed",
        }
        for lead in enquiry.referrals.filter(role=Referral.Role.LEAD).order_by("pk")
        if lead.accepted_at or lead.status in {"offered", "lapsed"}
    ]


def count_worked(moment: datetime.datetime, *, begins: bool) -> int:
    """Return the milliseconds of working time before ``moment``, counted day by day since 1990."""
    here = moment.astimezone(LONDON)
    days = [FIRST + datetime.timedelta(days=number) for number in range((here.date() - FIRST).days)]
    since = datetime.datetime.combine(here.date(), datetime.time(), LONDON)
    today = round((here.replace(tzinfo=None) - since.replace(tzinfo=None)) / MILLISECOND)
    today = today if is_working_day(here.date()) else 0
    return sum(map(is_working_day, days)) * DAY + (max(today, 9 * DAY // 24) if begins else today)


def measure(began: datetime.datetime, ended: datetime.datetime | None) -> int | None:
    return count_worked(ended, begins=False) - count_worked(began, begins=True) if ended else None


def read_facts(enquiry: Enquiry) -> dict[str, object]:
    return CaseFacts.objects.filter(pk=enquiry.pk).values().get()


def list_offers(enquiry: Enquiry) -> list[dict[str, object]]:
    return list(enquiry.offer_facts.order_by("pk").values())
