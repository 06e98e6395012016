"""The versions of the routing rules: read by triage, drawn up and put in force by managers."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import DeskRequest, manager_required, triage_required
from investors.forms.routing import ActivationForm, NoteForm, RulesForm, make_assignment_forms
from investors.models import RoutingVersion
from investors.models.choices import VersionStatus
from investors.routing_rules import Rules, read_rules
from investors.routing_words import compare_rules, describe_rules, gather_names
from investors.services import routing_versions
from investors.views.desk.lists import PAGE_SIZE
from technorth.paging import open_page

STALE = gettext_lazy("Somebody else changed or activated this version meanwhile. This is how it stands now.")


@triage_required
def list_versions(request: DeskRequest) -> HttpResponse:
    """Show all versions, the newest first."""
    return render_versions(request, NoteForm())


def render_versions(request: DeskRequest, form: NoteForm) -> HttpResponse:
    """Answer with the list of versions."""
    rows = (
        RoutingVersion.objects.with_status(timezone.now())
        .annotate(decided=Count("decisions"))
        .select_related("author", "activated_by")
        .order_by("-number")
    )
    context = {"page": open_page(request, rows, PAGE_SIZE), "form": form}
    return render(request, "investors/desk/routing/versions.html", context)


@triage_required
def show_version(request: DeskRequest, number: int) -> HttpResponse:
    """Show one version in words, and what differs from the one in force."""
    return render_version(request, load_version(number))


@triage_required
def compare_versions(request: DeskRequest) -> HttpResponse:
    """Show what was added, removed and changed from one version to another."""
    choices = list(RoutingVersion.objects.with_status(timezone.now()).order_by("-number"))
    by_number = {str(version.number): version for version in choices}
    old, new = (by_number.get(request.GET.get(name, "")) for name in ("old", "new"))
    changes = None
    if old and new:
        changes = compare_rules(read_rules(old.rules), read_rules(new.rules), gather_names())
    context = {"choices": choices, "old": old, "new": new, "changes": changes, "is_asked": bool(request.GET)}
    return render(request, "investors/desk/routing/compare.html", context)


@manager_required
@require_POST
def draft_version(request: DeskRequest, number: int | None = None) -> HttpResponse:
    """Draw up a draft that begins as a copy of this version, or with no number of the one in force."""
    now = timezone.now()
    source = load_version(number) if number is not None else RoutingVersion.objects.in_force(now).first()
    form = NoteForm(request.POST)
    if not form.is_valid():
        if number is None or source is None:
            return render_versions(request, form)
        return render_version(request, source, form)
    draft = routing_versions.draft_version(
        source=source, note=form.cleaned_data["note"], by=request.user, now=now
    )
    return redirect("investors:desk_routing_edit", number=draft.number)


@manager_required
@require_http_methods(["GET", "POST"])
def edit_version(request: DeskRequest, number: int) -> HttpResponse:
    """Change a draft."""
    version = load_version(number)
    if version.status != VersionStatus.DRAFT:
        return refuse_stale(request, version)
    rules = read_rules(version.rules)
    data = request.POST if request.method == "POST" else None
    form = RulesForm(data, initial=RulesForm.describe(version, rules))
    assignments = make_assignment_forms(rules, data)
    if data is not None and all([form.is_valid(), assignments.is_valid()]):
        changed = form.read_rules(assignments.read_assignments())
        if save(request, version, changed, form):
            return redirect("investors:desk_routing_version", number=number)
    context = {"version": version, "form": form, "assignments": assignments}
    return render(request, "investors/desk/routing/edit.html", context)


def save(request: DeskRequest, version: RoutingVersion, rules: Rules, form: RulesForm) -> bool:
    """Store the draft and say so; else say in the form who was first, and keep what was typed."""
    note, saves = form.cleaned_data["note"], form.cleaned_data["saves"]
    try:
        routing_versions.save_draft(version=version, rules=rules, note=note, saves=saves, by=request.user)
    except routing_versions.StaleVersion:
        form.add_error(
            None, _("Somebody else saved this draft meanwhile. Open it anew, then enter your changes again.")
        )
        return False
    messages.success(request, _("The draft is saved. It decides nothing until it is put in force."))
    return True


@manager_required
@require_http_methods(["GET", "POST"])
def activate_version(request: DeskRequest, number: int) -> HttpResponse:
    """Put a draft in force, after a look at what changes."""
    version, now = load_version(number), timezone.now()
    if version.status != VersionStatus.DRAFT:
        return refuse_stale(request, version)
    form = ActivationForm(
        request.POST or None, initial={"saves": version.saves, "day": timezone.localdate(now)}
    )
    if request.method == "POST" and form.is_valid():
        day, saves = form.cleaned_data["day"], form.cleaned_data["saves"]
        try:
            activated = routing_versions.activate_version(
                version=version, day=day, saves=saves, by=request.user, now=now
            )
        except routing_versions.StaleVersion:
            return refuse_stale(request, version)
        except routing_versions.AlreadyScheduled:
            form.add_error(None, _("Another version waits for its day. Take that one back first."))
        else:
            begins = date_format(localtime(activated.valid_from), "j F Y, H:i")
            words = {"version": version, "begins": begins}
            messages.success(request, _("%(version)s decides from %(begins)s on.") % words)
            return redirect("investors:desk_routing_version", number=number)
    context = {"version": version, "form": form, **describe_difference(version)}
    return render(request, "investors/desk/routing/activate.html", context)


@manager_required
@require_POST
def take_back_version(request: DeskRequest, number: int) -> HttpResponse:
    """Make a scheduled version a draft again."""
    version = load_version(number)
    try:
        routing_versions.take_back_version(version=version, by=request.user, now=timezone.now())
    except routing_versions.StaleVersion:
        return refuse_stale(request, version)
    messages.success(request, _("%(version)s is a draft again.") % {"version": version})
    return redirect("investors:desk_routing_version", number=number)


@manager_required
@require_POST
def discard_version(request: DeskRequest, number: int) -> HttpResponse:
    """Delete a draft."""
    version = load_version(number)
    try:
        routing_versions.discard_draft(version=version, by=request.user)
    except routing_versions.StaleVersion:
        return refuse_stale(request, version)
    messages.success(request, _("%(version)s is discarded.") % {"version": version})
    return redirect("investors:desk_routing")


def load_version(number: int) -> RoutingVersion:
    """Return the version with its status; raises Http404."""
    rows = RoutingVersion.objects.with_status(timezone.now()).select_related("author", "activated_by")
    return get_object_or_404(rows, number=number)


def render_version(
    request: DeskRequest, version: RoutingVersion, form: NoteForm | None = None
) -> HttpResponse:
    """Answer with the page of ``version``."""
    context = {"version": version, "form": form or NoteForm(), **describe_difference(version)}
    return render(request, "investors/desk/routing/version.html", context)


def describe_difference(version: RoutingVersion) -> dict[str, object]:
    """Return ``version`` in words, the version in force, and what differs between them."""
    names, rules = gather_names(), read_rules(version.rules)
    current = RoutingVersion.objects.in_force(timezone.now()).first()
    changes = None
    if current and current.pk != version.pk:
        changes = compare_rules(read_rules(current.rules), rules, names)
    return {"rules": describe_rules(rules, names), "current": current, "changes": changes}


def refuse_stale(request: DeskRequest, version: RoutingVersion) -> HttpResponse:
    """Say that ``version`` is no longer what the page showed, and show how it stands."""
    messages.error(request, STALE)
    return redirect("investors:desk_routing_version", number=version.number)
