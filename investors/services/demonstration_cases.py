"""Adding the demonstration enquiries: each goes the way of a real one, by the same services."""

import datetime
import uuid
from collections.abc import Callable

from django.db import transaction

from investors.demonstration_cases import CASES, DemoCase
from investors.models import Enquiry, Referral
from investors.models.choices import CloseReason
from investors.services.assignment import accept_referral, route_enquiry
from investors.services.replies import complete_case, put_off, write_to_investor
from investors.services.submission import EnquiryAnswers, submit_enquiry
from investors.workflow import Actor

NAMESPACE = uuid.UUID("6f0f2f0e-7c0e-4c5e-9d2a-5a1c6b1d2e3f")  # one key for each case, so none is added twice
HOUR = datetime.timedelta(hours=1)


@transaction.atomic
def add_demo_cases(*, now: datetime.datetime) -> int:
    """See to it that every demonstration enquiry was sent; return how many were added.

    Those that are there already stay as they stand. Add the demonstration contacts first: they take them on.
    """
    keys = {uuid.uuid5(NAMESPACE, case.organisation): case for case in CASES}
    known = Enquiry.objects.filter(submission_key__in=keys).values_list("submission_key", flat=True)
    missing = [key for key in keys if key not in set(known)]
    for key in missing:
        _send(keys[key], key, now)
    return len(missing)


def _send(case: DemoCase, key: uuid.UUID, now: datetime.datetime) -> None:
    at = now - datetime.timedelta(days=case.days_ago)
    answers = EnquiryAnswers(
        name=case.name,
        email=case.email,
        organisation=case.full_organisation,
        country=case.country,
        language=case.language,
        fdi_type="new_site",
        plan=case.plan,
        consent_wording="demonstration",
        **case.answers,
    )
    enquiry = submit_enquiry(submission_key=key, answers=answers, now=at)
    Enquiry.objects.filter(pk=enquiry.pk).update(is_demo=True)
    route_enquiry(enquiry_id=enquiry.pk, now=at)
    lead = Referral.objects.live().filter(enquiry=enquiry).select_related("enquiry", "contact").first()
    if case.then and lead is not None:
        _work(case.then, lead, at + HOUR)


def _work(then: str, lead: Referral, at: datetime.datetime) -> None:
    """Let the contact of ``lead`` take it on, and do what ``then`` says."""
    by = Actor.contact(lead.contact)
    accept_referral(referral=lead, by=by, now=at)
    enquiry = Enquiry.objects.get(pk=lead.enquiry_id)
    step = STEPS.get(then)
    if step:
        step(enquiry, by, at + 3 * HOUR)


def _answer(enquiry: Enquiry, by: Actor, at: datetime.datetime) -> None:
    text = "Thank you. I have asked two owners of warehouses near the port, and write again this week."
    write_to_investor(enquiry=enquiry, text=text, awaits_answer=False, by=by, now=at)


def _await(enquiry: Enquiry, by: Actor, at: datetime.datetime) -> None:
    text = "Thank you. How much space would you need in the first year?"
    write_to_investor(enquiry=enquiry, text=text, awaits_answer=True, by=by, now=at)


def _put_off(enquiry: Enquiry, by: Actor, at: datetime.datetime) -> None:
    until = (at + datetime.timedelta(days=180)).date()
    put_off(enquiry=enquiry, until=until, text="They decide after their first delivery.", by=by, now=at)


def _close(enquiry: Enquiry, by: Actor, at: datetime.datetime) -> None:
    reason = CloseReason.DECLINED_BY_INVESTOR
    complete_case(enquiry=enquiry, reason=reason, text="They chose Dublin.", by=by, now=at)


STEPS: dict[str, Callable[[Enquiry, Actor, datetime.datetime], None]] = {
    "answer": _answer,
    "await": _await,
    "put_off": _put_off,
    "close": _close,
}
