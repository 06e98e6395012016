"""Addresses of the home page, the clusters, the desk's front page and the pages about the site."""

from django.contrib.sitemaps import views as sitemap_views
from django.urls import path, register_converter

from insights.converters import DayConverter
from insights.sitemaps import SITEMAPS
from insights.views import clusters, comparison, desk_news, desk_words, figures, news, pages, share
from technorth.languages import in_every_language

register_converter(DayConverter, "day")

app_name = "insights"
urlpatterns = [
    in_every_language(
        [
            path("", pages.show_home, name="home"),
            path("clusters/", clusters.list_clusters, name="clusters"),
            # Fixed words before the slug, which would take them for a cluster.
            path("clusters/compare/", comparison.show_comparison, name="compare"),
            path("clusters/compare.pdf", comparison.serve_comparison_pdf, name="compare_pdf"),
            path("clusters/critical-mass/", figures.show_north_mass, name="critical_mass_north"),
            path("clusters/<slug:slug>/critical-mass/", figures.show_cluster_mass, name="critical_mass"),
            path("clusters/<slug:slug>/", clusters.show_cluster, name="cluster"),
            path("progress/", figures.show_progress, name="progress"),
            path("progress/<day:day>/", figures.show_progress, name="progress_on"),
        ]
    ),
    path("progress.csv", figures.download_progress, name="progress_csv"),
    path("progress/<day:day>.csv", figures.download_progress, name="progress_csv_on"),
    path("news/", news.list_news, name="news"),
    path("news.atom", news.serve_feed, name="news_atom"),
    path("news/<slug:slug>/", news.show_announcement, name="announcement"),
    path("desk/news/", desk_news.list_announcements, name="desk_news"),
    path("desk/news/new/", desk_news.add_announcement, name="desk_announcement_add"),
    path("desk/news/<int:pk>/", desk_news.preview_announcement, name="desk_announcement_preview"),
    path("desk/news/<int:pk>/edit/", desk_news.edit_announcement, name="desk_announcement"),
    path("desk/clusters/", desk_words.list_clusters, name="desk_words"),
    path("desk/clusters/<slug:slug>/", desk_words.show_words, name="desk_cluster_words"),
    path("desk/clusters/<slug:slug>/edit/", desk_words.edit_words, name="desk_cluster_words_edit"),
    path("desk/clusters/<slug:slug>/send/", desk_words.submit, name="desk_cluster_words_send"),
    path("desk/clusters/<slug:slug>/take-back/", desk_words.take_back, name="desk_cluster_words_take_back"),
    path("desk/clusters/<slug:slug>/discard/", desk_words.discard, name="desk_cluster_words_discard"),
    path("desk/clusters/<slug:slug>/decide/", desk_words.decide, name="desk_cluster_words_decide"),
    path("desk/clusters/<slug:slug>/take-down/", desk_words.take_down, name="desk_cluster_words_take_down"),
    path("desk/", pages.show_desk, name="desk"),
    path("privacy/", pages.show_privacy, name="privacy"),
    path("cookies/", pages.show_cookies, name="cookies"),
    path("accessibility/", pages.show_accessibility, name="accessibility"),
    path("robots.txt", pages.serve_robots, name="robots"),
    path(".well-known/security.txt", pages.serve_security_txt, name="security_txt"),
    path("sitemap.xml", pages.list_sitemaps, name="sitemaps"),
    path("sitemap-businesses-<int:part>.xml", pages.show_sitemap_part, name="sitemap_part"),
    path("sitemap-<section>.xml", sitemap_views.sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("share/north.png", share.show_site_image, name="site_image"),
    path("share/progress.png", share.show_progress_image, name="progress_image"),
    path("share/opportunities/<slug:slug>.png", share.show_opportunity_image, name="opportunity_image"),
    path("share/clusters/<slug:slug>.png", share.show_cluster_image, name="cluster_image"),
    path("gallery/", pages.show_gallery, name="gallery"),
]
