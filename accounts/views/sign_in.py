"""Sign-up and sign-in, where allauth's pages are not enough."""

from typing import Any

from allauth.account import views as account_views
from allauth.account.internal.flows.email_verification_by_code import EMAIL_VERIFICATION_CODE_SESSION_KEY
from allauth.account.internal.flows.login import record_authentication
from allauth.account.stages import EmailVerificationStage, LoginStageController
from allauth.decorators import rate_limit
from allauth.mfa.totp.views import ActivateTOTPView
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _


class EnrolView(ActivateTOTPView):
    """Sets up an authenticator app. Its first code also proves this session, so the desk opens at once."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep the app and note that its code was used."""
        response: HttpResponse = super().form_valid(form)
        record_authentication(self.request, self.request.user, "mfa", type="totp")
        return response


class TellsWhenTooLate:
    """Tells who has no code to enter: it is too old, was used, or was asked for in another browser."""

    _process: Any

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Ask for the code, or lead to where a new one is asked for."""
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        if not self._process:
            late = _("No code is waited for. A code works for 15 minutes, in the browser that asked for it.")
            by_reset = _("“Forgotten your password?” sends a new one, which confirms your address, too.")
            way_on = _("Ask for the change again.") if request.user.is_authenticated else by_reset
            messages.info(request, f"{late} {way_on}")
        return response


class ConfirmAddressView(TellsWhenTooLate, account_views.ConfirmEmailVerificationCodeView):
    """Asks for the code that was mailed to an address, at sign-up and for a change of address."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Forget a sign-up that was left: else the page would stay, for addresses with an account only."""
        signs_up = LoginStageController.enter(request, EmailVerificationStage.key) is not None
        if request.user.is_anonymous and not signs_up:
            request.session.pop(EMAIL_VERIFICATION_CODE_SESSION_KEY, None)
        return super().dispatch(request, *args, **kwargs)


class ConfirmResetView(TellsWhenTooLate, account_views.ConfirmPasswordResetCodeView):
    """Asks for the code that was mailed to who forgot the password."""


limit_codes = rate_limit(action="enter_code")

enrol = EnrolView.as_view()
confirm_address = limit_codes(ConfirmAddressView.as_view())
confirm_reset = limit_codes(ConfirmResetView.as_view())
