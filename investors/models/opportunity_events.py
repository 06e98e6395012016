"""The history of an opportunity."""

from django.db import models

from investors.models.choices import OpportunityEventKind
from investors.models.revisions import RevisionEvent


class OpportunityEvent(RevisionEvent):
    """One thing that happened to an opportunity; ``from_status`` and ``to_status`` where its status moved."""

    Kind = OpportunityEventKind

    opportunity = models.ForeignKey("investors.Opportunity", on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=20, choices=OpportunityEventKind)
    from_status = models.CharField(max_length=20, blank=True)
    to_status = models.CharField(max_length=20, blank=True)

    class Meta:
        indexes = [
            # The timeline of one opportunity.
            models.Index(fields=["opportunity", "at", "id"], name="opportunity_event_timeline")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d %H:%M}"
