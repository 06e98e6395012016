"""How much waits for moderators; for the desk's pages."""

from dataclasses import dataclass

from directory.models import Claim, Report, Revision


@dataclass(frozen=True)
class Work:
    """Numbers of what waits."""

    revisions: int
    claims: int
    reports: int

    @property
    def total(self) -> int:
        """All together."""
        return self.revisions + self.claims + self.reports


def count_work() -> Work:
    """Return what waits for moderators. Three queries."""
    return Work(
        Revision.objects.waiting().count(), Claim.objects.for_staff().count(), Report.objects.open().count()
    )
