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
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User

# Label, hint, and what to say when it is empty; each a translation or plain text.
Words = dict[str, tuple[Any, Any, Any]]

PASSWORD_HINT = _("At least 12 characters. Three words that only you would put together are best.")
MAILED_CODE_HINT = _("Eight letters, like BCDF-GHJK.")
CODE_HINT = _("Six digits from your authenticator app, or one of your recovery codes.")


class InOurWords:
    """Gives each field of ``words`` its label, hint and the message when it is empty; no placeholders."""

    words: Words = {}
    code_keyboard = "numeric"
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
                    "inputmode": self.code_keyboard,
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


class NameField(forms.CharField):
    """What somebody wants to be called. It goes into mails to others, so it cannot carry an address."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Name"),
            max_length=User._meta.get_field("name").max_length,
            widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
            error_messages={"required": _("Enter your name")},
            **kwargs,
        )

    def clean(self, value: Any) -> str:
        """Return the name on one line; raises ValidationError if it holds an address."""
        name = " ".join(super().clean(value).split())
        if any(mark in name.lower() for mark in ("://", "www.", "@", "<", ">")):
            raise ValidationError(_("Enter your name alone, without addresses or the signs < and >"))
        return name


class SignUpForm(InOurWords, account_forms.SignupForm):
    """Asks for name, e-mail address and password; the address is then confirmed by a code."""

    name = NameField(help_text=_("Your own. The business comes later."))
    field_order = ["name", "email", "password1"]
    words: Words = {
        "email": (
            _("E-mail address"),
            _("We send a code there. Use your work address, if you have one."),
            _("Enter your e-mail address"),
        ),
        "password1": (_("Password"), PASSWORD_HINT, _("Enter a password")),
    }

    def try_save(self, request: HttpRequest) -> Any:
        """Make the account, or write to who has one by the address; both take as long."""
        if self.account_already_exists:
            User().set_password(self.cleaned_data["password1"])
        return super().try_save(request)


class ConfirmAddressForm(InOurWords, account_forms.ConfirmEmailVerificationCodeForm):
    """Asks for the code that was mailed to an address, to show that it is theirs."""

    words: Words = {"code": (_("Code"), MAILED_CODE_HINT, _("Enter the code"))}
    code_keyboard = "text"


class PasswordAgainForm(InOurWords, account_forms.ReauthenticateForm):
    """Asks for the password again, before something that matters."""

    words: Words = {"password": (_("Password"), "", _("Enter your password"))}


class ChangePasswordForm(InOurWords, account_forms.ChangePasswordForm):
    """Changes the password of who knows the present one."""

    words: Words = {
        "oldpassword": (_("Present password"), "", _("Enter your present password"))
    } | NEW_PASSWORD


class ForgottenPasswordForm(InOurWords, account_forms.ResetPasswordForm):
    """Asks where to send the code that lets set a new password."""

    words: Words = {
        "email": (_("E-mail address"), _("The one that you sign in with."), _("Enter your e-mail address"))
    }


class ConfirmResetForm(InOurWords, account_forms.ConfirmPasswordResetCodeForm):
    """Asks for the code that was mailed to who forgot the password."""

    words: Words = {"code": (_("Code"), MAILED_CODE_HINT, _("Enter the code"))}
    code_keyboard = "text"


class NewPasswordForm(InOurWords, account_forms.ResetPasswordKeyForm):
    """Sets a new password for who has entered the code in the mail."""

    words: Words = NEW_PASSWORD


class ChangeEmailForm(InOurWords, account_forms.AddEmailForm):
    """Asks for another address to sign in with."""

    words: Words = {
        "email": (
            _("New e-mail address"),
            _("We send a code there. The change is made when you enter it."),
            _("Enter the new e-mail address"),
        )
    }

    def clean(self) -> dict[str, Any] | None:
        """Refuse who works at the desk: records there name the address."""
        if self.user.is_desk:
            raise ValidationError(_("An account with work at the desk keeps its address."))
        cleaned: dict[str, Any] | None = super().clean()
        return cleaned


class NameForm(forms.Form):
    """Asks what somebody wants to be called."""

    name = NameField(help_text=_("The team of your business and our staff see it."))


class DeleteAccountForm(PasswordAgainForm):
    """Asks for the password before the account is deleted for good."""


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
