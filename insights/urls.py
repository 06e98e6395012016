"""Addresses of the home page, the desk's front page and the pages about the site."""

from django.contrib.sitemaps import views as sitemap_views
from django.urls import path

from insights import views
from insights.sitemaps import SITEMAPS

app_name = "insights"
urlpatterns = [
    path("", views.show_home, name="home"),
    path("desk/", views.show_desk, name="desk"),
    path("privacy/", views.show_privacy, name="privacy"),
    path("cookies/", views.show_cookies, name="cookies"),
    path("accessibility/", views.show_accessibility, name="accessibility"),
    path("robots.txt", views.serve_robots, name="robots"),
    path(".well-known/security.txt", views.serve_security_txt, name="security_txt"),
    path("sitemap.xml", views.list_sitemaps, name="sitemaps"),
    path("sitemap-businesses-<int:part>.xml", views.show_sitemap_part, name="sitemap_part"),
    path("sitemap-<section>.xml", sitemap_views.sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("gallery/", views.show_gallery, name="gallery"),
]
