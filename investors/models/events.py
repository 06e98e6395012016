"""The history of an enquiry."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class EnquiryEvent(models.Model):
    """One thing that happened, and who did it. Append-only: a trigger refuses update and delete.

    After an ``Erasure`` of its enquiry the words may be blanked, and nothing else.

    ``from_status`` and ``to_status`` are set when the status moved. ``text`` is a note, a
    reason or what the investor wrote; ``detail`` holds references to rows.
    """

    class Kind(models.TextChoices):
        RECEIVED = "received", _("Enquiry received")
        MOVED = "moved", _("Status changed")
        DECIDED = "decided", _("Routing decided")
        OFFERED = "offered", _("Offered to a contact")
        NUDGED = "nudged", _("Contact reminded")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Passed on")
        LAPSED = "lapsed", _("No answer in time")
        ASKED_UKTI = "asked_ukti", _("A contact asked UKTI")
        ESCALATED = "escalated", _("Escalated")
        REPLIED = "replied", _("Reply to the investor")
        CALLED = "called", _("Call with the investor")
        PROPOSED = "proposed", _("Times for a call proposed")
        ASKED_INVESTOR = "asked_investor", _("The investor was asked once more")
        PUT_OFF = "put_off", _("Put off")
        RETURNED = "returned", _("Taken up again")
        CONTRIBUTED = "contributed", _("A contributor added")
        TAKEN = "taken", _("Taken by staff")
        GIVEN_BACK = "given_back", _("Given back: it was taken by mistake")
        NOTE = "note", _("Note added")
        TASK_ADDED = "task_added", _("Task added")
        TASK_DONE = "task_done", _("Task done")
        INVESTOR_WROTE = "investor_wrote", _("The investor wrote")
        FILE_ADDED = "file_added", _("File added")
        FILE_BLOCKED = "file_blocked", _("File blocked: a virus was found")
        CORRECTED = "corrected", _("Contact details corrected by the investor")
        CALL_ASKED = "call_asked", _("The investor asked for a call")
        JOINED = "joined", _("Put together with another enquiry")
        SPLIT = "split", _("Taken apart again")
        MAIL_RECEIVED = "mail_received", _("Mail received")
        MAIL_NOTED = "mail_noted", _("About a mail")
        MAIL_RETURNED = "mail_returned", _("Our mail did not arrive")
        DELETION_ASKED = "deletion_asked", _("The investor asked for deletion")
        WITHDRAWN = "withdrawn", _("Withdrawn by the investor")
        COPIED = "copied", _("A copy of what is held was given")
        ERASED = "erased", _("Personal data erased")
        RELEASED = "released", _("Released from quarantine")
        CLOSED = "closed", _("Closed")
        REOPENED = "reopened", _("Reopened")

    class ActorKind(models.TextChoices):
        INVESTOR = "investor", _("Investor")
        CONTACT = "contact", _("Regional contact")
        STAFF = "staff", _("Staff")
        SYSTEM = "system", _("TechNorth")

    enquiry = models.ForeignKey("investors.Enquiry", on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=16, choices=Kind)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10, choices=ActorKind)
    actor_name = models.CharField(max_length=160, blank=True)
    user = models.ForeignKey(
        "accounts.User",
        null=True,
        blank=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )
    from_status = models.CharField(max_length=20, blank=True)
    to_status = models.CharField(max_length=20, blank=True)
    text = models.TextField(blank=True)
    detail = models.JSONField(default=dict, blank=True)

    class Meta:
        indexes = [
            # The timeline of one enquiry.
            models.Index(fields=["enquiry", "at", "id"], name="enquiry_event_timeline"),
            # The reports: when it was put before somebody, answered and decided, without reading the rest.
            models.Index(
                fields=["enquiry", "kind", "to_status", "at"],
                condition=Q(kind__in=["replied", "called", "proposed", "taken"])
                | Q(to_status__in=["triage", "referred", "converted", "closed"]),
                name="enquiry_event_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d %H:%M}"
