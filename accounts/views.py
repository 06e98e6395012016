"""Where allauth's pages are not enough."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.totp.views import ActivateTOTPView
from django.http import HttpResponse


class EnrolView(ActivateTOTPView):
    """Sets up an authenticator app. Its first code also proves this session, so the desk opens at once."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep the app and note that its code was used."""
        response: HttpResponse = super().form_valid(form)
        record_authentication(self.request, self.request.user, "mfa", type="totp")
        return response


enrol = EnrolView.as_view()
