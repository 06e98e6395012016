"""Every address of the site."""

from django.urls import include, path

urlpatterns = [
    path("", include("insights.urls")),
    path("", include("investors.urls")),
    path("", include("directory.urls")),
    path("", include("outbox.urls")),
    path("accounts/", include("allauth.urls")),
]
