"""Every address of the site."""

from django.urls import include, path

from technorth import health

urlpatterns = [
    path("", include("insights.urls")),
    path("", include("investors.urls")),
    path("", include("directory.urls")),
    path("", include("outbox.urls")),
    path("", include("accounts.urls")),
    path("healthz", health.show_process),
    path("readyz", health.show_readiness),
]
