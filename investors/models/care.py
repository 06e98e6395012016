"""What is kept about the care of personal data: who opened a case, what was erased, what retention did."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CaseView(models.Model):
    """Somebody opened a case: one row for a person, a case and an hour. Append-only: see its trigger.

    ``user`` for who is signed in, ``contact`` for who came by the link of a referral. ``name`` is theirs.
    """

    class Page(models.TextChoices):
        CASE = "case", _("The case at the desk")
        FILE = "file", _("A file")
        REFERRAL = "referral", _("The referral, by its link")
        COPY = "copy", _("A copy of what is held")
        ERASURE = "erasure", _("Erasure")

    enquiry = models.ForeignKey("investors.Enquiry", on_delete=models.PROTECT, related_name="views")
    user = models.ForeignKey(
        "accounts.User",
        null=True,
        blank=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )
    contact = models.ForeignKey(
        "investors.Contact",
        null=True,
        blank=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )
    name = models.CharField(max_length=160)
    page = models.CharField(max_length=8, choices=Page)
    hour = models.DateTimeField(help_text="The hour in which it was.")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, contact=None) | Q(user=None, contact__isnull=False),
                name="case_view_by_one_person",
            ),
            models.UniqueConstraint(
                fields=["enquiry", "user", "page", "hour"],
                condition=Q(user__isnull=False),
                name="case_view_user_once_an_hour",
            ),
            models.UniqueConstraint(
                fields=["enquiry", "contact", "page", "hour"],
                condition=Q(contact__isnull=False),
                name="case_view_contact_once_an_hour",
            ),
        ]
        indexes = [
            # What is old enough to be forgotten.
            models.Index(fields=["at"], name="case_view_time")
        ]

    def __str__(self) -> str:
        return f"{self.enquiry_id} {self.at:%Y-%m-%d %H:%M}"


class Erasure(models.Model):
    """The personal data of an enquiry was erased: who decided, why, and how much of what; never what it said.

    The trigger on events lets words be blanked for an enquiry that has such a row, and for no other.
    """

    class Reason(models.TextChoices):
        ASKED = "asked", _("The person asked for it")
        RETENTION = "retention", _("Its time was over")

    enquiry = models.OneToOneField(
        "investors.Enquiry", primary_key=True, on_delete=models.PROTECT, related_name="erasure"
    )
    reason = models.CharField(max_length=10, choices=Reason)
    by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField()
    counts = models.JSONField(default=dict, help_text="How many of each kind of row were blanked or deleted.")

    def __str__(self) -> str:
        return f"{self.enquiry_id} {self.at:%Y-%m-%d}"


class RetentionRun(models.Model):
    """What one run of retention did: for each class the number of rows."""

    at = models.DateTimeField()
    done = models.JSONField(default=dict)

    class Meta:
        indexes = [
            # The last run.
            models.Index(fields=["-at"], name="retention_run_newest")
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
