"""A page behind each door of ``accounts.permissions``, for tests of the doors themselves."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from accounts.permissions import (
    caseworker_required,
    desk_required,
    manager_required,
    moderator_required,
    triage_required,
)
from technorth.urls import urlpatterns as site


def answer(request: HttpRequest) -> HttpResponse:
    return HttpResponse("inside")


urlpatterns = [
    *site,
    path("door/desk/", desk_required(answer)),
    path("door/triage/", triage_required(answer)),
    path("door/caseworker/", caseworker_required(answer)),
    path("door/moderator/", moderator_required(answer)),
    path("door/manager/", manager_required(answer)),
]
