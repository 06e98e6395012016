"""A shortlist that somebody else put together, opened by its address."""

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from directory.views.businesses import HtmxRequest
from investors.shortlist_entries import Entry, ShortlistFull, add_entries
from investors.shortlist_keeping import change_entries, list_refs, read_token, write_cookie
from investors.shortlist_kinds import find_kept, group_kept
from investors.views.shortlist import explain_full


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show_shared(request: HtmxRequest, token: str) -> HttpResponse:
    """Show what the address names, which changes nothing (GET); add all of it to one's own list (POST)."""
    try:
        refs = read_token(token)
    except signing.BadSignature:
        return render(request, "investors/shortlist/unknown.html", status=404)
    kept = find_kept([Entry(ref) for ref in refs])
    there = [item.ref for item in kept if item.found.thing is not None]
    own = set(list_refs(request))
    new = [ref for ref in there if ref not in own]
    if request.method == "POST":
        return _add(request, new)
    context = {
        "groups": [{"kind": kind, "items": items} for kind, items in group_kept(kept)],
        "count": len(there),
        "new": len(new),
        "gone": len(kept) - len(there),
        "address": request.path,
    }
    return render(request, "investors/shortlist/shared.html", context)


def _add(request: HtmxRequest, new: list[str]) -> HttpResponse:
    try:
        change_entries(request, lambda entries: add_entries(entries, new), timezone.now())
    except ShortlistFull as error:
        messages.error(request, explain_full(error))
        return redirect(request.path)
    said = ngettext("%(count)s thing was added.", "%(count)s things were added.", len(new))
    messages.success(
        request, said % {"count": len(new)} if new else _("All of it was in your shortlist already.")
    )
    response = redirect("investors:shortlist")
    write_cookie(request, response)
    return response
