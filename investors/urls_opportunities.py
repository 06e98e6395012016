"""Addresses of the desk's pages about opportunities."""

from django.urls import URLPattern, path

from investors.views.desk import opportunities, opportunity_edits

urlpatterns: list[URLPattern] = [
    path("desk/opportunities/", opportunities.list_opportunities, name="desk_opportunities"),
    path("desk/opportunities/new/", opportunity_edits.draft, name="desk_opportunity_draft"),
    path("desk/opportunities/<slug:slug>/", opportunities.show_opportunity, name="desk_opportunity"),
    path("desk/opportunities/<slug:slug>/preview/", opportunities.preview, name="desk_opportunity_preview"),
    path("desk/opportunities/<slug:slug>/edit/", opportunity_edits.edit, name="desk_opportunity_edit"),
    path(
        "desk/opportunities/<slug:slug>/files/", opportunity_edits.edit_files, name="desk_opportunity_files"
    ),
    path(
        "desk/opportunities/<slug:slug>/files/<int:pk>/",
        opportunities.give_file,
        name="desk_opportunity_file",
    ),
    path(
        "desk/opportunities/<slug:slug>/files/<int:pk>/remove/",
        opportunity_edits.remove_file,
        name="desk_opportunity_file_remove",
    ),
    path("desk/opportunities/<slug:slug>/send/", opportunities.submit, name="desk_opportunity_send"),
    path(
        "desk/opportunities/<slug:slug>/take-back/",
        opportunities.take_back,
        name="desk_opportunity_take_back",
    ),
    path("desk/opportunities/<slug:slug>/discard/", opportunities.discard, name="desk_opportunity_discard"),
    path("desk/opportunities/<slug:slug>/decide/", opportunities.decide, name="desk_opportunity_decide"),
    path(
        "desk/opportunities/<slug:slug>/withdraw/", opportunities.withdraw, name="desk_opportunity_withdraw"
    ),
]
