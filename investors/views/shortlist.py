"""The shortlist: kept by buttons all over the site, with notes, taken away as PDF, turned into an enquiry."""

from typing import Any

from allauth.decorators import rate_limit
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory.views.businesses import HtmxRequest
from directory.views.kept_typing import find_page_of_form
from investors import answers
from investors.forms.shortlist import ChoiceForm, NoteForm, PackForm, ReferenceForm
from investors.services.shortlists import Change
from investors.shortlist_entries import (
    MOST_KEPT,
    Entry,
    ShortlistFull,
    add_entries,
    is_reference,
    remove_entry,
    split_reference,
    write_anchor,
    write_note,
)
from investors.shortlist_keeping import (
    COOKIE_AGE,
    change_entries,
    load_entries,
    write_cookie,
    write_token,
)
from investors.shortlist_kinds import Kept, find_kept, find_thing, group_kept, settle_entries
from investors.shortlist_pack import write_pack
from technorth.same_origin import same_origin_post


@same_origin_post
def change(request: HtmxRequest) -> HttpResponse:
    """Keep a thing, or let go of it, by a button on any page; then back to that page, with a message.

    To htmx it answers with the button as it is now, the count in the header and what was done, in words.
    """
    ref = request.POST.get("keep") or request.POST.get("remove") or ""
    is_kept = "keep" in request.POST
    thing = find_thing(ref) if is_reference(ref) else None
    if thing is None and (is_kept or not is_reference(ref)):
        return _answer_problem(request, _("That is not on this site any more, so it was not kept."))
    try:
        _change(request, lambda entries: _switch(entries, ref, is_kept=is_kept))
    except ShortlistFull as error:
        return _answer_problem(request, explain_full(error))
    name = thing.name if thing else _("It")
    said = _("%(name)s is in your shortlist.") if is_kept else _("%(name)s is no longer in your shortlist.")
    said %= {"name": name}
    if request.htmx and thing is not None:
        context = {"kind": split_reference(ref)[0], "thing": thing, "said": said}
        return keep_cookie(request, render(request, "investors/shortlist/changed.html", context))
    messages.success(request, said)
    return keep_cookie(request, go_back(request))


def _switch(entries: list[Entry], ref: str, *, is_kept: bool) -> list[Entry]:
    return add_entries(entries, [ref]) if is_kept else remove_entry(entries, ref)


def _answer_problem(request: HtmxRequest, said: str) -> HttpResponse:
    """Say what did not work at the top of the page, which htmx loads anew for it."""
    messages.error(request, said)
    return go_back(request)


def go_back(request: HtmxRequest) -> HttpResponse:
    """Lead to the page that the button stands on, else to the shortlist; htmx loads its page anew."""
    if request.htmx:
        return HttpResponse(headers={"HX-Refresh": "true"})
    page = find_page_of_form(request)
    return redirect("investors:shortlist" if page == request.path else page)


def keep_cookie(request: HtmxRequest, response: HttpResponse) -> HttpResponse:
    """Return ``response`` with the shortlist as it is now."""
    write_cookie(request, response)
    return response


def explain_full(error: ShortlistFull) -> str:
    """Say why nothing more can be kept, and what to do about it."""
    if error.is_browser:
        return _(
            "There is no room for that in this browser. Shorten your notes or remove something; or sign in: "
            "with an account there is room for every note."
        )
    return _("A shortlist holds %(most)s things. Remove something first.") % {"most": MOST_KEPT}


def _change(request: HtmxRequest, change: Change) -> None:
    change_entries(request, change, timezone.now())


@never_cache
@require_safe
def show(request: HtmxRequest) -> HttpResponse:
    """Show what is kept, with what to do with it."""
    return keep_cookie(request, _show(request))


def _show(request: HtmxRequest, wrong: NoteForm | None = None) -> HttpResponse:
    """Return the page; ``wrong`` is a note that was refused, which keeps what was typed."""
    kept = find_kept(load_entries(request))
    groups = [
        {"kind": kind, "items": [_describe_item(item, wrong) for item in items]}
        for kind, items in group_kept(kept)
    ]
    context: dict[str, Any] = {
        "groups": groups,
        "form": wrong,
        "count": len(kept),
        "has_notes": any(item.entry.note for item in kept),
        "kept_days": COOKIE_AGE.days,
        "share_url": _share(request, kept),
    }
    return render(request, "investors/shortlist/page.html", context)


