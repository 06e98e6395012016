"""What an investor is told of the progress of an enquiry: its standing, and its history in plain words."""

import zoneinfo
from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from investors.call_times import describe_times, find_zone
from investors.models import Contact, Enquiry, EnquiryEvent, Referral
from investors.models.choices import ClockStep, CloseReason
from investors.models.queue import Lateness
from technorth.languages import list_words

Kind = EnquiryEvent.Kind
Status = Enquiry.Status

# Kinds that are not here stay inside the house: decisions, reminders, notes, questions to UKTI.
EVENTS: dict[str, Any] = {
    Kind.RECEIVED: gettext_lazy("We received your enquiry"),
    Kind.OFFERED: gettext_lazy("We asked a regional contact to take it on"),
    Kind.ACCEPTED: gettext_lazy("A regional contact took it on"),
    Kind.DECLINED: gettext_lazy("The contact could not take it on, so we are asking somebody else"),
    Kind.LAPSED: gettext_lazy("The contact did not answer in time, so we are asking somebody else"),
    Kind.ESCALATED: gettext_lazy("We asked a senior colleague to look at it"),
    Kind.REPLIED: gettext_lazy("We answered you"),
    Kind.CALLED: gettext_lazy("We talked with you"),
    Kind.PROPOSED: gettext_lazy("We proposed times for a call"),
    Kind.ASKED_INVESTOR: gettext_lazy("We asked whether you still want to go on"),
    Kind.PUT_OFF: gettext_lazy("We put it aside until a better time"),
    Kind.RETURNED: gettext_lazy("We took it up again"),
    Kind.TAKEN: gettext_lazy("UKTI took it on"),
    Kind.INVESTOR_WROTE: gettext_lazy("You wrote to us"),
    Kind.FILE_ADDED: gettext_lazy("You added a file"),
    Kind.FILE_BLOCKED: gettext_lazy("We blocked a file, because a virus was found in it"),
    Kind.CORRECTED: gettext_lazy("You corrected your contact details"),
    Kind.CALL_ASKED: gettext_lazy("You asked for a call"),
    Kind.DELETION_ASKED: gettext_lazy("You asked us to delete what we hold"),
    Kind.JOINED: gettext_lazy("We put it together with an enquiry that we already work on"),
    Kind.SPLIT: gettext_lazy("We look at it by itself again"),
    Kind.WITHDRAWN: gettext_lazy("You withdrew it"),
    Kind.CLOSED: gettext_lazy("We closed it"),
    Kind.REOPENED: gettext_lazy("We opened it again"),
}
MOVES: dict[str, Any] = {
    Status.TRIAGE: gettext_lazy("UKTI is choosing who can help you best"),
    Status.AWAITING_INVESTOR: gettext_lazy("We are waiting for your answer"),
    Status.NURTURE: gettext_lazy("We put it aside until a better time"),
    Status.CONVERTED: gettext_lazy("It became an investment project"),
}
# Of other events the words are for the house.
WITH_WORDS = {Kind.INVESTOR_WROTE, Kind.FILE_ADDED, Kind.FILE_BLOCKED}
STANDINGS = {
    Status.RECEIVED: gettext_lazy("We have your enquiry, and are finding the right person for you."),
    Status.QUARANTINED: gettext_lazy("A colleague at UKTI reads your enquiry before it goes on."),
    Status.TRIAGE: gettext_lazy("UKTI is choosing who can help you best."),
    Status.REFERRED: gettext_lazy("We are finding the right person for you in the region."),
    Status.IN_PROGRESS: gettext_lazy("UKTI is working on it."),
    Status.AWAITING_INVESTOR: gettext_lazy("We are waiting for your answer."),
    Status.NURTURE: gettext_lazy("Put aside until a better time. Write to us when your plans move on."),
    Status.CONVERTED: gettext_lazy("Your enquiry has become an investment project."),
}
TONES = {
    Status.IN_PROGRESS: "good",
    Status.CONVERTED: "good",
    Status.AWAITING_INVESTOR: "wait",
    Status.CLOSED: "neutral",
}


def tell_standing(enquiry: Enquiry, *, asked: Contact | None, holder: Contact | None) -> str:
    """Return where ``enquiry`` stands, as one or two sentences.

    ``asked`` is the contact who has an offer to answer, ``holder`` the one who has accepted.
    """
    if enquiry.status == Status.CLOSED:
        return _tell_closing(enquiry)
    if holder is not None and enquiry.status == Status.IN_PROGRESS:
        if enquiry.replied_at is not None:
            return _("%(contact)s has your enquiry, and has answered you.") % {"contact": holder.name}
        return _("%(contact)s has your enquiry, and will write to you.") % {"contact": holder.name}
    if enquiry.status == Status.CONVERTED and holder is not None:
        return _("Your enquiry has become an investment project. %(contact)s goes on with you.") % {
            "contact": holder.name
        }
    if asked is not None and enquiry.status == Status.REFERRED:
        place = asked.cluster.local_name
        return _("We have asked a contact in the %(place)s cluster to take your enquiry on.") % {
            "place": place
        }
    if enquiry.taken_by_id is not None and enquiry.status != Status.CONVERTED:
        return _("UKTI has taken your enquiry on, and will write to you.")
    return str(STANDINGS[Status(enquiry.status)])


