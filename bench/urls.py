"""Every address of the site, and one that only the benchmark has."""

from django.urls import include, path

from bench.cards import show_cards

urlpatterns = [
    path("bench/cards/", show_cards),
    path("", include("technorth.urls")),
]
