"""The second step of sign-in: a code opens once."""

import hashlib

from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _


class SecondFactorForm(AuthenticateForm):
    """Asks for the code of the authenticator app, or a recovery code, at sign-in."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        describe_code(self)

    def clean_code(self) -> str:
        """Return the code; raises ValidationError if it does not fit or was used before."""
        code: str = super().clean_code()
        spend_code(self.user.pk, code)
        return code


class SecondFactorAgainForm(ReauthenticateForm):
    """Asks for a code again, before something that matters."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        describe_code(self)

    def clean_code(self) -> str:
        """Return the code; raises ValidationError if it does not fit or was used before."""
        code: str = super().clean_code()
        spend_code(self.user.pk, code)
        return code


def describe_code(form: AuthenticateForm | ReauthenticateForm) -> None:
    """Label the code field of ``form`` in our words."""
    field = form.fields["code"]
    field.label = _("Security code")
    field.help_text = _("Six digits from your authenticator app, or one of your recovery codes.")
    field.widget.attrs |= {"class": "govuk-input--width-10", "inputmode": "numeric", "spellcheck": "false"}
    field.widget.attrs.pop("placeholder", None)


def spend_code(user_id: int, code: str) -> None:
    """Note that ``code`` opened the door; raises ValidationError if it already had.

    A code is good for three periods (``MFA_TOTP_TOLERANCE``) and allauth remembers it for one.
    """
    lifetime = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
    if not cache.add(code_key(user_id, code), 1, timeout=lifetime):
        raise get_adapter().validation_error("incorrect_code")


def code_key(user_id: int, code: str) -> str:
    """Return the cache key that says ``code`` of ``user_id`` was used."""
    return "second-factor:" + hashlib.sha256(f"{user_id}:{code.strip()}".encode()).hexdigest()
