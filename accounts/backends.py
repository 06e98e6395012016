"""Who may sign in at all."""

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib.auth.models import AnonymousUser

from accounts.models import User


class PortalBackend(AuthenticationBackend):
    """Sign-in by e-mail and password, for active accounts."""

    def user_can_authenticate(self, user: User | AnonymousUser) -> bool:
        """Refuse inactive accounts and, outside DEBUG, demonstration accounts: their keys are public.

        Asked at sign-in and at each request of a session.
        """
        is_public_key = getattr(user, "is_demo", False) and not settings.DEBUG
        return super().user_can_authenticate(user) and not is_public_key
