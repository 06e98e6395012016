"""Addresses of the ledger's pages."""

from django.urls import path

from outbox import views, views_replay, views_suppressions

app_name = "outbox"
urlpatterns = [
    path("desk/messages/", views.list_messages, name="messages"),
    path("desk/messages/<int:pk>/", views.show_message, name="message"),
    path("desk/messages/<int:pk>/retry/", views.retry, name="retry"),
    path("desk/messages/again/", views_replay.preview, name="again"),
    path("desk/messages/again/send/", views_replay.replay, name="replay"),
    path("desk/messages/again/set-aside/", views_replay.settle, name="settle"),
    path("desk/messages/suppressed/", views_suppressions.list_suppressions, name="suppressions"),
    path("desk/messages/suppressed/add/", views_suppressions.suppress, name="suppress"),
    path("desk/messages/suppressed/<int:pk>/", views_suppressions.lift, name="suppression"),
]
