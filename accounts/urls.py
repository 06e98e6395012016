"""Addresses of sign-in and of one's own account."""

from django.urls import include, path

from accounts.views import own, sign_in

urlpatterns = [
    path("account/", own.show_account, name="account"),
    path("account/name/", own.change_name, name="account_name"),
    path("accounts/delete/", own.delete_account, name="account_delete"),
    path("accounts/deleted/", own.show_deleted, name="account_deleted"),
    path("accounts/sessions/", own.list_sessions, name="usersessions_list"),
    path("accounts/sessions/end-others/", own.end_other_sessions, name="account_end_other_sessions"),
    path("accounts/sessions/<int:pk>/end/", own.end_session, name="account_end_session"),
    path("accounts/confirm-email/", sign_in.confirm_address, name="account_email_verification_sent"),
    path(
        "accounts/password/reset/confirm/", sign_in.confirm_reset, name="account_confirm_password_reset_code"
    ),
    path("accounts/2fa/totp/activate/", sign_in.enrol, name="mfa_activate_totp"),
    path("accounts/", include("allauth.urls")),
]
