"""The forms of sign-in and of one's own account: allauth's, in our words."""

import hashlib
from typing import Any

from allauth.account import forms as account_forms
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as code_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as passkey_forms
from django import forms
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

# Label, hint, and what to say when it is empty; each a translation or plain text.
Words = dict[str, tuple[Any, Any, Any]]

PASSWORD_HINT = _("At least 12 characters. Three words that only you would put together are best.")
CODE_HINT = _("Six digits from your authenticator app, or one of your recovery codes.")


class InOurWords:
    """Gives each field of ``words`` its label, hint and the message when it is empty; no placeholders."""

    words: Words = {}
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, hint, missing) in self.words.items():
            field = self.fields[name]
            field.label, field.help_text = label, hint
            field.error_messages["required"] = missing
            field.widget.attrs.pop("placeholder", None)
            if name == "code":
                field.widget.attrs |= {
                    "class": "govuk-input--width-10",
                    "inputmode": "numeric",
                    "spellcheck": "false",
                }


NEW_PASSWORD: Words = {
    "password1": (_("New password"), PASSWORD_HINT, _("Enter a new password")),
    "password2": (_("New password again"), "", _("Enter the new password again")),
}


class SignInForm(InOurWords, account_forms.LoginForm):
    """Asks for e-mail address and password."""

    words: Words = {
        "login": (_("E-mail address"), "", _("Enter your e-mail address")),
        "password": (_("Password"), "", _("Enter your password")),
    }


class PasswordAgainForm(InOurWords, account_forms.ReauthenticateForm):
    """Asks for the password again, before something that matters."""

    words: Words = {"password": (_("Password"), "", _("Enter your password"))}


class ChangePasswordForm(InOurWords, account_forms.ChangePasswordForm):
    """Changes the password of who knows the present one."""

    words: Words = {
        "oldpassword": (_("Present password"), "", _("Enter your present password"))
    } | NEW_PASSWORD


class ForgottenPasswordForm(InOurWords, account_forms.ResetPasswordForm):
    """Asks where to send the link that sets a new password."""

    words: Words = {
        "email": (_("E-mail address"), _("The one that you sign in with."), _("Enter your e-mail address"))
    }


class NewPasswordForm(InOurWords, account_forms.ResetPasswordKeyForm):
    """Sets a new password for who came by the link in the mail."""

    words: Words = NEW_PASSWORD


class ChangeEmailForm(InOurWords, account_forms.AddEmailForm):
    """Asks for another address to sign in with."""

    words: Words = {
        "email": (
            _("New e-mail address"),
            _("We send a link there. The change is made when you follow it."),
            _("Enter the new e-mail address"),
        )
    }


class EnrolForm(InOurWords, totp_forms.ActivateTOTPForm):
    """Asks for the first code of a newly set up authenticator app."""

    words: Words = {
        "code": (_("Security code"), _("Six digits that the app shows."), _("Enter the security code"))
    }


class AddPasskeyForm(InOurWords, passkey_forms.AddWebAuthnForm):
    """Adds a passkey; the browser puts the credential in."""

    words: Words = {"name": (_("Name"), _("So that you can tell it from others, like “Work laptop”."), "")}
    if app_settings.PASSKEY_LOGIN_ENABLED:
        words["passwordless"] = (_("Sign in with this passkey alone, by finger, face or PIN"), "", "")


class OnceOnly:
    """A security code that has opened the door does not open it again.

    A code is good for as many periods as ``MFA_TOTP_TOLERANCE`` allows, and allauth remembers
    it for one.
    """

    words: Words = {"code": (_("Security code"), CODE_HINT, _("Enter the security code"))}
    user: Any

    def clean_code(self) -> str:
        """Return the code; raises ValidationError if it does not fit or was used before."""
        code: str = super().clean_code()  # type: ignore[misc]
        lifetime = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
        if not cache.add(code_key(self.user.pk, code), 1, timeout=lifetime):
            raise get_adapter().validation_error("incorrect_code")
        return code


class SecondFactorForm(OnceOnly, InOurWords, code_forms.AuthenticateForm):
    """Asks for a security code at sign-in."""


class SecondFactorAgainForm(OnceOnly, InOurWords, code_forms.ReauthenticateForm):
    """Asks for a security code again, before something that matters."""


def code_key(user_id: int, code: str) -> str:
    """Return the cache key that says ``code`` of ``user_id`` was used."""
    return "second-factor:" + hashlib.sha256(f"{user_id}:{normalize_user_code(code)}".encode()).hexdigest()
