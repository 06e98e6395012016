"""The page of a list that an address asks for."""

from typing import Any

from django.contrib import messages
from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _


def find_page(rows: Any, number: str | None, size: int) -> tuple[Page[Any], str]:
    """Return the page of ``rows`` called ``number`` and no words; if there is none, the nearest, and why.

    ``rows`` are a QuerySet, or whatever else has a length and slices.
    """
    paginator: Paginator[Any] = Paginator(rows, size)
    try:
        return paginator.page(number or 1), ""
    except InvalidPage:
        page = paginator.get_page(number)
        return page, _("There is no such page. This is page %(number)s.") % {"number": page.number}


def open_page(request: HttpRequest, rows: QuerySet[Any], size: int) -> Page[Any]:
    """Return the page of ``rows`` that ``?page=`` names; if there is none, the nearest, with a message."""
    page, problem = find_page(rows, request.GET.get("page"), size)
    if problem:
        messages.warning(request, problem)
    return page
