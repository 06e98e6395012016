"""How django-allauth does things here: mail through the ledger, sessions that end, secrets sealed."""

import base64
import hashlib
import logging
import secrets
import time
import uuid
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context as request_context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.backends import PortalBackend
from accounts.models import User
from outbox.services import queue_message

logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    """Every mail about an account goes through the ledger, and no page tells whose address has one."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("The e-mail address or the password is not right."),
        "incorrect_password": _("The password is not right."),
        "incorrect_code": _("The code is not right. Enter the one of the newest mail."),
        "duplicate_email": _("You sign in with this address already. Enter another one."),
        "email_taken": _("Another account has this address."),
        "enter_current_password": _("The present password is not right."),
        "too_many_login_attempts": _("Too many attempts. Wait five minutes, then try again."),
        "rate_limited": _("Too many attempts. Wait five minutes, then try again."),
    }

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """Fill ``user`` from the form of sign-up, with the name, and return it."""
        user.name = form.cleaned_data["name"]
        saved: User = super().save_user(request, user, form, commit)
        return saved

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign ``user`` in, by whatever way they came, until the browser is closed."""
        super().login(request, user)
        request.session.set_expiry(0)

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """Return the page that says so to who may not sign in, else None; see ``PortalBackend``."""
        if not PortalBackend().user_can_authenticate(user):
            return self.respond_user_inactive(request, user)
        response: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return response

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Whether to ask who it is once more: not of who signed in within the last five minutes."""
        request = request_context.request
        records = get_authentication_records(request, request.user)
        latest = max((record["at"] for record in records), default=0)
        return time.time() - latest > app_settings.REAUTHENTICATION_TIMEOUT

    def format_email_subject(self, subject: str) -> str:
        """Return ``subject`` as a sentence, after the name of the site."""
        return f"{app_settings.EMAIL_SUBJECT_PREFIX}{subject.capitalize()}"

    def send_confirmation_mail(self, request: HttpRequest, emailconfirmation: Any, signup: bool) -> None:
        """Send the code that confirms an address; who has an account by it already is told that instead."""
        address = emailconfirmation.email_address
        if User.objects.filter(email=address.email).exclude(pk=address.user_id).exists():
            self.send_account_already_exists_mail(address.email)
        else:
            super().send_confirmation_mail(request, emailconfirmation, signup)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue the mail ``template_prefix`` to ``email`` as a private message."""
        values = {
            "request": request_context.request,
            "email": email,
            "site_url": settings.SITE_URL,
            "contact_email": settings.TRIAGE_EMAIL,
            **context,
        }
        mail = self.render_mail(template_prefix, email, values)
        queue_message(
            kind="account-" + template_prefix.rpartition("/")[2].replace("_", "-"),
            dedupe_key=f"account:{uuid.uuid4().hex}",
            to_email=email,
            subject=str(mail.subject),
            body=str(mail.body) + "\n",
            is_private=True,
            now=timezone.now(),
        )

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Return the desk for who has work there, else the page about one's own account."""
        if getattr(request.user, "is_desk", False):
            return settings.LOGIN_REDIRECT_URL
        return reverse("account")

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """Return the page about one's own account, which says what to do next."""
        return reverse("account")

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        """Return the page that names the address to sign in with."""
        return reverse("account_email")


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of second factors are stored sealed under SECRET_KEY, as links are."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("The security code is not right, or was used already. Enter the one shown now."),
    }

    def generate_authenticator_name(self, user: User, type: str) -> str:
        """Return a name to begin with for a further passkey of ``user``."""
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return gettext("Passkey %(number)s") % {"number": number}

    def encrypt(self, text: str) -> str:
        """Return ``text`` sealed under the current SECRET_KEY."""
        return _seal().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return what ``encrypt`` sealed under the current or a former SECRET_KEY.

        Where no key opens it, returns a new secret that nobody holds: no code then fits, and
        the person asks for a reset.
        """
        try:
            return _seal().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            logger.error("A second factor was sealed under a key that is gone")
            return base64.b32encode(secrets.token_bytes(20)).decode()


def _seal() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(f"second-factor:{key}".encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
