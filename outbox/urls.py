"""Addresses of the ledger's pages."""

from django.urls import path

from outbox import views

app_name = "outbox"
urlpatterns = [
    path("desk/messages/", views.list_messages, name="messages"),
    path("desk/messages/<int:pk>/", views.show_message, name="message"),
    path("desk/messages/<int:pk>/retry/", views.retry, name="retry"),
]
