"""Addresses of the open data about opportunities."""

from django.urls import URLPattern, path

from investors.api import views

urlpatterns: list[URLPattern] = [
    path("api/v1/opportunities/", views.list_opportunities, name="api_opportunities"),
    path("api/v1/opportunities/<slug:slug>/", views.show_opportunity, name="api_opportunity"),
]
