"""Documents and pictures of opportunities."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from investors.models.attachments import MOST_BYTES, Attachment, pick_path, pick_storage


class OpportunityFileQuerySet(models.QuerySet["OpportunityFile"]):
    """The questions asked of files."""

    def downloadable(self) -> "OpportunityFileQuerySet":
        """Keep those in which nothing harmful was found, or nothing was looked for."""
        return self.filter(scan__in=Attachment.OPEN)


class OpportunityFile(models.Model):
    """One file that was added to an opportunity; its contents say where it is shown, if anywhere.

    A picture was decoded and encoded anew by us, so it holds pixels and nothing else. Whether a document
    may be opened is said by ``scan``.
    """

    class Kind(models.TextChoices):
        DOCUMENT = "document", _("Document")
        IMAGE = "image", _("Picture")

    Scan = Attachment.Scan

    opportunity = models.ForeignKey("investors.Opportunity", on_delete=models.CASCADE, related_name="files")
    kind = models.CharField(max_length=8, choices=Kind)
    added_at = models.DateTimeField()
    name = models.CharField(max_length=120, help_text="As the sender named it, cleaned.")
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="In bytes.")
    width = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Of a picture.")
    height = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Of a picture.")
    sha256 = models.CharField(max_length=64)
    file = models.FileField(storage=pick_storage, upload_to=pick_path, max_length=80)
    scan = models.CharField(max_length=12, choices=Attachment.Scan, default=Attachment.Scan.PENDING)

    objects = OpportunityFileQuerySet.as_manager()

    class Meta:
        constraints = [
            # The same file sent twice is one.
            models.UniqueConstraint(fields=["opportunity", "sha256"], name="opportunity_file_once"),
            models.CheckConstraint(
                condition=Q(size__gte=1, size__lte=MOST_BYTES), name="opportunity_file_size_within_limits"
            ),
            models.CheckConstraint(
                condition=Q(kind="document", width=None, height=None)
                | Q(kind="image", width__gte=1, height__gte=1),
                name="opportunity_image_has_size",
            ),
        ]
        indexes = [
            # The sweep: what is still to be scanned.
            models.Index(fields=["added_at"], condition=Q(scan="pending"), name="opportunity_file_to_scan")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def kind_text(self) -> str:
        """What kind of file it is, in a word: the end of its name, in capitals."""
        return self.name.rpartition(".")[2].upper()

    @property
    def can_open(self) -> bool:
        """Whether it may be shown or downloaded."""
        return self.scan in Attachment.OPEN
