"""What somebody did to many enquiries at once, and what is needed to go on with it and to undo it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from investors.models.enquiry import Enquiry


class BulkAction(models.Model):
    """One action on many enquiries. ``key`` comes with the form: done once, however often it is sent.

    ``parameters`` is what the form gave: ``contact`` (its number) and ``contact_name``, ``reason``, ``text``.
    """

    class Name(models.TextChoices):
        REFER = "refer", _("Refer to a contact")
        TAKE = "take", _("Take")
        ROUTE = "route", _("Route again")
        RELEASE = "release", _("Release from quarantine")
        NOTE = "note", _("Add a note")
        CLOSE = "close", _("Close")

    UNDOABLE = (Name.REFER, Name.TAKE, Name.CLOSE)

    key = models.UUIDField(unique=True)
    name = models.CharField(max_length=10, choices=Name)
    parameters = models.JSONField(default=dict, blank=True)
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    done_at = models.DateTimeField(help_text="When it was begun.")
    undo_until = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True, help_text="When nothing was left to undo.")

    def __str__(self) -> str:
        return f"{self.get_name_display()} {self.done_at:%Y-%m-%d %H:%M}"

    @property
    def can_be_undone(self) -> bool:
        """Whether it is an action that can be undone, and nobody has done so; its time may be over."""
        return self.name in self.UNDOABLE and self.undone_at is None


class BulkItem(models.Model):
    """One enquiry of a bulk action, as ``seen_version``: pending until its turn has come.

    Then it is done, as ``version`` at ``done_at``, or passed over, with why in ``words``; and what was done
    may be undone, or kept, with why.
    """

    class Outcome(models.TextChoices):
        PENDING = "pending", _("Still to do")
        DONE = "done", _("Done")
        PASSED_OVER = "passed_over", _("Not done")
        UNDONE = "undone", _("Undone")
        KEPT = "kept", _("Not undone")

    bulk = models.ForeignKey(BulkAction, on_delete=models.CASCADE, related_name="items")
    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="+")
    outcome = models.CharField(max_length=12, choices=Outcome)
    seen_version = models.PositiveIntegerField(help_text="Of the enquiry, as the person saw it.")
    version = models.PositiveIntegerField(null=True, blank=True, help_text="Of the enquiry, once done.")
    done_at = models.DateTimeField(null=True, blank=True)
    taken_by_before = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    status_before = models.CharField(max_length=20, choices=Enquiry.Status)
    words = models.CharField(max_length=200, blank=True, help_text="Why it was not done, or not undone.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bulk", "enquiry"], name="bulk_item_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=["pending", "passed_over"], version=None, done_at=None)
                | ~Q(outcome__in=["pending", "passed_over"])
                & Q(version__isnull=False, done_at__isnull=False),
                name="bulk_item_done_has_version_and_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bulk_id} {self.enquiry_id}"
