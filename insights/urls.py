"""Addresses of the home page, the clusters, the desk's front page and the pages about the site."""

from django.contrib.sitemaps import views as sitemap_views
from django.urls import path

from insights.sitemaps import SITEMAPS
from insights.views import clusters, pages
from technorth.languages import in_every_language

app_name = "insights"
urlpatterns = [
    in_every_language(
        [
            path("", pages.show_home, name="home"),
            path("clusters/", clusters.list_clusters, name="clusters"),
            path("clusters/<slug:slug>/", clusters.show_cluster, name="cluster"),
        ]
    ),
    path("desk/", pages.show_desk, name="desk"),
    path("privacy/", pages.show_privacy, name="privacy"),
    path("cookies/", pages.show_cookies, name="cookies"),
    path("accessibility/", pages.show_accessibility, name="accessibility"),
    path("robots.txt", pages.serve_robots, name="robots"),
    path(".well-known/security.txt", pages.serve_security_txt, name="security_txt"),
    path("sitemap.xml", pages.list_sitemaps, name="sitemaps"),
    path("sitemap-businesses-<int:part>.xml", pages.show_sitemap_part, name="sitemap_part"),
    path("sitemap-<section>.xml", sitemap_views.sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("gallery/", pages.show_gallery, name="gallery"),
]
