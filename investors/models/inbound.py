"""Mail that came in, kept before anything is made of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from investors.models.attachments import pick_path, pick_storage
from investors.models.enquiry import Enquiry


def pick_mail_path(file: "InboundFile", name: str) -> str:
    """Return a random path; nothing of ``name`` is in it."""
    return pick_path(file, name)  # it looks at neither


class InboundMail(models.Model):
    """One mail as it came in, once for its Message-ID. It waits to be filed, is on a case, or at the desk."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting to be filed")
        FILED = "filed", _("On a case")
        INBOX = "inbox", _("In the inbox")
        SET_ASIDE = "set_aside", _("Not about a case")

    class FiledAs(models.TextChoices):
        INVESTOR = "investor", _("What the investor wrote")
        CONTACT = "contact", _("What a regional contact wrote")
        NOTE = "note", _("A note, without effect")

    class Match(models.TextChoices):
        ADDRESS = "address", _("By the address that it was sent to")
        MESSAGE = "message", _("As an answer to our mail")
        STAFF = "staff", _("By staff")

    message_id = models.CharField(max_length=300, unique=True)
    digest = models.CharField(max_length=64, help_text="Of its content, to tell it from another with its id.")
    from_email = models.CharField(max_length=254, blank=True, help_text="As it says; no proof of anything.")
    from_name = models.CharField(max_length=160, blank=True)
    recipients = models.JSONField(default=list)
    subject = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    headers = models.JSONField(default=dict, help_text="Those that are looked at, by small names.")
    refused_files = models.JSONField(default=list, help_text="A sentence for each file that was not kept.")
    automatic_sign = models.CharField(max_length=120, blank=True, help_text="Why it counts as automatic.")
    received_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    inbox_reason = models.CharField(max_length=300, blank=True, help_text="Why it was not filed by itself.")
    suggested = models.CharField(max_length=12, blank=True, help_text="The enquiry that it may be about.")
    enquiry = models.ForeignKey(
        Enquiry, null=True, blank=True, on_delete=models.PROTECT, related_name="inbound_mails"
    )
    filed_as = models.CharField(max_length=10, blank=True, choices=FiledAs)
    matched_by = models.CharField(max_length=10, blank=True, choices=Match)
    is_other_address = models.BooleanField(
        default=False, help_text="It came from another address than the one on the case."
    )
    handled_at = models.DateTimeField(null=True, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.CharField(max_length=300, blank=True, help_text="Why it is about no case.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status="filed", enquiry__isnull=False) & ~Q(filed_as="")
                | ~Q(status="filed") & Q(enquiry=None, filed_as=""),
                name="inbound_mail_filed_has_case",
            ),
            models.CheckConstraint(
                condition=Q(status="waiting", due_at__isnull=False) | ~Q(status="waiting") & Q(due_at=None),
                name="inbound_mail_waiting_is_due",
            ),
            models.CheckConstraint(
                condition=~Q(status="set_aside") | ~Q(reason=""), name="inbound_mail_set_aside_with_reason"
            ),
        ]
        indexes = [
            # The sweep: what is still to be filed.
            models.Index(fields=["due_at"], condition=Q(status="waiting"), name="inbound_mail_due"),
            # The desk's inbox, newest first.
            models.Index(fields=["status", "-received_at", "-id"], name="inbound_mail_inbox"),
        ]

    def __str__(self) -> str:
        return f"{self.status} {self.pk}"


class InboundFile(models.Model):
    """A file of a mail whose kind and size are taken; it goes to the case with its mail."""

    mail = models.ForeignKey(InboundMail, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="In bytes.")
    sha256 = models.CharField(max_length=64)
    file = models.FileField(storage=pick_storage, upload_to=pick_mail_path, max_length=80)
    attachment = models.ForeignKey(
        "investors.Attachment", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mail", "sha256"], name="inbound_file_once_per_mail"),
        ]

    def __str__(self) -> str:
        return self.name
