"""Make accounts, help people back into theirs, and delete them."""

import datetime
import uuid

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from accounts.departures import Consequence, DepartureRefused, act_on_departure, describe_departure
from accounts.models import User
from outbox.models import Message
from outbox.services import queue_message

UNCONFIRMED_DAYS = 7  # for so long an account waits for its address to be confirmed


class AccountExists(Exception):
    """Somebody has an account by that address already."""


def add_person(
    *, email: str, name: str, role: str, password: str | None = None, is_demo: bool = False
) -> User:
    """Make an account with a verified address and return it; raises AccountExists.

    Without ``password`` the person sets one by way of "Forgotten your password?".
    """
    email = email.strip().lower()
    with transaction.atomic():
        if User.objects.filter(email=email).exists():
            raise AccountExists(email)
        user = User.objects.create_user(email, password, name=name, role=role, is_demo=is_demo)
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def remove_second_factor(*, user: User) -> int:
    """Remove every second factor of ``user``, who has lost theirs; return how many there were.

    Sessions that are open end, since one of them may be whoever found the telephone.
    """
    with transaction.atomic():
        _end_sessions(user)
        _total, removed = Authenticator.objects.filter(user=user).delete()
    return int(removed.get(Authenticator._meta.label, 0))


def forget_sessions() -> None:
    """Delete the sessions that have ended, with the answers in them that were never sent."""
    SessionStore.clear_expired()


def forget_unconfirmed(*, now: datetime.datetime) -> int:
    """Delete the accounts whose address nobody confirmed in ``UNCONFIRMED_DAYS``; return how many."""
    since = now - datetime.timedelta(days=UNCONFIRMED_DAYS)
    _total, removed = User.objects.never_confirmed(since).delete()
    return int(removed.get(User._meta.label, 0))


def rename_person(*, user: User, name: str) -> None:
    """Let ``user`` be called ``name``."""
    user.name = name
    user.save(update_fields=["name"])


def list_consequences(user: User) -> list[Consequence]:
    """Return what happens when ``user`` deletes the account, and what stands against it."""
    if user.is_desk:
        refusal = _(
            "Your account has work at the desk, where records name you. A manager at UKTI closes it for you."
        )
        return [Consequence(refusal, blocks=True)]
    own = _("Your name, e-mail address, password and second step of sign-in are deleted at once, for good.")
    return [Consequence(own), *describe_departure(user)]


def delete_account(*, user: User, now: datetime.datetime) -> None:
    """Delete the account of ``user`` for good, end its sessions, and mail a confirmation.

    Raises DepartureRefused while something stands against it. Records that name the account by number
    keep the number; the mails about the account go from the ledger with it.
    """
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user.pk)
        reasons = [consequence for consequence in list_consequences(user) if consequence.blocks]
        if reasons:
            raise DepartureRefused(reasons)
        act_on_departure(user, now)
        _end_sessions(user)
        about_account = Message.objects.filter(to_email=user.email, kind__startswith="account-")
        about_account.exclude(status=Message.Status.SENDING).delete()
        _confirm_deletion(user, now)
        user.delete()


def _confirm_deletion(user: User, now: datetime.datetime) -> None:
    facts = {"name": user.name, "contact_email": settings.TRIAGE_EMAIL, "site_url": settings.SITE_URL}
    queue_message(
        kind="account-deleted",
        dedupe_key=f"account:{uuid.uuid4().hex}",
        to_email=user.email,
        to_name=user.name,
        subject=_("Your TechNorth account is deleted"),
        body=render_to_string("account/email/account_deleted_message.txt", facts),
        is_private=True,
        now=now,
    )


def _end_sessions(user: User) -> None:
    for session in UserSession.objects.filter(user=user):
        session.end()
