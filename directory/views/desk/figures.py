"""Published figures at the desk: the list, adding, changing and withdrawing one, and what was done so far."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import DeskRequest, publisher_required
from directory.figure_documents import describe_changes, read_figure, sum_up
from directory.forms.figures import FigureForm, WithdrawFigureForm
from directory.models import Cluster, Figure, FigureChange, Source
from directory.services.figures import (
    FigureExists,
    MetricExists,
    StaleFigure,
    add_figure,
    change_figure,
    find_twins,
    withdraw_figure,
)
from technorth.paging import open_page

PAGE_SIZE = 30
NORTH = "north"  # in the address, where a cluster stands otherwise
CHANGES_SHOWN = 20


@require_safe
@publisher_required
def list_figures(request: DeskRequest) -> HttpResponse:
    """Show the published figures, of all or of one cluster, in the order of the pages."""
    clusters = list(Cluster.objects.order_by("position", "pk"))
    chosen = request.GET.get("cluster", "")
    rows = Figure.objects.select_related("cluster", "source")
    if chosen == NORTH:
        rows = rows.filter(cluster=None)
    elif any(chosen == each.pk for each in clusters):
        rows = rows.filter(cluster=chosen)
    else:
        chosen = ""
    context = {
        "page": open_page(request, rows.order_by("cluster__position", "position", "pk"), PAGE_SIZE),
        "views": [("", _("All")), (NORTH, _("The North")), *((each.pk, each.name) for each in clusters)],
        "chosen": chosen,
    }
    return render(request, "directory/desk/figures/list.html", context)


@require_safe
@publisher_required
def list_changes(request: DeskRequest) -> HttpResponse:
    """Show what staff did to figures, the newest first."""
    rows = FigureChange.objects.select_related("user").order_by("-at", "-pk")
    page = open_page(request, rows, PAGE_SIZE)
    context = {"page": page, "changes": describe_history(page)}
    return render(request, "directory/desk/figures/changes.html", context)


def describe_history(rows: Any) -> list[dict[str, Any]]:
    """Return each change with what it changed, word by word. Two queries, however many there are."""
    names = {
        "clusters": dict(Cluster.objects.values_list("pk", "name")),
        "sources": dict(Source.objects.values_list("pk", "title")),
    }
    return [
        {
            "change": row,
            "name": (row.after or row.before)["label"],
            "parts": describe_changes(row.before, row.after, **names),
        }
        for row in rows
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@publisher_required
def add(request: DeskRequest) -> HttpResponse:
    """Publish a new figure."""
    form = FigureForm(request.POST or None, initial={"cluster": request.GET.get("cluster", "")})
    if request.method == "POST" and form.is_valid():
        values, reason = form.read_values(), form.cleaned_data["reason"]
        try:
            figure = add_figure(values=values, reason=reason, by=request.user, now=timezone.now())
        except (FigureExists, MetricExists) as error:
            _explain(form, error)
        else:
            return _finish(request, figure, _("The figure is published."))
    return render(request, "directory/desk/figures/edit.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@publisher_required
def edit(request: DeskRequest, pk: int) -> HttpResponse:
    """Change a published figure; show what was done to it so far."""
    figure = get_object_or_404(Figure.objects.select_related("cluster", "source"), pk=pk)
    form = FigureForm(request.POST or None, figure=figure)
    if request.method == "POST" and form.is_valid():
        values, reason, seen = form.read_values(), form.cleaned_data["reason"], form.cleaned_data["seen"]
        try:
            is_changed = change_figure(
                figure=figure, values=values, seen=seen, reason=reason, by=request.user, now=timezone.now()
            )
        except (FigureExists, MetricExists) as error:
            _explain(form, error)
        except StaleFigure:
            return _show_stale(request, pk, form)
        else:
            done = (
                _("The figure is changed.") if is_changed else _("It says this already: nothing was changed.")
            )
            return _finish(request, Figure.objects.get(pk=pk), done)
    return _show(request, figure, form=form)


def _show(
    request: DeskRequest, figure: Figure, *, form: Any, withdraw_form: Any = None, conflict: str = ""
) -> HttpResponse:
    history = FigureChange.objects.filter(figure_number=figure.pk).select_related("user")
    context = {
        "figure": figure,
        "form": form,
        "withdraw_form": withdraw_form or WithdrawFigureForm(initial={"seen": sum_up(read_figure(figure))}),
        "changes": describe_history(history.order_by("-at", "-pk")[:CHANGES_SHOWN]),
        "conflict": conflict,
    }
    status = 409 if conflict else 200
    return render(request, "directory/desk/figures/edit.html", context, status=status)


def _show_stale(request: DeskRequest, pk: int, form: FigureForm) -> HttpResponse:
    """Say that somebody else was first, and let what was typed be sent over what they wrote."""
    current = get_object_or_404(Figure.objects.select_related("cluster", "source"), pk=pk)
    form.overwrite(current)
    conflict = _(
        "Somebody else changed this figure meanwhile: see the history below. Nothing of yours is saved yet;"
        " save again to put yours over it."
    )
    return _show(request, current, form=form, conflict=conflict)


def _explain(form: FigureForm, error: Exception) -> None:
    if isinstance(error, MetricExists):
        form.add_error("new_label", _("Something of this name is counted already: give it another name"))
    else:
        form.add_error(
            "value", _("This source has the same figure of this area and year already: change that one")
        )


def _finish(request: DeskRequest, figure: Figure, done: str) -> HttpResponse:
    messages.success(request, done)
    if find_twins(figure):
        messages.warning(
            request,
            _(
                "This cluster has another figure of the same definition, year and source about another area."
                " The comparison of clusters can put neither in a row; the page of the cluster shows both."
            ),
        )
    return redirect("directory:desk_figure", pk=figure.pk)


@require_POST
@publisher_required
def withdraw(request: DeskRequest, pk: int) -> HttpResponse:
    """Take a figure off every page."""
    figure = get_object_or_404(Figure.objects.select_related("cluster", "source"), pk=pk)
    form = WithdrawFigureForm(request.POST)
    if not form.is_valid():
        return _show(request, figure, form=FigureForm(figure=figure), withdraw_form=form)
    reason, seen = form.cleaned_data["reason"], form.cleaned_data["seen"]
    try:
        withdraw_figure(figure=figure, seen=seen, reason=reason, by=request.user, now=timezone.now())
    except StaleFigure:
        messages.error(request, _("Somebody else changed it meanwhile: this is how it stands now."))
        return redirect("directory:desk_figure", pk=pk)
    messages.success(request, _("Withdrawn: no page shows it any more. Its history is kept."))
    return redirect("directory:desk_figures")
