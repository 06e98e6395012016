"""The demonstration accounts: made up, with keys that are public, and shut outside DEBUG."""

import base64
import hashlib
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _

from accounts.forms import code_key
from accounts.models import User

PASSWORD = "demonstration-north"  # noqa: S105 - public on purpose


@dataclass(frozen=True)
class DemoPerson:
    """One demonstration account."""

    email: str
    name: str
    role: str = User.Role.NONE

    @property
    def label(self) -> str:
        """What this person is, in words."""
        return str(User.Role(self.role).label if self.role else _("Somebody from a business"))


PEOPLE = [
    DemoPerson("manager@technorth.example", "Maya Okafor (demonstration)", User.Role.MANAGER),
    DemoPerson("triage@technorth.example", "Tom Iveson (demonstration)", User.Role.TRIAGE_OFFICER),
    DemoPerson("triage2@technorth.example", "Zofia Lis (demonstration)", User.Role.TRIAGE_OFFICER),
    DemoPerson("moderator@technorth.example", "Gwen Pryce (demonstration)", User.Role.MODERATOR),
    DemoPerson("contact@technorth.example", "Rahim Aziz (demonstration)", User.Role.REGIONAL_CONTACT),
    DemoPerson("lead@technorth.example", "Desmond Akroyd (demonstration)", User.Role.SENIOR_LEAD),
    DemoPerson("auditor@technorth.example", "Ottoline Marr (demonstration)", User.Role.AUDITOR),
    DemoPerson("anna@loom.example", "Anna Holt (demonstration)"),
    DemoPerson("ben@quayside.example", "Ben Carrick (demonstration)"),
]


def enrol_second_factor(user: User) -> None:
    """Give ``user`` an authenticator app whose secret follows from the address; nothing if there is one."""
    if not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        TOTP.activate(user, compute_secret(user.email))


def compute_secret(email: str) -> str:
    """Return the secret of the demonstration account ``email``, the same on every machine."""
    return base64.b32encode(
        hashlib.sha256(f"technorth demonstration {email}".encode()).digest()[:20]
    ).decode()


def current_code(user: User) -> str | None:
    """Return a security code that opens ``user``'s second factor, if DEBUG is on and it is a demonstration.

    It is the code of this half minute or, where that was used, of the next.
    """
    if not settings.DEBUG or not user.is_demo:
        return None
    factor = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if factor is None:
        return None
    secret = decrypt(factor.data["secret"])
    _past, *counters = yield_hotp_counters_from_time()
    codes = [format_hotp_value(hotp_value(secret, counter)) for counter in counters]
    unused = [code for code in codes if not cache.has_key(code_key(user.pk, code))]
    return (unused or codes)[0]
