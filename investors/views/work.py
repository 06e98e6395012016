"""What whoever has a case can do with it: one table, for the mail's link and for the desk."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from investors.forms.work import (
    CompleteForm,
    ContributeForm,
    ContributorForm,
    PutOffForm,
    ReplyForm,
    TimesForm,
    WorkForm,
)
from investors.models import Enquiry, Referral
from investors.services import contributions, replies
from investors.workflow import Actor, IllegalMove, Kind, Status

Run = Callable[[Enquiry, dict[str, Any], Actor, datetime.datetime], object]


@dataclass(frozen=True)
class Work:
    """One thing to do: its form, its words, and the service that does it. ``name`` ends its address."""

    name: str
    title: str | Promise
    button: str | Promise
    done: str | Promise
    form_class: type[WorkForm]
    run: Run | None  # none where it needs the referral itself
    variant: str = "secondary"


def _reply(enquiry: Enquiry, values: dict[str, Any], by: Actor, now: datetime.datetime) -> None:
    common: dict[str, Any] = {
        "enquiry": enquiry,
        "text": values["text"],
        "awaits_answer": values.get("awaits_answer", False),
        "by": by,
        "now": now,
    }
    if values["how"] == ReplyForm.How.SEND:
        replies.write_to_investor(**common)
    else:
        kind = Kind.CALLED if values["how"] == ReplyForm.How.CALLED else Kind.REPLIED
        replies.log_reply(kind=kind, **common)


def _propose(enquiry: Enquiry, values: dict[str, Any], by: Actor, now: datetime.datetime) -> None:
    replies.propose_times(enquiry=enquiry, times=values["times"], text=values["text"], by=by, now=now)


def _put_off(enquiry: Enquiry, values: dict[str, Any], by: Actor, now: datetime.datetime) -> None:
    replies.put_off(enquiry=enquiry, until=values["until"], text=values["text"], by=by, now=now)


def _complete(enquiry: Enquiry, values: dict[str, Any], by: Actor, now: datetime.datetime) -> None:
    replies.complete_case(enquiry=enquiry, reason=values["reason"], text=values["text"], by=by, now=now)


def _ask_contributor(enquiry: Enquiry, values: dict[str, Any], by: Actor, now: datetime.datetime) -> None:
    contributions.ask_contributor(
        enquiry=enquiry, contact=values["contact"], question=values["text"], by=by, now=now
    )


LEADING = [
    Work(
        "reply",
        _("Answer the investor"),
        _("Save the answer"),
        _("Your answer is on the record, and the clock knows of it."),
        ReplyForm,
        _reply,
        "",
    ),
    Work(
        "times",
        _("Propose times for a call"),
        _("Send the times"),
        _("The investor gets the times by mail."),
        TimesForm,
        _propose,
    ),
    Work(
        "contributor",
        _("Ask somebody to contribute"),
        _("Ask them"),
        _("They get a mail. What they add comes to you."),
        ContributorForm,
        _ask_contributor,
    ),
    Work(
        "put-off",
        _("Put it off"),
        _("Put it off"),
        _("It comes back to you on that day."),
        PutOffForm,
        _put_off,
    ),
    Work(
        "complete",
        _("Complete it"),
        _("Complete it"),
        _("The enquiry is complete. The investor is told."),
        CompleteForm,
        _complete,
        "warning",
    ),
]
CONTRIBUTE = Work(
    "contribute",
    _("Add to the case"),
    _("Add it"),
    _("What you added is with the contact who leads."),
    ContributeForm,
    None,
    "",
)
ALLOWED = {
    "reply": {Status.IN_PROGRESS, Status.AWAITING_INVESTOR},
    "times": {Status.IN_PROGRESS, Status.AWAITING_INVESTOR},
    "contributor": {Status.IN_PROGRESS, Status.AWAITING_INVESTOR, Status.CONVERTED},
    "put-off": {Status.IN_PROGRESS, Status.AWAITING_INVESTOR},
    "complete": {Status.IN_PROGRESS, Status.AWAITING_INVESTOR, Status.NURTURE},
    # Also before the lead has answered: routing asks both at once.
    "contribute": set(Status) - {Status.RECEIVED, Status.QUARANTINED, Status.CLOSED},
}


def list_work(referral: Referral) -> list[Work]:
    """Return what its contact can do with the case of ``referral`` as it stands."""
    if referral.role == Referral.Role.CONTRIBUTOR:
        works = [CONTRIBUTE] if referral.status in Referral.LIVE else []
    else:
        works = LEADING if referral.status == Referral.Status.ACCEPTED else []
    return [work for work in works if referral.enquiry.status in ALLOWED[work.name]]


def find_work(name: str) -> Work | None:
    """Return the work called ``name``."""
    return next((work for work in [*LEADING, CONTRIBUTE] if work.name == name), None)


def make_form(work: Work, enquiry: Enquiry, data: Mapping[str, str] | None = None) -> WorkForm:
    """Return the form of ``work`` on ``enquiry``, with ``data`` if something was sent."""
    return work.form_class(data, enquiry=enquiry, auto_id=f"{work.name}_%s")


def make_reply(enquiry: Enquiry, data: Mapping[str, str]) -> ReplyForm:
    """Return the form of an answer on ``enquiry`` with the ``data`` that was sent."""
    return ReplyForm(data, enquiry=enquiry, auto_id="reply_%s")


def perform(work: Work, referral: Referral, form: WorkForm, now: datetime.datetime) -> None:
    """Do ``work`` with the values of ``form``, as the contact who saw the version that it names.

    Raises IllegalMove where the case does not allow it, else what its service raises.
    """
    enquiry, by = referral.enquiry, Actor.contact(referral.contact)
    if work not in list_work(referral):
        raise IllegalMove(f"{enquiry.reference}: {work.name}")
    enquiry.version = form.cleaned_data["version"]
    if work.run is None:
        contributions.contribute(referral=referral, text=form.cleaned_data["text"], by=by, now=now)
    else:
        work.run(enquiry, form.cleaned_data, by, now)
