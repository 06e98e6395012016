"""Addresses of sign-in and of one's own account."""

from django.urls import include, path

from accounts import views

urlpatterns = [
    path("2fa/totp/activate/", views.enrol, name="mfa_activate_totp"),
    path("", include("allauth.urls")),
]
