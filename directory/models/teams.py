"""How people come into the team of a business: invitations, and requests to join."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from directory.permissions import Role

MOST_SENT = 5  # mails of one invitation
INVITATION_LIFE = datetime.timedelta(days=14)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """The questions asked of invitations."""

    def waiting(self) -> "InvitationQuerySet":
        """Keep those that were neither accepted nor taken back; some of them may have expired."""
        return self.filter(status=Invitation.Status.OPEN)

    def acceptable(self, now: datetime.datetime) -> "InvitationQuerySet":
        """Keep those that can be accepted at ``now``."""
        return self.waiting().filter(expires_at__gt=now)


class Invitation(models.Model):
    """An offer to whoever owns ``email`` to join a team as ``role``. The link in the mail is a SecretLink."""

    class Status(models.TextChoices):
        OPEN = "open", _("Waiting for an answer")
        ACCEPTED = "accepted", _("Accepted")
        TAKEN_BACK = "taken_back", _("Taken back")

    business = models.ForeignKey("directory.Business", on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(max_length=254)
    role = models.CharField(max_length=8, choices=Role)
    status = models.CharField(max_length=12, choices=Status, default=Status.OPEN)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    invited_at = models.DateTimeField()
    mails_sent = models.PositiveSmallIntegerField(default=0)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["business", "email"], condition=Q(status="open"), name="invitation_open_once"
            ),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="invitation_email_lower_case"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="invitation_role_known"),
            models.CheckConstraint(condition=Q(mails_sent__lte=MOST_SENT), name="invitation_mails_few"),
            models.CheckConstraint(
                condition=Q(status="open", ended_at=None) | (~Q(status="open") & Q(ended_at__isnull=False)),
                name="invitation_ended_has_time",
            ),
        ]
        indexes = [
            # How many mails an address, and how many invitations a person, of late.
            models.Index(fields=["email", "invited_at"], name="invitation_by_email"),
            models.Index(fields=["invited_by", "invited_at"], name="invitation_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.business_id} {self.role} {self.status}"

    @property
    def can_be_sent_again(self) -> bool:
        """Whether another mail may go out."""
        return self.status == self.Status.OPEN and self.mails_sent < MOST_SENT

    def has_expired(self, now: datetime.datetime) -> bool:
        """Whether its time was over at ``now``."""
        return self.expires_at <= now


class JoinRequestQuerySet(models.QuerySet["JoinRequest"]):
    """The questions asked of requests to join."""

    def waiting(self) -> "JoinRequestQuerySet":
        """Keep those that nobody has answered yet."""
        return self.filter(status=JoinRequest.Status.WAITING)


class JoinRequest(models.Model):
    """Somebody asks to join a team; an admin answers."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting for an answer")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")

    business = models.ForeignKey("directory.Business", on_delete=models.CASCADE, related_name="join_requests")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="join_requests")
    text = models.TextField()
    status = models.CharField(max_length=12, choices=Status, default=Status.WAITING)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = JoinRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["business", "user"], condition=Q(status="waiting"), name="join_request_waiting_once"
            ),
            models.CheckConstraint(
                condition=Q(status="waiting", answered_at=None)
                | (~Q(status="waiting") & Q(answered_at__isnull=False)),
                name="join_request_answered_has_time",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(answered_at__gte=F("asked_at")),
                name="join_request_answered_after_asked",
            ),
        ]
        indexes = [
            # How many requests of one person, of late.
            models.Index(fields=["user", "asked_at"], name="join_request_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.business_id} {self.status}"
