"""Addresses of the open data. A change that breaks what reads them gets a new version."""

from django.urls import path

from directory.api import schema, views

urlpatterns = [
    path("api/v1/businesses/", views.list_businesses, name="api_businesses"),
    path("api/v1/businesses/<slug:slug>/", views.show_business, name="api_business"),
    path("api/v1/clusters/", views.list_clusters, name="api_clusters"),
    path("api/v1/sectors/", views.list_sectors, name="api_sectors"),
    path("api/v1/places/outcodes/", views.list_outcodes, name="api_outcodes"),
    path("api/v1/places/towns/", views.list_towns, name="api_towns"),
    path("api/v1/bulk/", views.list_files, name="api_bulk"),
    path("api/v1/bulk/<str:name>", views.download_file, name="api_bulk_file"),
    path("api/schema/", schema.show_schema, name="api_schema"),
    path("api/docs/", schema.show_reference, name="api_docs"),
    path("api/<path:rest>", views.miss, name="api_miss"),
]
