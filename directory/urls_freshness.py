"""Addresses where a business says that its facts are right."""

from django.urls import path

from directory.views import confirming, confirming_by_link

OWN = "account/businesses/<slug:slug>/confirm/"
LINK = "confirmations/<slug:token>/"

urlpatterns = [
    path(OWN, confirming.show_facts, name="confirm"),
    path(OWN + "<slug:group>/", confirming.confirm, name="confirm_group"),
    path(LINK, confirming_by_link.show_facts, name="confirm_by_link"),
    path(LINK + "<slug:group>/", confirming_by_link.confirm, name="confirm_group_by_link"),
]
