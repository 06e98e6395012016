"""Who stands for a business."""

from django.conf import settings
from django.db import models

from directory.permissions import Role


class MembershipQuerySet(models.QuerySet["Membership"]):
    """The questions asked of memberships."""

    def admins(self) -> "MembershipQuerySet":
        """Keep the admins."""
        return self.filter(role=Role.ADMIN)


class Membership(models.Model):
    """A person in the team of a business. A team always has an admin: a trigger refuses to lose the last."""

    business = models.ForeignKey("directory.Business", on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=8, choices=Role)
    joined_at = models.DateTimeField()

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["business", "user"], name="membership_once"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="membership_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role} {self.business_id}"
