"""What an opportunity is to say, before, while and after UKTI looks at it."""

from django.db import models

from investors.models.revisions import Revision, RevisionQuerySet, constrain_revisions, index_waiting


class OpportunityRevision(Revision):
    """One state of an opportunity; ``content`` is as ``investors.opportunity_content`` has it."""

    opportunity = models.ForeignKey(
        "investors.Opportunity", on_delete=models.CASCADE, related_name="revisions"
    )

    objects = RevisionQuerySet["OpportunityRevision"].as_manager()

    class Meta:
        constraints = constrain_revisions("opportunity")
        indexes = [index_waiting("opportunity")]

    def __str__(self) -> str:
        return f"{self.opportunity_id} {self.status}"
