"""The search page without a search: what any page like it costs to render, which is called B."""

from functools import cache
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.test import RequestFactory
from django.urls import resolve

from directory.views import businesses

ADDRESS, TEMPLATE = "/businesses/", "directory/businesses.html"


def show_cards(request: HttpRequest) -> HttpResponse:
    """Render the search page from the 24 cards and the facets that it had the first time. No query."""
    request.path = ADDRESS  # whose link the page marks as current, and which it names in each language
    request.resolver_match = resolve(ADDRESS)
    context = freeze_context()
    with connection.execute_wrapper(refuse_query):
        return render(request, TEMPLATE, context)


@cache
def freeze_context() -> dict[str, Any]:
    """Return all that the page of the whole directory is rendered from, as values."""
    return take_context("")


def take_context(query: str) -> dict[str, Any]:
    """Return what the search page is rendered from for a query string, as values."""
    taken: dict[str, Any] = {}

    def keep(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        taken.update(context)
        return render(request, template, context)  # reads whatever the page reads

    request = RequestFactory().get(f"{ADDRESS}?{query}", headers={"host": "127.0.0.1"})
    request.htmx = False
    businesses.render, original = keep, businesses.render
    try:
        businesses.list_businesses(request)
    finally:
        businesses.render = original
    taken["page"].object_list = list(taken["page"].object_list)
    return taken


def refuse_query(*_: Any) -> None:
    """Stop at the first query."""
    raise AssertionError("B is measured without a query")
