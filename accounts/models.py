"""People who sign in."""

import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.roles import CONTACTS, Access, Action, Role, find_access


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

    Role = Role

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
        return self.may_act(Action.STEER)

    @property
    def is_caseworker(self) -> bool:
        """Whether this person works on enquiries: UKTI staff on all, a regional contact on their own."""
        return self.may_act(Action.WORK_CASES)

    @property
    def is_moderator(self) -> bool:
        """Whether this person looks after the directory: claims, revisions and reports."""
        return self.may_act(Action.MODERATE)

    @property
    def is_manager(self) -> bool:
        """Whether this person edits contacts, cover and absences."""
        return self.may_act(Action.MANAGE)

    @property
    def is_contact(self) -> bool:
        """Whether this person answers for a region; ``contact`` is then the row that says for which."""
        return self.role in CONTACTS

    @property
    def is_senior_lead(self) -> bool:
        """Whether this person sees and reassigns the cases of their cluster, too."""
        return self.role == Role.SENIOR_LEAD

    @property
    def is_auditor(self) -> bool:
        """Whether this person reads everything at the desk and changes nothing."""
        return self.role == Role.AUDITOR

    @property
    def sees_every_case(self) -> bool:
        """Whether this person sees every enquiry, contact and message: UKTI staff and auditors."""
        return self.find_access(Action.STEER) != Access.NONE

    @property
    def sees_others_cases(self) -> bool:
        """Whether this person sees enquiries that were not referred to them."""
        return self.sees_every_case or self.is_senior_lead

    @property
    def sees_moderation(self) -> bool:
        """Whether this person sees the desk's pages about the directory."""
        return self.find_access(Action.MODERATE) != Access.NONE

    @property
    def publishes(self) -> bool:
        """Whether this person writes what the public reads: UKTI staff."""
        return self.may_act(Action.PUBLISH)

    @property
    def sees_for_cluster(self) -> bool:
        """Whether this person sees what is drafted for clusters: UKTI, contacts and auditors."""
        return self.find_access(Action.KEEP_FOR_CLUSTER) != Access.NONE

    @property
    def drafts_for_cluster(self) -> bool:
        """Whether this person drafts what the public reads of the cluster that they answer for."""
        return self.may_act(Action.DRAFT_FOR_CLUSTER)

    @property
    def approves_for_cluster(self) -> bool:
        """Whether this person decides what the public reads of a cluster (UKTI staff)."""
        return self.may_act(Action.APPROVE_FOR_CLUSTER)

    @property
    def oversees(self) -> bool:
        """Whether this person sees what is kept about people, for how long, and who looked at it."""
        return self.find_access(Action.OVERSEE) != Access.NONE

    def find_access(self, action: str) -> Access:
        """Return how far this person may go with ``action``."""
        return find_access(self.role, action)

    def may_act(self, action: str) -> bool:
        """Whether this person may change something by ``action``."""
        return self.find_access(action) == Access.ACT
