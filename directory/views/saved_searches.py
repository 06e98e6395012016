"""One's own saved searches, and the end of the mails about them."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from directory.facets import describe_choices
from directory.filters import BusinessFilter
from directory.forms.saved_searches import NewSearchForm, SavedSearchForm
from directory.models import SavedSearch
from directory.saved_searches import SearchKept, TooManySearches, change_search, save_search, stop_alerts
from outbox.links import live_links
from outbox.models import SecretLink


@require_safe
@login_required
def list_searches(request: HttpRequest) -> HttpResponse:
    """Show the searches that one keeps."""
    searches = SavedSearch.objects.of(cast(User, request.user)).order_by("name", "pk")
    return render(request, "directory/saved_searches/list.html", {"searches": searches})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def add_search(request: HttpRequest) -> HttpResponse:
    """Keep the search that the rest of the address says."""
    if request.method == "POST":
        form = NewSearchForm(request.POST)
        if form.is_valid() and _save(request, form):
            return redirect("directory:saved_searches")
    else:
        search = BusinessFilter(request.GET)
        query = search.write_query(drop=("sort",))
        form = NewSearchForm(
            initial={"query": query, "name": name_search(search)[:80], "frequency": "weekly"}
        )
    return render(request, "directory/saved_searches/form.html", {"form": form})


def name_search(search: BusinessFilter) -> str:
    """Return a name for a search: all that was chosen, so that two of the same words are told apart."""
    choices = ", ".join(choice.label for choice in describe_choices(search))
    return choices or _("All technology businesses of the North")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def edit_search(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the name of a search and how often one hears of it."""
    search = get_object_or_404(SavedSearch.objects.of(cast(User, request.user)), pk=pk)
    initial = {"name": search.name, "frequency": search.frequency}
    form = SavedSearchForm(request.POST if request.method == "POST" else None, initial=initial)
    if not form.is_valid():
        return render(request, "directory/saved_searches/form.html", {"form": form, "search": search})
    change_search(search=search, now=timezone.now(), **form.cleaned_data)
    messages.success(request, _("The search is changed."))
    return redirect("directory:saved_searches")


@require_POST
@login_required
def delete_search(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a search no longer."""
    search = get_object_or_404(SavedSearch.objects.of(cast(User, request.user)), pk=pk)
    search.delete()
    messages.success(request, _("The search “%(name)s” is deleted.") % {"name": search.name})
    return redirect("directory:saved_searches")


@csrf_exempt  # a mail program posts it, without cookies (RFC 8058); the token is the permission
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Stop all mails about one's searches. A GET only asks, since scanners of mail follow links.

    The answer to a POST is a page and no redirect, which mail programs need not follow.
    """
    links = live_links(purpose=SecretLink.Purpose.ALERTS, token=token, now=timezone.now())
    link = links.first()
    if link is None:
        raise Http404
    if request.method == "POST":
        stop_alerts(user_id=link.subject_id)
    return render(request, "directory/saved_searches/unsubscribe.html", {"is_done": request.method == "POST"})


def _save(request: HttpRequest, form: NewSearchForm) -> bool:
    """Save the search and say so; return False with an error in the form where there are too many."""
    try:
        save_search(user=cast(User, request.user), now=timezone.now(), **form.cleaned_data)
    except SearchKept as kept:
        messages.info(request, _("You keep this search already: “%(name)s”.") % {"name": kept.search.name})
    except TooManySearches as error:
        form.add_error(None, str(error))
        return False
    else:
        messages.success(request, _("The search is saved."))
    return True
