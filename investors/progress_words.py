"""What an investor is told of the progress of an enquiry: its standing, and its history in plain words."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from investors.models import Contact, Enquiry, EnquiryEvent
from investors.models.choices import CloseReason

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
    Kind.TAKEN: gettext_lazy("UKTI took it on"),
    Kind.INVESTOR_WROTE: gettext_lazy("You wrote to us"),
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
        return _("%(contact)s has your enquiry, and will write to you.") % {"contact": holder.name}
    if asked is not None and enquiry.status == Status.REFERRED:
        place = asked.cluster.name
        return _("We have asked a contact in the %(place)s cluster to take your enquiry on.") % {
            "place": place
        }
    if enquiry.taken_by_id is not None:
        return _("UKTI has taken your enquiry on, and will write to you.")
    return str(STANDINGS[Status(enquiry.status)])


def find_tone(enquiry: Enquiry) -> str:
    """Return the tone of the status pill."""
    return TONES.get(Status(enquiry.status), "info")


def name_standing(enquiry: Enquiry) -> str:
    """Return the word on the status pill; quarantine is only for the house to know."""
    hidden = {Status.QUARANTINED: _("Being read"), Status.TRIAGE: _("With UKTI"), Status.NURTURE: _("Later")}
    return hidden.get(Status(enquiry.status)) or enquiry.get_status_display()


def tell_history(events: Iterable[EnquiryEvent]) -> list[dict[str, Any]]:
    """Return the timeline of what concerns the investor, in the order given."""
    told = []
    for event in events:
        title = _tell_event(event)
        if title:
            text = event.text if event.kind == Kind.INVESTOR_WROTE else ""
            told.append({"title": title, "at": event.at, "text": text})
    return told


def _tell_event(event: EnquiryEvent) -> str:
    if event.kind == Kind.ACCEPTED and event.actor_name:
        return _("%(contact)s took it on") % {"contact": event.actor_name}
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
