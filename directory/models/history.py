"""The history of a business in the directory."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class BusinessEvent(models.Model):
    """One thing that happened to a listing, and who did it. Append-only: a trigger refuses update and delete.

    Who it was is kept by the account's id and never by name, so a deleted account leaves no name
    behind. ``from_status`` and ``to_status`` are set when the status of the business moved. ``text`` is a
    reason in words; ``detail`` holds references to rows and names of fields, never personal data.
    """

    class Kind(models.TextChoices):
        REGISTERED = "registered", _("Registered")
        IMPORTED = "imported", _("Listed from public records")
        SUBMITTED = "submitted", _("Sent for review")
        WITHDRAWN = "withdrawn", _("Taken back from review")
        PUBLISHED = "published", _("Published")
        UPDATED = "updated", _("Changes published")
        CHANGES_REQUESTED = "changes_requested", _("Changes requested")
        REJECTED = "rejected", _("Rejected")
        SAMPLED = "sampled", _("Looked at after publication")
        ARCHIVED = "archived", _("Archived")
        RESTORED = "restored", _("Put up again")
        REMOVED = "removed", _("Removed")
        CONFIRMED = "confirmed", _("Facts confirmed")
        REMINDED = "reminded", _("Asked to confirm its facts")
        CLAIMED = "claimed", _("Claim made")
        CLAIM_APPROVED = "claim_approved", _("Claim approved")
        CLAIM_DENIED = "claim_denied", _("Claim denied")
        CLAIM_REVOKED = "claim_revoked", _("Claim revoked")
        VERIFIED = "verified", _("Verified")
        UNVERIFIED = "unverified", _("Verification taken back")
        MEMBER_JOINED = "member_joined", _("Somebody joined the team")
        MEMBER_LEFT = "member_left", _("Somebody left the team")
        ROLE_CHANGED = "role_changed", _("A role changed")
        REPORTED = "reported", _("Reported by a reader")
        MERGED = "merged", _("Merged with another listing")
        UNMERGED = "unmerged", _("A merger was undone")

    class ActorKind(models.TextChoices):
        MEMBER = "member", _("The business")
        STAFF = "staff", _("Staff")
        READER = "reader", _("A reader")
        SYSTEM = "system", _("TechNorth")

    business = models.ForeignKey("directory.Business", on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=20, choices=Kind)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10, choices=ActorKind)
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
            # The timeline of one business.
            models.Index(fields=["business", "at", "id"], name="business_event_timeline")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d %H:%M}"