def tell_lateness(enquiry: Enquiry, *, late: str) -> str:
    """Return what to say of a promise that is broken (``late``: a value of Lateness), or nothing."""
    day = date_format(timezone.localtime(enquiry.reply_due_at), "l j F Y")
    if late == Lateness.REPLY:
        return _(
            "You were promised a full reply by %(day)s, and it is late. We are sorry. "
            "Your enquiry is marked as late at UKTI until you have it."
        ) % {"day": day}
    if late == Lateness.ANSWER:
        return _(
            "A contact whom we asked did not answer within two working days, so this takes longer than "
            "we said. We are sorry. We are asking somebody else, and still mean to reply in full by %(day)s."
        ) % {"day": day}
    if late == Lateness.ROUTING:
        return _("Finding the right person is taking longer than it should. We are sorry, and keep trying.")
    return ""


def tell_request(enquiry: Enquiry) -> str:
    """Return what the investor is asked to do now, with the day of the next step where there is one."""
    day = date_format(timezone.localtime(enquiry.clock_at), "j F Y") if enquiry.clock_at else ""
    if enquiry.close_reason == CloseReason.NON_RESPONSIVE:
        return _("Nothing. If you want to go on, write to us here, and the enquiry is open again.")
    if enquiry.status == Status.AWAITING_INVESTOR and enquiry.clock_step == ClockStep.CLOSE_SILENT:
        return _("Please answer what you were asked. Without a word we close the enquiry on %(day)s.") % {
            "day": day
        }
    if enquiry.status == Status.AWAITING_INVESTOR:
        return _("Please answer what you were asked, here or by mail. Then we go on.")
    if enquiry.status == Status.NURTURE and day:
        words = {"day": day}
        return _("Nothing for now. You hear from us after %(day)s. Write when your plans move on.") % words
    if enquiry.status == Status.NURTURE:
        return _("Nothing for now. Write to us here when your plans move on.")
    return _("Nothing. It is our turn.")


def find_tone(enquiry: Enquiry) -> str:
    """Return the tone of the status pill."""
    return TONES.get(Status(enquiry.status), "info")


def name_standing(enquiry: Enquiry) -> str:
    """Return the word on the status pill; quarantine is only for the house to know."""
    hidden = {Status.QUARANTINED: _("Being read"), Status.TRIAGE: _("With UKTI"), Status.NURTURE: _("Later")}
    return hidden.get(Status(enquiry.status)) or enquiry.get_status_display()


def tell_history(events: Sequence[EnquiryEvent], enquiry: Enquiry) -> list[dict[str, Any]]:
    """Return the timeline of what concerns the investor of ``enquiry``, in the order given."""
    zone = find_zone(enquiry, events)
    told = []
    for event in events:
        title = _tell_event(event)
        if title:
            told.append({"title": title, "at": event.at, "text": _tell_words(event, zone)})
    return told


def _tell_words(event: EnquiryEvent, zone: zoneinfo.ZoneInfo | None) -> str:
    """Return the words of an event for the investor: what was written for the desk, in their language."""
    if event.kind in {Kind.CALL_ASKED, Kind.PROPOSED}:
        return describe_times(event, zone)
    if event.kind == Kind.CORRECTED:  # names of fields
        return list_words(_(part) for part in event.text.split(", ") if part)
    return event.text if event.kind in WITH_WORDS else ""


def _tell_event(event: EnquiryEvent) -> str:
    if event.detail.get("role") == Referral.Role.CONTRIBUTOR:
        return _("We asked a colleague to add what they know") if event.kind == Kind.OFFERED else ""
    if event.kind == Kind.ACCEPTED and event.actor_name:
        return _("%(contact)s took it on") % {"contact": event.actor_name}
    if event.kind in {Kind.JOINED, Kind.SPLIT} and event.to_status not in {Status.CLOSED, Status.TRIAGE}:
        return ""  # told to who sent the later one
    if event.kind == Kind.MOVED:
        is_withdrawal = event.actor_kind == EnquiryEvent.ActorKind.INVESTOR
        return "" if is_withdrawal else str(MOVES.get(event.to_status, ""))
    return str(EVENTS.get(event.kind, ""))


def _tell_closing(enquiry: Enquiry) -> str:
    if enquiry.close_reason == CloseReason.WITHDRAWN:
        return _("You withdrew this enquiry. It is closed.")
    if enquiry.close_reason == CloseReason.SPAM:
        return _("This enquiry is closed.")
    reason = enquiry.get_close_reason_display()
    return _("This enquiry is closed. Reason: %(reason)s.") % {"reason": reason}
