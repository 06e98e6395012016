"""Addresses of moderation at the desk, and of reports by readers."""

from django.urls import path

from directory.views import reporting
from directory.views.desk import listings, moderation, reports

DESK = "desk/moderation/"

urlpatterns = [
    path("businesses/<slug:slug>/report/", reporting.report_profile, name="report"),
    path(DESK, moderation.list_revisions, name="moderation"),
    path(DESK + "<int:pk>/", moderation.show_revision, name="moderation_revision"),
    path(DESK + "<int:pk>/decide/", moderation.decide_revision, name="moderation_decide"),
    path(DESK + "<int:pk>/take/", moderation.take, name="moderation_take"),
    path(DESK + "<int:pk>/hand-back/", moderation.give_back, name="moderation_hand_back"),
    path(DESK + "reports/", reports.list_reports, name="moderation_reports"),
    path(DESK + "reports/<int:pk>/", reports.show_report, name="moderation_report"),
    path(DESK + "reports/<int:pk>/settle/", reports.settle, name="moderation_settle"),
    path(DESK + "merge/", listings.prepare_merger, name="moderation_merge"),
    path(DESK + "merge/confirm/", listings.merge, name="moderation_merge_confirm"),
    path(DESK + "merge/<int:pk>/undo/", listings.undo, name="moderation_undo"),
    path(DESK + "listings/<slug:slug>/", listings.show_listing, name="moderation_listing"),
    path(
        DESK + "listings/<slug:slug>/remove/",
        listings.move_listing,
        {"to": "remove"},
        name="moderation_remove",
    ),
    path(
        DESK + "listings/<slug:slug>/put-back/",
        listings.move_listing,
        {"to": "put-back"},
        name="moderation_put_back",
    ),
]
