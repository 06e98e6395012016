"""People who sign in."""

import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserQuerySet(models.QuerySet["User"]):
    """The questions asked of people."""

    def never_confirmed(self, since: datetime.datetime) -> "UserQuerySet":
        """Keep who signed up before ``since`` and has not shown yet that the address is theirs."""
        return self.filter(joined_at__lt=since, role=User.Role.NONE, last_login=None).exclude(
            emailaddress__verified=True
        )


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Makes users, who are named by their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create and return a user; no ``password`` makes one that cannot sign in by password."""
        user: User = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in by e-mail. ``role`` opens the desk; most people have none."""

    class Role(models.TextChoices):
        NONE = "", _("No desk role")
        TRIAGE_OFFICER = "triage_officer", _("Triage officer")
        MANAGER = "manager", _("Manager")
        MODERATOR = "moderator", _("Moderator")
        REGIONAL_CONTACT = "regional_contact", _("Regional contact")

    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=20, choices=Role, blank=True, default=Role.NONE)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    joined_at = models.DateTimeField(default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_desk(self) -> bool:
        """Whether this person has any work at the desk; a second factor is then required."""
        return self.role != self.Role.NONE

    @property
    def is_triage(self) -> bool:
        """Whether this person sees and steers every enquiry (UKTI staff)."""
        return self.role in {self.Role.TRIAGE_OFFICER, self.Role.MANAGER}

    @property
    def is_caseworker(self) -> bool:
        """Whether this person works on enquiries: UKTI staff on all, a regional contact on their own."""
        return self.is_triage or self.role == self.Role.REGIONAL_CONTACT

    @property
    def is_moderator(self) -> bool:
        """Whether this person looks after the directory: claims, revisions and reports."""
        return self.role in {self.Role.MODERATOR, self.Role.MANAGER}

    @property
    def is_manager(self) -> bool:
        """Whether this person edits contacts, cover and absences."""
        return self.role == self.Role.MANAGER
