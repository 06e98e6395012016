"""People for tests, and how they sign in to the desk."""

import re
import time

import factory
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from outbox.models import Message

SIGN_IN, SECOND_STEP = "/accounts/login/", "/accounts/2fa/authenticate/"
PASSWORD = "a-long-enough-password"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


class UserFactory(factory.django.DjangoModelFactory):
    """A person with a verified address and no desk role; give a ``password`` for who signs in by it."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda number: f"person{number}@example.test")
    name = factory.Sequence(lambda number: f"Person {number}")
    password = factory.django.Password(None)

    @factory.post_generation
    def verified_email(self, create, extracted, **kwargs):
        if create:
            EmailAddress.objects.create(user=self, email=self.email, verified=True, primary=True)


def sign_in(client: Client, role: str = "", **fields) -> User:
    """Sign a new person with ``role`` in to ``client``, by password alone; return the person."""
    user = UserFactory(role=role, **fields)
    sign_in_user(client, user)
    return user


def sign_in_user(client: Client, user: User) -> None:
    """Sign ``user`` in to ``client`` as after the password and before any second factor."""
    client.force_login(user, backend="accounts.backends.PortalBackend")


def sign_in_to_desk(
    client: Client, role: str = User.Role.TRIAGE_OFFICER, user: User | None = None, **fields
) -> User:
    """Sign a person in as after password and second factor; return the person.

    ``user`` names an existing person; else one is made with ``role`` and ``fields``.
    """
    user = user or UserFactory(role=role, **fields)
    if not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        TOTP.activate(user, SECRET)
    sign_in_user(client, user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return user


def enter_password(client: Client, user: User, password: str = PASSWORD, **more: str) -> HttpResponse:
    """Send the first step of sign-in."""
    return client.post(SIGN_IN, {"login": user.email, "password": password, **more})


def show_code(secret: str = SECRET, periods_on: int = 0) -> str:
    """Return what an authenticator app with ``secret`` shows, some periods of half a minute on."""
    _past, now, _next = yield_hotp_counters_from_time()
    return format_hotp_value(hotp_value(secret, now + periods_on))


def read_page(response: HttpResponse) -> str:
    """Return the page as text."""
    return response.content.decode()


def read_code(kind: str) -> str:
    """Return the code in the newest mail of ``kind``."""
    body = Message.objects.filter(kind=kind).latest("pk").body
    return re.search(r"^[A-Z]{4}-[A-Z]{4}$", body, flags=re.MULTILINE)[0]


def strip_tokens(response: HttpResponse, *words: str) -> tuple[int, str, str]:
    """Return status, place and page of ``response`` without what differs by chance and without ``words``."""
    page = re.sub(r'(csrfmiddlewaretoken" value=")[^"]+', r"\1", read_page(response))
    for word in words:
        page = page.replace(word, "…")
    return response.status_code, response.headers.get("Location", ""), page
