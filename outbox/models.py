"""The delivery ledger: every message that leaves, its attempts, and the secret links in it."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

LATE_AFTER = datetime.timedelta(minutes=15)
# How the cause of a refusal begins that is about one address or one text.
RECIPIENT_REFUSED, TEXT_REFUSED = "Recipient refused:", "Text refused:"


class SecretLink(models.Model):
    """A personal address in a mail, kept as a hash only.

    The token is computed from the row and SECRET_KEY at delivery (``outbox.links``), so
    neither the database nor a backup of it opens anything.
    """

    class Purpose(models.TextChoices):
        ENQUIRY = "enquiry", _("Follow an enquiry")
        REFERRAL = "referral", _("Answer a referral")
        ADDRESS = "address", _("Confirm an investor's address")
        DRAFT = "draft", _("Go on with an enquiry that was saved")
        INVITATION = "invitation", _("Join the team of a business")
        CONFIRMATION = "confirmation", _("Confirm the facts of a business")
        CONTACT = "contact", _("A contact's own page")
        ALERTS = "alerts", _("Stop mails about saved searches")
        INVESTOR_REPLY = "investor_reply", _("Answer by mail, as the investor")
        CONTACT_REPLY = "contact_reply", _("Answer by mail, as a contact")

    purpose = models.CharField(max_length=20, choices=Purpose)
    subject_id = models.PositiveBigIntegerField(
        help_text="The row that it opens: an enquiry, a referral …; or the person."
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


class SuppressionQuerySet(models.QuerySet["Suppression"]):
    """The questions asked of suppressed addresses."""

    def live(self) -> "SuppressionQuerySet":
        """Keep those that hold mail back now."""
        return self.filter(removed_at=None)

    def of_address(self, field: str) -> "SuppressionQuerySet":
        """Keep what holds back mail to the address in ``field`` of the outer query."""
        return self.live().filter(email=Lower(OuterRef(field)))


class Suppression(models.Model):
    """An address that gets no mail from us, because of what, since when and by whom."""

    class Reason(models.TextChoices):
        BOUNCED = "bounced", _("Mail came back")
        COMPLAINED = "complained", _("Marked our mail as spam")
        STAFF = "staff", _("Entered by staff")

    email = models.EmailField(max_length=254, help_text="In small letters.")
    reason = models.CharField(max_length=12, choices=Reason)
    note = models.CharField(max_length=300, blank=True, help_text="What the other side said, or staff.")
    message = models.ForeignKey(
        "Message", null=True, blank=True, on_delete=models.SET_NULL, related_name="suppressions"
    )
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    removed_note = models.CharField(max_length=300, blank=True)

    objects = SuppressionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["email"], condition=Q(removed_at=None), name="suppression_one_live_per_address"
            ),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="suppression_email_small_letters"),
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_note="")
                | (Q(removed_at__isnull=False) & ~Q(removed_note="")),
                name="suppression_removed_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.pk}"

    def describe(self) -> str:
        """Say why mail to the address is held back, and since when."""
        day = date_format(timezone.localtime(self.created_at), "j F Y")
        words = {"reason": self.get_reason_display(), "day": day, "note": self.note}
        if self.note:
            return gettext("No mail goes to this address. %(reason)s, %(day)s: %(note)s") % words
        return gettext("No mail goes to this address. %(reason)s, %(day)s") % words


class MessageQuerySet(models.QuerySet["Message"]):
    """The questions asked of messages."""

    def unsent(self) -> "MessageQuerySet":
        """Keep those that are still to leave."""
        return self.filter(status__in=[Message.Status.QUEUED, Message.Status.SENDING])

    def due(self, now: datetime.datetime) -> "MessageQuerySet":
        """Keep those to be tried at ``now``: waiting, or with a worker that was lost."""
        return self.unsent().filter(due_at__lte=now)

    def late(self, now: datetime.datetime) -> "MessageQuerySet":
        """Keep those not sent ``LATE_AFTER`` they were written: waiting, or given up and not set aside."""
        return self.filter(status__in=Message.NOT_SENT, settled_at=None, created_at__lt=now - LATE_AFTER)

    def not_refused(self) -> "MessageQuerySet":
        """Leave out those that were refused for their own address or text."""
        refused = Q(cause__startswith=RECIPIENT_REFUSED) | Q(cause__startswith=TEXT_REFUSED)
        return self.exclude(refused)

    def troubled(self) -> "MessageQuerySet":
        """Keep those given up, or that came back, and that nobody has set aside."""
        given_up = Q(status__in=[Message.Status.FAILED, Message.Status.SUPPRESSED])
        return self.filter(given_up | ~Q(came_back=""), settled_at=None)

    def matching(self, text: str) -> "MessageQuerySet":
        """Keep those with ``text`` in the subject, the person, the reference or, unless private, the body."""
        return self.filter(
            Q(subject__icontains=text)
            | Q(to_email__icontains=text)
            | Q(to_name__icontains=text)
            | Q(about__iexact=text)
            | Q(is_private=False, body__icontains=text)
        )

    def replayable(self, now: datetime.datetime) -> "MessageQuerySet":
        """Keep those that may be sent again: lost, not taken back, with text, link and address still good."""
        over = Q(status__in=[Message.Status.FAILED, Message.Status.SUPPRESSED])
        over |= Q(status=Message.Status.SENT, came_back__in=Message.UNDELIVERED)
        works = Q(link=None) | Q(link__revoked_at=None, link__expires_at__gt=now)
        held_back = Exists(Suppression.objects.of_address("to_email"))
        taken_back = Attempt.objects.filter(message=OuterRef("pk"), outcome=Attempt.Outcome.TAKEN_BACK)
        return self.filter(over, works, ~Exists(taken_back)).exclude(body="").exclude(held_back)

    def to_follow_up(self, now: datetime.datetime) -> "MessageQuerySet":
        """Keep those whose failing to arrive has consequences that are due at ``now``."""
        return self.filter(follow_up_at__lte=now)


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

    NOT_SENT = (Status.QUEUED, Status.SENDING, Status.FAILED, Status.SUPPRESSED)

    class CameBack(models.TextChoices):
        FOR_NOW = "for_now", _("Came back for now")
        BOUNCED = "bounced", _("Came back")
        COMPLAINED = "complained", _("Marked as spam")

    UNDELIVERED = (CameBack.FOR_NOW, CameBack.BOUNCED)

    kind = models.SlugField(max_length=40, help_text="enquiry-received, referral-offered, account …")
    dedupe_key = models.CharField(max_length=120, unique=True)
    about = models.CharField(max_length=20, blank=True, db_index=True, help_text="The enquiry's reference.")
    business_slug = models.CharField(max_length=120, blank=True, help_text="The business that it is about.")
    to_email = models.EmailField(max_length=254)
    to_name = models.CharField(max_length=160, blank=True)
    reply_to = models.EmailField(max_length=254, blank=True)
    subject = models.CharField(max_length=250)
    body = models.TextField()
    link = models.ForeignKey(
        SecretLink, null=True, blank=True, on_delete=models.PROTECT, related_name="messages"
    )
    reply_link = models.ForeignKey(
        SecretLink,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Whose token makes the address at which an answer reaches the case.",
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
    came_back = models.CharField(max_length=12, blank=True, choices=CameBack)
    came_back_at = models.DateTimeField(null=True, blank=True)
    came_back_cause = models.CharField(max_length=300, blank=True)
    follow_up_at = models.DateTimeField(
        null=True, blank=True, help_text="When what follows from its not arriving is due."
    )
    settled_at = models.DateTimeField(
        null=True, blank=True, help_text="When staff set aside that it did not arrive."
    )
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    settled_reason = models.CharField(max_length=300, blank=True)

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
            models.CheckConstraint(
                condition=Q(came_back="", came_back_at=None)
                | (~Q(came_back="") & Q(came_back_at__isnull=False)),
                name="message_came_back_has_time",
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_reason="")
                | (Q(settled_at__isnull=False) & ~Q(settled_reason="")),
                name="message_settled_with_reason",
            ),
        ]
        indexes = [
            # The sweep: what is due.
            models.Index(
                fields=["due_at"], condition=Q(status__in=["queued", "sending"]), name="message_due"
            ),
            # The front page and /readyz: what was not sent, and what came back.
            models.Index(
                fields=["created_at"],
                condition=Q(status__in=["queued", "sending", "failed", "suppressed"], settled_at=None),
                name="message_not_sent",
            ),
            models.Index(
                fields=["came_back_at"],
                condition=Q(came_back_at__isnull=False, settled_at=None),
                name="message_came_back",
            ),
            # The sweep of what follows when a mail does not arrive.
            models.Index(
                fields=["follow_up_at"],
                condition=Q(follow_up_at__isnull=False),
                name="message_to_follow_up",
            ),
            # The desk's list: newest first.
            models.Index(fields=["-created_at", "-id"], name="message_newest"),
        ]

    def __str__(self) -> str:
        return self.subject


class Attempt(models.Model):
    """One try to hand a message to the mail server, or what was heard of it since.

    No outcome means that it is under way.
    """

    class Outcome(models.TextChoices):
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        LOST = "lost", _("Worker lost")
        FOR_NOW = "for_now", _("Came back for now")
        BOUNCED = "bounced", _("Came back")
        COMPLAINED = "complained", _("Marked as spam")
        HELD_BACK = "held_back", _("Held back")
        REPLAYED = "replayed", _("Queued again")
        TAKEN_BACK = "taken_back", _("Taken back")

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
