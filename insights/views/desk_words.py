"""The words of clusters at the desk: the list, those of one, writing them, and what is decided on them."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import (
    DeskRequest,
    cluster_approver_required,
    cluster_drafter_required,
    cluster_keeper_required,
)
from directory.models import Cluster
from insights.cluster_words import NO_WORDS, find_drafted_clusters, find_worded_clusters
from insights.cluster_words_sheet import describe_words_sheet, list_worded
from insights.forms.cluster_words import ClusterWordsForm, TakeDownForm
from insights.services import cluster_words as services
from investors.forms.revisions import DecisionForm
from investors.revision_sheet import find_open_revision
from investors.revision_workflow import IllegalRevisionMove, Refused, StaleRevision, see_version
from investors.views.desk.project_form import by_now
from investors.views.desk.revisions import act_on, decide_on, explain_refusal, overwrite_seen, tell_stale
from technorth.private_pages import private_page


@require_safe
@cluster_keeper_required
def list_clusters(request: DeskRequest) -> HttpResponse:
    """Show the clusters whose words the person sees, or those with words that wait for UKTI."""
    are_waiting = request.GET.get("show") == "waiting"
    rows = list_worded(request.user, are_waiting=are_waiting)
    return render(request, "insights/desk_words.html", {"rows": rows, "are_waiting": are_waiting})


@private_page
@require_safe
@cluster_keeper_required
def show_words(request: DeskRequest, slug: str) -> HttpResponse:
    """Show the words of a cluster, what would change, and what can be done."""
    return _show(request, get_object_or_404(find_worded_clusters(request.user), pk=slug))


def _show(
    request: DeskRequest, cluster: Cluster, *, conflict: str = "", status: int = 200, **forms: Any
) -> HttpResponse:
    """Render the page of ``cluster``; ``forms`` are those that were sent and are shown again."""
    context = describe_words_sheet(cluster, request.user)
    revision, published = context["revision"], context["published"]
    decision, taking_down = forms.get("decision_form"), forms.get("take_down_form")
    context |= {
        "decision_form": decision or DecisionForm(initial={"seen": revision.version if revision else 0}),
        "take_down_form": taking_down
        or TakeDownForm(initial={"published": published.pk if published else 0}),
        "form": decision or taking_down,
        "conflict": conflict,
    }
    return render(request, "insights/desk_words_sheet.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@cluster_drafter_required
def edit_words(request: DeskRequest, slug: str) -> HttpResponse:
    """Write the words of a cluster. What the public reads stays until UKTI approves the change."""
    cluster = get_object_or_404(find_drafted_clusters(request.user), pk=slug)
    revision = find_open_revision(cluster.revisions)
    published = services.find_published(cluster)
    source = revision or published
    seen = {"seen": see_version(cluster.revisions, revision)}
    form = ClusterWordsForm(request.POST or None, initial=(source.content if source else NO_WORDS) | seen)
    if revision is not None and not revision.can_edit:
        return _refuse(request, cluster)
    conflict = ""
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in NO_WORDS}
        version = form.cleaned_data["seen"]
        try:
            services.save_words(
                cluster=cluster, values=values, seen=version, by=request.user, now=timezone.now()
            )
        except StaleRevision:
            conflict = overwrite_seen(form, cluster.revisions)
        except IllegalRevisionMove:
            return _refuse(request, cluster)
        else:
            messages.success(request, _("Saved. The public sees no change until UKTI has approved it."))
            return redirect("insights:desk_cluster_words", cluster.pk)
    context = {"cluster": cluster, "form": form, "conflict": conflict}
    return render(request, "insights/desk_words_edit.html", context, status=409 if conflict else 200)


def _refuse(request: DeskRequest, cluster: Cluster) -> HttpResponse:
    messages.error(request, _("They cannot be changed now: UKTI is reading them. Take them back first."))
    return redirect("insights:desk_cluster_words", cluster.pk)


@require_POST
@cluster_drafter_required
def submit(request: DeskRequest, slug: str) -> HttpResponse:
    """Send what was written to UKTI."""
    done = _("Sent to UKTI. Whoever wrote it gets a mail with the decision.")
    return _act(request, slug, services.submit_words, done)


@require_POST
@cluster_drafter_required
def take_back(request: DeskRequest, slug: str) -> HttpResponse:
    """Take what was sent to UKTI back, to go on writing."""
    return _act(request, slug, services.take_words_back, _("Taken back: you can change it again."))


@require_POST
@cluster_drafter_required
def discard(request: DeskRequest, slug: str) -> HttpResponse:
    """Throw away what is being written."""
    return _act(request, slug, services.discard_words, _("The changes are discarded."))


def _act(request: DeskRequest, slug: str, do: Callable[..., None], done: str) -> HttpResponse:
    cluster = get_object_or_404(find_drafted_clusters(request.user), pk=slug)
    act_on(request, find_open_revision(cluster.revisions), do, done, explain=explain)
    return redirect("insights:desk_cluster_words", cluster.pk)


def explain(error: Refused) -> str:
    """Say why something was not done to the words of a cluster."""
    if isinstance(error, services.IncompleteWords):
        return _("Before it can be sent, write both the summary and the text.")
    return explain_refusal(error)


@require_POST
@cluster_approver_required
def decide(request: DeskRequest, slug: str) -> HttpResponse:
    """Approve what was sent, or ask for changes."""
    cluster = get_object_or_404(find_worded_clusters(request.user), pk=slug)
    return decide_on(
        request,
        find_open_revision(cluster.revisions),
        approve=services.approve_words,
        request_changes=services.request_word_changes,
        show=lambda **shown: _show(request, cluster, **shown),
        explain=explain,
        back_to="insights:desk_words",
    )


@require_POST
@cluster_keeper_required
def take_down(request: DeskRequest, slug: str) -> HttpResponse:
    """Let the cluster have no public words any more."""
    cluster = get_object_or_404(find_worded_clusters(request.user), pk=slug)
    form = TakeDownForm(request.POST)
    if not form.is_valid():
        return _show(request, cluster, take_down_form=form)
    acting = by_now(request.user)
    seen, reason = form.cleaned_data["published"], form.cleaned_data["reason"]
    try:
        services.take_words_down(
            cluster=cluster, seen=seen, reason=reason, actor=acting["by"], now=acting["now"]
        )
    except StaleRevision:
        return _show(request, cluster, conflict=tell_stale(), status=409)
    messages.success(request, _("Taken down: the page of the cluster shows no words of its people."))
    return redirect("insights:desk_cluster_words", cluster.pk)
