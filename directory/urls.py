"""The pages of the directory."""

from django.urls import include, path

from directory import urls_figures, urls_freshness, urls_importing, urls_moderation, urls_profile, urls_team
from directory.views import businesses, maps, saved_searches, sources, take_away
from technorth.languages import in_every_language

app_name = "directory"
urlpatterns = [
    *urls_figures.urlpatterns,
    *urls_freshness.urlpatterns,
    *urls_profile.urlpatterns,
    *urls_moderation.urlpatterns,
    *urls_team.urlpatterns,
    *urls_importing.urlpatterns,
    path("businesses.csv", take_away.export_csv, name="businesses_csv"),
    path("businesses.atom", take_away.show_feed, name="businesses_atom"),
    path("businesses/map/outlines/", maps.show_outlines, name="map_outlines"),
    path("account/searches/", saved_searches.list_searches, name="saved_searches"),
    path("account/searches/new/", saved_searches.add_search, name="add_search"),
    path("account/searches/<int:pk>/", saved_searches.edit_search, name="edit_search"),
    path("account/searches/<int:pk>/delete/", saved_searches.delete_search, name="delete_search"),
    path("unsubscribe/<str:token>/", saved_searches.unsubscribe, name="unsubscribe"),
    in_every_language(
        [
            path("businesses/", businesses.list_businesses, name="businesses"),
            path("businesses/map/", maps.show_map, name="map"),
            path("businesses/map/points/", maps.show_points, name="map_points"),
            path("businesses/suggest/", businesses.suggest, name="suggest"),
            path("businesses/<slug:slug>/", businesses.show_business, name="business"),
        ]
    ),
    path("sources/", sources.list_sources, name="sources"),
    path("", include("directory.api.urls")),
]
