"""Who may sign in at all."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.utils import has_verified_email
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from accounts.models import User


class PortalBackend(AuthenticationBackend):
    """Sign-in by e-mail and password, for active accounts whose address was confirmed."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        """Return whose the credentials are, else None, also of an address that was never confirmed.

        Else whoever signs up with somebody's address could tell, by signing in with the same password,
        whether the address had an account before. To confirm it later, one sets a new password by mail.
        """
        user: User | None = super().authenticate(request, **credentials)
        return user if user and has_verified_email(user) else None

    def user_can_authenticate(self, user: User | AnonymousUser) -> bool:
        """Refuse inactive accounts and, outside DEBUG, demonstration accounts: their keys are public.

        Asked at sign-in and at each request of a session.
        """
        is_public_key = getattr(user, "is_demo", False) and not settings.DEBUG
        return super().user_can_authenticate(user) and not is_public_key
