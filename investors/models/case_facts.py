"""What the reports count of each enquiry, and of each offer to a lead contact.

Triggers keep both in the transaction of what changes the case, its events or its referrals: what is new is
added, what changes or goes has them worked out anew. No writer can forget it, and nothing is said that these
do not say. Working time is in milliseconds, as ``investors.working_time`` counts it.
"""

from django.db import models

from investors.models.choices import CloseReason
from investors.models.enquiry import Enquiry


class CaseFacts(models.Model):
    """What became of one enquiry: a narrow row, so that reports need not read histories."""

    class Reached(models.IntegerChoices):
        """The furthest step of the way from receipt to a project."""

        RECEIVED = 0
        PASSED_ON = 1
        ACCEPTED = 2
        REPLIED = 3
        CONVERTED = 4
        WON = 5

    enquiry = models.OneToOneField(Enquiry, on_delete=models.CASCADE, primary_key=True, related_name="facts")
    received_at = models.DateTimeField()
    country = models.CharField(max_length=2)
    status = models.CharField(max_length=20, choices=Enquiry.Status)
    close_reason = models.CharField(max_length=24, choices=CloseReason, blank=True)
    holder = models.ForeignKey(
        "investors.Contact",
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
        help_text="The lead contact who accepted last, else who was asked last.",
    )
    began = models.BigIntegerField(help_text="The working time before work on it could begin.")
    reply_took = models.BigIntegerField(
        null=True, help_text="Until the first reply, call or proposal of a call."
    )
    decision_took = models.BigIntegerField(
        null=True, help_text="Until it first became a project or was closed."
    )
    reached = models.PositiveSmallIntegerField(choices=Reached)
    first_in_line = models.CharField(
        max_length=40, blank=True, help_text="The cluster of whom the first decision considered first."
    )
    asked = models.CharField(max_length=40, blank=True, help_text="The cluster that it asked; none: UKTI.")
    rule = models.CharField(max_length=40, blank=True, help_text="The rule that settled that decision.")
    checked_at = models.DateTimeField(null=True, help_text="When it was scored for spam.")
    is_suspect = models.BooleanField(default=False, help_text="The score put it into quarantine.")

    class Meta:
        indexes = [
            # The reports: what came in over a period; and of the quarantine, what was scored.
            models.Index(fields=["received_at"], name="case_facts_received"),
            models.Index(fields=["checked_at"], name="case_facts_checked"),
        ]

    def __str__(self) -> str:
        return str(self.enquiry_id)


class OfferFacts(models.Model):
    """What became of one offer to a lead contact who accepted it, let it lapse, or has still to answer."""

    referral = models.OneToOneField(
        "investors.Referral", on_delete=models.CASCADE, primary_key=True, related_name="facts"
    )
    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="offer_facts")
    received_at = models.DateTimeField(help_text="The enquiry.")
    country = models.CharField(max_length=2)
    close_reason = models.CharField(max_length=24, choices=CloseReason, blank=True)
    contact = models.ForeignKey(
        "investors.Contact",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    began = models.BigIntegerField(help_text="The working time before it could be answered.")
    took = models.BigIntegerField(null=True, help_text="Until it was accepted, else ended.")
    is_accepted = models.BooleanField()
    is_lapsed = models.BooleanField()

    class Meta:
        indexes = [
            # The reports: what was offered of what came in over a period.
            models.Index(fields=["received_at"], name="offer_facts_received"),
        ]

    def __str__(self) -> str:
        return str(self.referral_id)
