"""Trying the rules: the simulator for one enquiry, and the replay of the last 90 days. Writes nothing."""

import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import DeskRequest, triage_required
from investors.facts import gather_cover, gather_facts, gather_rules
from investors.forms.simulator import LoadForm, SimulatorForm, VersionForm
from investors.models import Enquiry, RoutingVersion
from investors.replay import DAYS, MOST_SHOWN, replay_rules
from investors.routing_facts import EnquiryFacts
from investors.routing_rules import Rules, read_rules
from investors.simulation import Verdict, gather_typed_facts, judge, list_answers


@triage_required
@require_http_methods(["GET", "POST"])
def simulate(request: DeskRequest) -> HttpResponse:
    """Say who would get the enquiry that is typed, or loaded by its reference, and why.

    What is typed is posted, so that it stands in no address and no log.
    """
    now = timezone.now()
    load, form, facts, enquiry = LoadForm(request.GET or None), SimulatorForm(), None, None
    if request.method == "POST":
        load, form = LoadForm(), SimulatorForm(request.POST)
        if form.is_valid():
            facts = gather_typed_facts(form.cleaned_data, now)
    elif load.is_bound and load.is_valid():
        version = load.cleaned_data["version"]
        form = SimulatorForm(initial={"version": version})
        enquiry = find_enquiry(request, load)
        if enquiry:
            form = SimulatorForm(initial={**list_answers(enquiry), "version": version})
            facts = gather_facts(enquiry, now)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else form.initial
    verdicts = judge_versions(facts, chosen.get("version", ""), now) if facts else []
    context = {"load": load, "form": form, "verdicts": verdicts, "enquiry": enquiry}
    return render(request, "investors/desk/routing/simulator.html", context)


@triage_required
@require_safe
def replay(request: DeskRequest) -> HttpResponse:
    """Show what a version would have changed in the last 90 days, against the one in force."""
    now = timezone.now()
    form = VersionForm(request.GET or None)
    result = version = None
    current, rules = gather_rules(now)
    if form.is_bound and form.is_valid():
        version = find_version(form.cleaned_data["version"])
        if version:
            result = replay_rules(rules, read_rules(version.rules), now)
    context = {
        "form": form,
        "result": result,
        "version": version,
        "current": current,
        "days": DAYS,
        "most_shown": MOST_SHOWN,
        "is_same": version is not None and version == current,
    }
    return render(request, "investors/desk/routing/replay.html", context)


def find_enquiry(request: DeskRequest, load: LoadForm) -> Enquiry | None:
    """Return the enquiry that the person asked for and may see; says beside the field if there is none."""
    reference = load.cleaned_data["reference"].upper()
    if not reference:
        return None
    rows = Enquiry.objects.visible_to(request.user).select_related("business")
    enquiry = rows.filter(reference=reference).first()
    if enquiry is None:
        load.add_error("reference", _("There is no enquiry with this reference"))
    return enquiry


def judge_versions(facts: EnquiryFacts, number: str, now: datetime.datetime) -> list[Verdict]:
    """Return what the version in force says and, where another one was chosen, what that one says."""
    current, rules = gather_rules(now)
    asked: list[tuple[str, Rules]] = [(_("The version in force"), rules)]
    version = find_version(number)
    if version is not None and version != current:
        asked.insert(0, (str(version), read_rules(version.rules)))
    cover = gather_cover()
    return [judge(title, facts, each, cover) for title, each in asked]


def find_version(number: str) -> RoutingVersion | None:
    """Return the version that a form's choice means; None for the one in force."""
    return RoutingVersion.objects.filter(number=number).first() if number else None
