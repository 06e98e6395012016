"""Addresses of one's own businesses and their profiles."""

from django.urls import path

from directory.views import own_businesses, profile_editing, profile_showing

OWN = "account/businesses/<slug:slug>/"

urlpatterns = [
    path("account/businesses/", own_businesses.list_own, name="own_businesses"),
    path("account/postcode/", profile_editing.show_placing, name="placing"),
    path(OWN, own_businesses.show_own, name="own_business"),
    path(OWN + "profile/<slug:section>/", profile_editing.edit_section, name="edit_section"),
    path(OWN + "preview/", profile_showing.preview, name="preview"),
    path(OWN + "send/", own_businesses.send_profile, name="send_profile"),
    path(OWN + "withdraw/", own_businesses.withdraw_profile, name="withdraw_profile"),
    path(OWN + "discard/", own_businesses.discard_edits, name="discard_edits"),
    path(OWN + "archive/", own_businesses.move_profile, {"to": "archive"}, name="archive_profile"),
    path(OWN + "restore/", own_businesses.move_profile, {"to": "restore"}, name="restore_profile"),
    path("businesses/logos/<slug:digest>.png", profile_showing.show_logo, name="logo"),
]
