"""The delivery ledger: every message that leaves, its attempts, and the secret links in it."""

import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

LATE_AFTER = datetime.timedelta(minutes=15)


class SecretLink(models.Model):
    """A personal address in a mail, kept as a hash only.

    The token is computed from the row and SECRET_KEY at delivery (``outbox.links``), so
    neither the database nor a backup of it opens anything.
    """

    class Purpose(models.TextChoices):
        ENQUIRY = "enquiry", _("Follow an enquiry")
        REFERRAL = "referral", _("Answer a referral")
        INVITATION = "invitation", _("Join the team of a business")
        CONFIRMATION = "confirmation", _("Confirm the facts of a business")
        ALERTS = "alerts", _("Stop mails about saved searches")

    purpose = models.CharField(max_length=20, choices=Purpose)
    subject_id = models.PositiveBigIntegerField(
        help_text="The enquiry, referral, invitation or membership that it opens, or the person."
    )
    nonce = models.CharField(max_length=32)
    token_hash = models.CharField(max_length=64, unique=True)
    path = models.CharField(max_length=200, help_text="The address with {token} in the token's place.")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["purpose", "subject_id"], name="secret_link_subject")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.subject_id}"


class MessageQuerySet(models.QuerySet["Message"]):
    """The questions asked of messages."""

    def unsent(self) -> "MessageQuerySet":
        """Keep those that are still to leave."""
        return self.filter(status__in=[Message.Status.QUEUED, Message.Status.SENDING])

    def due(self, now: datetime.datetime) -> "MessageQuerySet":
        """Keep those to be tried at ``now``: waiting, or with a worker that was lost."""
        return self.unsent().filter(due_at__lte=now)

    def late(self, now: datetime.datetime) -> "MessageQuerySet":
        """Keep those unsent for longer than ``LATE_AFTER``."""
        return self.unsent().filter(created_at__lt=now - LATE_AFTER)

    def matching(self, text: str) -> "MessageQuerySet":
        """Keep those with ``text`` in the subject, the person, the reference or, unless private, the body."""
        return self.filter(
            Q(subject__icontains=text)
            | Q(to_email__icontains=text)
            | Q(to_name__icontains=text)
            | Q(about__iexact=text)
            | Q(is_private=False, body__icontains=text)
        )

    def retryable(self) -> "MessageQuerySet":
        """Keep those that a person may queue again."""
        return self.filter(status=Message.Status.FAILED).exclude(body="")


class Message(models.Model):
    """One mail to one person. ``dedupe_key`` names its cause, so one cause sends one message.

    ``body`` holds ``[[link:<pk of link>]]`` where the secret link goes. No other link's
    placeholder is ever opened, since a body may quote what a stranger wrote.
    """

    class Status(models.TextChoices):
        QUEUED = "queued", _("Queued")
        SENDING = "sending", _("Sending")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        SUPPRESSED = "suppressed", _("Suppressed")

    kind = models.SlugField(max_length=40, help_text="enquiry-received, referral-offered, account …")
    dedupe_key = models.CharField(max_length=120, unique=True)
    about = models.CharField(max_length=20, blank=True, db_index=True, help_text="The enquiry's reference.")
    to_email = models.EmailField(max_length=254)
    to_name = models.CharField(max_length=160, blank=True)
    reply_to = models.EmailField(max_length=254, blank=True)
    subject = models.CharField(max_length=250)
    body = models.TextField()
    link = models.ForeignKey(
        SecretLink, null=True, blank=True, on_delete=models.PROTECT, related_name="messages"
    )
    link_unsubscribes = models.BooleanField(
        default=False, help_text="The link ends such mails by one click: it goes into the headers too."
    )
    is_private = models.BooleanField(
        default=False, help_text="Sign-in codes and the like: the desk never shows them."
    )
    status = models.CharField(max_length=12, choices=Status, default=Status.QUEUED)
    attempts_made = models.PositiveSmallIntegerField(default=0)
    cause = models.CharField(max_length=300, blank=True, help_text="Why it failed or was suppressed.")
    message_id = models.CharField(max_length=120, unique=True)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(
        help_text="When the next attempt may start, or a lost one is taken up again."
    )
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status="sent", sent_at__isnull=False) | (~Q(status="sent") & Q(sent_at=None)),
                name="message_sent_has_time",
            ),
            models.CheckConstraint(
                condition=Q(link_unsubscribes=False) | Q(link__isnull=False),
                name="message_unsubscribes_by_its_link",
            ),
        ]
        indexes = [
            # The sweep: what is due.
            models.Index(
                fields=["due_at"], condition=Q(status__in=["queued", "sending"]), name="message_due"
            ),
            # The desk's list: newest first.
            models.Index(fields=["-created_at", "-id"], name="message_newest"),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def can_retry(self) -> bool:
        """Whether a person may queue it again: it failed for good, and its text is still here."""
        return self.status == self.Status.FAILED and bool(self.body)


class Attempt(models.Model):
    """One try to hand a message to the mail server. No outcome means that it is under way."""

    class Outcome(models.TextChoices):
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        LOST = "lost", _("Worker lost")

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attempts")
    started_at = models.DateTimeField()
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    cause = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["message"], condition=Q(outcome=""), name="attempt_one_under_way_per_message"
            )
        ]

    def __str__(self) -> str:
        return f"{self.message_id} {self.outcome}"
