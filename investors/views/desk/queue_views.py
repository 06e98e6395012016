"""Views of the queue: those that everybody has, and those that people keep."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.permissions import DeskRequest, searcher_required, triage_required
from investors.filters.queue import Need
from investors.forms.queue import SHOW, ColumnsForm, FindForm, SaveViewForm, join_columns
from investors.models import Enquiry, SavedView
from investors.services import desk_searches

Status = Enquiry.Status
COLUMNS_COOKIE = "desk_columns"
A_YEAR = 365 * 24 * 3600
BUILT_IN: list[tuple[Any, dict[str, str]]] = [
    (gettext_lazy("Late"), {"overdue": "on"}),
    (gettext_lazy("With nobody"), {"owner": "nobody"}),
    (gettext_lazy("Everybody refused"), {"need": Need.REFUSED}),
    (gettext_lazy("Nobody to ask"), {"need": Need.NO_TAKER}),
    (gettext_lazy("Large"), {"scale": "on"}),
    (gettext_lazy("Quarantine"), {"status": Status.QUARANTINED}),
]


def list_views(user: User, address: str) -> list[dict[str, Any]]:
    """Return the views that ``user`` sees, each with its address, and which is at ``address``; one query."""
    mine = (gettext_lazy("Yours"), {"owner": f"staff-{user.pk}"})
    kept = SavedView.objects.filter(owner=user) | SavedView.objects.filter(is_shared=True)
    views = [
        {"name": name, "query": urlencode(query), "key": None}
        for name, query in ([(gettext_lazy("All open"), {}), mine, *BUILT_IN])
    ]
    views += [
        {"name": view.name, "query": view.query, "key": view.pk if view.owner_id == user.pk else None}
        for view in kept.order_by("name", "pk")
    ]
    return [view | {"is_current": view["query"] == address} for view in views]


@searcher_required
@require_POST
def find_words(request: DeskRequest) -> HttpResponse:
    """Keep the words that were typed, and go to what they find: they do not stand in the address."""
    form = FindForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Look for at most 200 characters."))
        return redirect("investors:desk_enquiries")
    address = form.cleaned_data["address"]
    address.pop("find", None)
    text = form.cleaned_data["q"]
    if text:
        now = timezone.now()
        address["find"] = desk_searches.keep_search(text=text, user=request.user, now=now).key
    return redirect(f"{reverse('investors:desk_enquiries')}?{address.urlencode()}")


@triage_required
@require_POST
def choose_columns(request: DeskRequest) -> HttpResponse:
    """Show other columns from now on, in this browser; a kept view that is shown has its own again later."""
    form = ColumnsForm(request.POST)
    form.is_valid()  # what cannot be read is left out
    address = form.cleaned_data.get("address", QueryDict(mutable=True))
    address.pop(SHOW, None)
    response = redirect(f"{reverse('investors:desk_enquiries')}?{address.urlencode()}")
    chosen = form.cleaned_data.get("columns", [])
    response.set_cookie(
        COLUMNS_COOKIE,
        join_columns(chosen),
        max_age=A_YEAR,
        path=reverse("investors:desk_enquiries"),
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    return response


@triage_required
@require_POST
def save_view(request: DeskRequest) -> HttpResponse:
    """Keep the queue as it is narrowed now under a name."""
    form = SaveViewForm(request.POST, may_share=request.user.is_manager)
    if not form.is_valid():
        messages.error(request, explain_refusal(form))
        return redirect("investors:desk_enquiries")
    query = form.cleaned_data["address"].urlencode()
    try:
        desk_searches.save_view(
            name=form.cleaned_data["name"],
            query=query,
            search=form.find_search(),
            is_shared=form.cleaned_data.get("is_shared", False),
            owner=request.user,
            now=timezone.now(),
        )
    except desk_searches.NameTaken:
        messages.error(request, _("You have a view of this name already. Give it another one."))
    except desk_searches.TooMany:
        messages.error(request, _("You have 20 views. Delete one first."))
    else:
        messages.success(request, _("The view is kept."))
    return redirect(f"{reverse('investors:desk_enquiries')}?{query}")


def explain_refusal(form: SaveViewForm) -> str:
    """Return why the view cannot be kept."""
    if "address" in form.errors:
        return _("Too many filters are chosen for a view. Take some away first.")
    return _("Give the view a name of at most 60 characters.")


@triage_required
@require_POST
def delete_view(request: DeskRequest, pk: int) -> HttpResponse:
    """Delete one of one's own views."""
    get_object_or_404(SavedView, pk=pk, owner=request.user).delete()
    messages.success(request, _("The view is deleted."))
    return redirect("investors:desk_enquiries")
