"""The history of an enquiry."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EnquiryEvent(models.Model):
    """One thing that happened, and who did it. Append-only: a trigger refuses update and delete.

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
        TAKEN = "taken", _("Taken by staff")
        NOTE = "note", _("Note added")
        INVESTOR_WROTE = "investor_wrote", _("The investor wrote")
        WITHDRAWN = "withdrawn", _("Withdrawn by the investor")
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
            models.Index(fields=["enquiry", "at", "id"], name="enquiry_event_timeline")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d %H:%M}"
