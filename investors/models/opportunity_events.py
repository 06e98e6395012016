"""The history of an opportunity."""

from django.db import models

from investors.models.choices import OpportunityEventKind
from investors.models.events import EnquiryEvent


class OpportunityEvent(models.Model):
    """One thing that happened to an opportunity, and who did it. Append-only: a trigger refuses the rest.

    Who it was is kept by the account's number and never by name, so a deleted account leaves no name
    behind. ``from_status`` and ``to_status`` are set where the status moved; ``text`` is a reason in words.
    """

    Kind = OpportunityEventKind

    opportunity = models.ForeignKey("investors.Opportunity", on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=20, choices=OpportunityEventKind)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10, choices=EnquiryEvent.ActorKind)
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

    class Meta:
        indexes = [
            # The timeline of one opportunity.
            models.Index(fields=["opportunity", "at", "id"], name="opportunity_event_timeline")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d %H:%M}"
