"""What investors ask for that is settled later: another address to write to, a link that was lost."""

from django.db import models
from django.db.models import Q

from investors.models.enquiry import Enquiry


class AddressChange(models.Model):
    """Another e-mail address for an enquiry. It counts once its owner has confirmed it by a link."""

    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="address_changes")
    email = models.EmailField(max_length=254)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.enquiry_id} {self.asked_at:%Y-%m-%d}"


class LinkRequest(models.Model):
    """Somebody typed this address to get the links of its enquiries once more.

    A row for every address, known or not, and a worker does the rest: how long the page takes tells nothing.
    """

    email = models.EmailField(max_length=254)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            # The sweep: what is still to be answered.
            models.Index(fields=["asked_at"], condition=Q(answered_at=None), name="link_request_open")
        ]

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d %H:%M}"
