"""Who answers enquiries in the regions, what they cover, and when they are away."""

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from investors.models.choices import ContactRole
from investors.models.cover import ContactQuerySet


class Contact(models.Model):
    """A regional contact, a deputy, a senior lead, or a cluster's duty inbox.

    ``cluster`` is the finest cluster or, for one who covers all of the North East, the
    top one. No ``sectors`` means every sector.
    """

    Role = ContactRole

    name = models.CharField(max_length=160)
    email = models.EmailField(max_length=254)
    organisation = models.CharField(max_length=160, blank=True)
    user = models.OneToOneField(
        "accounts.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="contact"
    )
    cluster = models.ForeignKey("directory.Cluster", on_delete=models.PROTECT, related_name="contacts")
    sectors = models.ManyToManyField("directory.Sector", blank=True, related_name="contacts")
    languages = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    role = models.CharField(max_length=12, choices=Role, default=Role.CONTACT)
    capacity = models.PositiveSmallIntegerField(default=10, help_text="Open referrals that one can carry.")
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    last_asked_at = models.DateTimeField(null=True, blank=True)

    if TYPE_CHECKING:
        load: int  # annotated by ``with_load``
        is_unreachable: bool  # annotated by ``with_reach``

    objects = ContactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cluster"],
                condition=Q(role="duty_inbox", is_active=True),
                name="contact_one_duty_inbox_per_cluster",
            ),
            models.CheckConstraint(condition=Q(capacity__gte=1), name="contact_capacity_positive"),
        ]

    def __str__(self) -> str:
        return self.name


class Absence(models.Model):
    """Days on which a contact is away, both included."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="absences")
    first_day = models.DateField()
    last_day = models.DateField()
    reason = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="absence_days_in_order")
        ]

    def __str__(self) -> str:
        return f"{self.first_day} – {self.last_day}"