def _share(request: HtmxRequest, kept: list[Kept]) -> str:
    """Return the address that shows what is kept to others, or nothing where there is nothing to show."""
    refs = [item.ref for item in kept if item.found.thing is not None]
    if not refs:
        return ""
    return request.build_absolute_uri(reverse("investors:shortlist_shared", args=[write_token(refs)]))


def _describe_item(item: Kept, wrong: NoteForm | None) -> dict[str, Any]:
    is_wrong = wrong is not None and wrong.data.get("ref") == item.ref
    form = (
        wrong
        if is_wrong
        else NoteForm(initial={"ref": item.ref, "note": item.entry.note}, auto_id=f"{item.anchor}_%s")
    )
    return {"kept": item, "form": form, "is_open": is_wrong}


@never_cache
@require_POST
def note(request: HtmxRequest) -> HttpResponse:
    """Keep a note. It is personal: it goes into the cookie or the account, and no log has it."""
    ref = request.POST.get("ref", "")
    anchor = write_anchor(ref) if is_reference(ref) else ""
    form = NoteForm(request.POST, auto_id=f"{anchor}_%s")
    if not form.is_valid():
        return _show(request, wrong=form) if anchor else redirect("investors:shortlist")
    ref, text = form.cleaned_data["ref"], form.cleaned_data["note"]
    try:
        _change(request, lambda entries: write_note(settle_entries(entries), ref, text))
    except ShortlistFull as error:
        form.add_error("note", explain_full(error))
        return _show(request, wrong=form)
    messages.success(request, _("Your note is kept.") if text else _("Your note is gone."))
    return keep_cookie(request, redirect(reverse("investors:shortlist") + f"#{anchor}"))


@never_cache
@require_POST
def remove(request: HtmxRequest) -> HttpResponse:
    """Let go of one thing on the list, also of one that is gone."""
    form = ReferenceForm(request.POST)
    if form.is_valid():
        ref = form.cleaned_data["ref"]
        _change(request, lambda entries: remove_entry(settle_entries(entries), ref))
        messages.success(request, _("It is no longer in your shortlist."))
    return keep_cookie(request, redirect("investors:shortlist"))


@never_cache
@require_POST
def empty(request: HtmxRequest) -> HttpResponse:
    """Let go of everything, with all notes."""
    _change(request, lambda entries: [])
    messages.success(request, _("Your shortlist is empty, and its notes are deleted."))
    return keep_cookie(request, redirect("investors:shortlist"))


@never_cache
@require_safe
@rate_limit(action="shortlist_pack")
def take_pack(request: HtmxRequest) -> HttpResponse:
    """Give the list as PDF: a page for each thing, with the notes if that was chosen."""
    form = PackForm(request.GET)
    groups = group_kept(find_kept(load_entries(request)))
    kept = [item for _kind, items in groups for item in items if item.found.thing is not None]
    if not kept:
        messages.error(request, _("There is nothing in your shortlist to make a PDF of."))
        return redirect("investors:shortlist")
    has_notes = form.is_valid() and form.cleaned_data["notes"]
    pack = write_pack(kept, has_notes=has_notes, now=timezone.now())
    response: HttpResponse = HttpResponse(pack, content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="technorth-shortlist.pdf"'
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enquire(request: HtmxRequest) -> HttpResponse:
    """Choose what of the list an enquiry is about, and whether the notes go along (GET); begin it (POST)."""
    kept = [item for _kind, items in group_kept(find_kept(load_entries(request))) for item in items]
    begun = answers.load_answers(request.session, now=timezone.now())
    form = ChoiceForm(
        request.POST if request.method == "POST" else None,
        kept=kept,
        carried={"business": begun.businesses, "opportunity": begun.opportunities},
        initial={"things": [item.ref for item in kept]},
    )
    if not form.offered:
        messages.info(request, _("Keep something in your shortlist first. You can also just write to us."))
        return redirect("investors:shortlist")
    if form.is_valid():
        begun.choose_things(
            (item.kind.name, item.found.thing.slug) for item in form.chosen if item.found.thing
        )
        begun.add_words(form.write_notes())
        answers.keep_answers(request.session, begun)
        return redirect("investors:enquiry_new")
    return render(request, "investors/shortlist/enquire.html", {"form": form, "is_begun": bool(begun.pages)})
