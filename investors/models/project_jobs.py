"""The jobs of a project, by year."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from investors.models.attachments import pick_path, pick_storage

EARLIEST_YEAR, LATEST_YEAR = 2010, 2060


class ProjectJobs(models.Model):
    """The jobs that a project creates and safeguards in one year: expected, then actual, then verified.

    ``entered_by`` are the numbers of all accounts that ever set a figure of this row; none of them may
    verify it, which a constraint holds too (migration 0071). A change of figures or evidence undoes it.
    """

    project = models.ForeignKey("investors.Project", on_delete=models.PROTECT, related_name="jobs")
    year = models.PositiveSmallIntegerField()
    expected_created = models.PositiveIntegerField(default=0)
    expected_safeguarded = models.PositiveIntegerField(default=0)
    actual_created = models.PositiveIntegerField(null=True, blank=True)
    actual_safeguarded = models.PositiveIntegerField(null=True, blank=True)
    entered_by = ArrayField(models.BigIntegerField(), default=list)
    entered_name = models.CharField(max_length=160, help_text="Who set the figures last.")
    entered_at = models.DateTimeField()
    evidence_text = models.TextField(blank=True)
    evidence_url = models.URLField(max_length=500, blank=True)
    evidence_file = models.FileField(storage=pick_storage, upload_to=pick_path, max_length=80, blank=True)
    evidence_name = models.CharField(max_length=120, blank=True, help_text="Of the file.")
    evidence_type = models.CharField(max_length=100, blank=True, help_text="Of the file, by its content.")
    evidence_is_scanned = models.BooleanField(default=False, help_text="Whether ClamAV found no virus in it.")
    verified_by = models.BigIntegerField(null=True, blank=True)
    verified_name = models.CharField(max_length=160, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "year"], name="project_jobs_once_a_year"),
            models.CheckConstraint(
                condition=Q(year__gte=EARLIEST_YEAR, year__lte=LATEST_YEAR), name="project_jobs_year_likely"
            ),
            models.CheckConstraint(
                condition=Q(verified_at=None, verified_by=None)
                | (
                    Q(
                        verified_at__isnull=False,
                        verified_by__isnull=False,
                        actual_created__isnull=False,
                        actual_safeguarded__isnull=False,
                    )
                    & ~Q(evidence_text="", evidence_url="", evidence_file="")
                ),
                name="project_jobs_verified_with_evidence",
            ),
        ]
        indexes = [
            # The public progress: what was verified.
            models.Index(
                fields=["verified_at"], condition=Q(verified_at__isnull=False), name="project_jobs_verified"
            )
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.year}"

    @property
    def has_evidence(self) -> bool:
        """Whether there is a text, an address or a file to look at."""
        return bool(self.evidence_text or self.evidence_url or self.evidence_file)

    @property
    def has_actual(self) -> bool:
        """Whether both actual numbers are there."""
        return self.actual_created is not None and self.actual_safeguarded is not None
