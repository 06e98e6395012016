"""Make accounts, and help people back into theirs."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction

from accounts.models import User


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
        for session in UserSession.objects.filter(user=user):
            session.end()
        _total, removed = Authenticator.objects.filter(user=user).delete()
    return int(removed.get(Authenticator._meta.label, 0))


def forget_sessions() -> None:
    """Delete the sessions that have ended, with the answers in them that were never sent."""
    SessionStore.clear_expired()
