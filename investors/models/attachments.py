"""Files that belong to an enquiry."""

import secrets
from typing import TYPE_CHECKING

from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from investors.models.enquiry import Enquiry
from investors.models.events import EnquiryEvent
from investors.models.referral import Referral, ReferralQuerySet

if TYPE_CHECKING:
    from accounts.models import User

MOST_FILES = 5  # of one enquiry, from the investor
MOST_BYTES = 10 * 1024 * 1024


def pick_storage() -> Storage:
    """Return where files are kept: outside all that the web server gives out."""
    return storages["attachments"]


def pick_path(row: models.Model, name: str) -> str:
    """Return a random path; nothing of ``name`` is in it."""
    random = secrets.token_hex(16)
    return f"{random[:2]}/{random}"


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """The questions asked of files."""

    def open_to(self, referrals: ReferralQuerySet) -> "AttachmentQuerySet":
        """Keep those of the enquiries that the contact of one of ``referrals`` has taken on.

        With those of what was put together with them.
        """
        accepted = referrals.answerable().exclude(status=Referral.Status.OFFERED)
        own = Exists(accepted.filter(enquiry=OuterRef("enquiry")))
        return self.filter(own | Exists(accepted.filter(enquiry=OuterRef("enquiry__joined_to"))))

    def of_case(self, reference: str) -> "AttachmentQuerySet":
        """Keep those of the enquiry ``reference``, and of what was put together with it."""
        return self.filter(Q(enquiry__reference=reference) | Q(enquiry__joined_to__reference=reference))

    def visible_to(self, user: "User") -> "AttachmentQuerySet":
        """Keep what ``user`` may open: staff and auditors all, a contact files of what they have taken on.

        A senior lead opens those of the cases of their cluster, too.
        """
        cases = Enquiry.objects.visible_to(user)
        seen = self.filter(Q(enquiry__in=cases) | Q(enquiry__joined_to__in=cases))
        if user.sees_every_case:
            return seen
        own = Referral.objects.filter(contact__user=user)
        return seen.open_to(own | Referral.objects.of_clusters_led_by(user))

    def downloadable(self) -> "AttachmentQuerySet":
        """Keep those in which nothing harmful was found, or nothing was looked for."""
        return self.filter(scan__in=Attachment.OPEN)


class Attachment(models.Model):
    """One file, its type found by its content. Whether it may be opened is said by ``scan``."""

    class Scan(models.TextChoices):
        PENDING = "pending", _("Being checked for viruses")
        CLEAN = "clean", _("Checked for viruses")
        INFECTED = "infected", _("Blocked: a virus was found")
        NOT_SCANNED = "not_scanned", _("Not scanned for viruses")

    OPEN = (Scan.CLEAN, Scan.NOT_SCANNED)

    enquiry = models.ForeignKey(Enquiry, on_delete=models.PROTECT, related_name="attachments")
    added_by = models.CharField(max_length=10, choices=EnquiryEvent.ActorKind)
    added_at = models.DateTimeField()
    name = models.CharField(max_length=120, help_text="As the sender named it, cleaned.")
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="In bytes.")
    sha256 = models.CharField(max_length=64)
    file = models.FileField(storage=pick_storage, upload_to=pick_path, max_length=80)
    scan = models.CharField(max_length=12, choices=Scan, default=Scan.PENDING)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        constraints = [
            # The same file sent twice is one.
            models.UniqueConstraint(fields=["enquiry", "sha256"], name="attachment_once_per_enquiry"),
            models.CheckConstraint(
                condition=Q(size__gte=1, size__lte=MOST_BYTES), name="attachment_size_within_limits"
            ),
        ]
        indexes = [
            # The sweep: what is still to be scanned.
            models.Index(fields=["added_at"], condition=Q(scan="pending"), name="attachment_to_scan")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def can_open(self) -> bool:
        """Whether it may be downloaded."""
        return self.scan in self.OPEN
