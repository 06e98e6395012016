"""The page of a list that an address asks for."""

from typing import Any

from django.contrib import messages
from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _


def open_page(request: HttpRequest, rows: QuerySet[Any], size: int) -> Page[Any]:
    """Return the page of ``rows`` that ``?page=`` names; if there is none, the nearest, with a message."""
    paginator: Paginator[Any] = Paginator(rows, size)
    number = request.GET.get("page") or 1
    try:
        return paginator.page(number)
    except InvalidPage:
        page = paginator.get_page(number)
        messages.warning(
            request, _("There is no such page. This is page %(number)s.") % {"number": page.number}
        )
        return page
