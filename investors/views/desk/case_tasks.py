"""Tasks on cases: one's own list, ticking them off, another day for them; notes ticked off as read."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import DeskRequest, triage_required
from investors.forms.notes import MoveTaskForm
from investors.models import CaseTask, Enquiry, Mention
from investors.services import case_tasks, notes
from investors.views.desk.case import load_enquiry, render_case
from investors.views.desk.lists import PAGE_SIZE
from technorth.paging import open_page


@require_safe
@triage_required
def list_tasks(request: DeskRequest) -> HttpResponse:
    """Show what the person has to do, the earliest first, and the notes that they should read."""
    tasks = CaseTask.objects.open().of(request.user).select_related("enquiry")
    unread = Mention.objects.unread().filter(user=request.user).select_related("event__enquiry")
    context = {
        "page": open_page(request, tasks.order_by("due_on", "pk"), PAGE_SIZE),
        "mentions": unread.order_by("-event__at", "-pk")[:PAGE_SIZE],
        "today": timezone.localdate(),
    }
    return render(request, "investors/desk/tasks.html", context)


@triage_required
@require_POST
def finish_task(request: DeskRequest, pk: int) -> HttpResponse:
    """Tick a task off."""
    task = _load(request, pk)
    try:
        case_tasks.finish_task(task=task, by=request.user, now=timezone.now())
    except case_tasks.AlreadyDone:
        messages.warning(request, _("It was ticked off already."))
    else:
        messages.success(request, _("Done: %(text)s") % {"text": task.text})
    return redirect("investors:desk_enquiry", reference=task.enquiry.reference)


@triage_required
@require_POST
def move_task(request: DeskRequest, pk: int) -> HttpResponse:
    """Give a task another day."""
    task, form = _load(request, pk), MoveTaskForm(request.POST)
    if not form.is_valid():
        enquiry = load_enquiry(request.user, task.enquiry.reference)
        return render_case(request, enquiry, task_moved=(task.pk, form))
    try:
        case_tasks.move_task(task=task, due_on=form.cleaned_data["due_on"])
    except case_tasks.AlreadyDone:
        messages.warning(request, _("It was ticked off already."))
    else:
        messages.success(request, _("The day is changed."))
    return redirect("investors:desk_enquiry", reference=task.enquiry.reference)


@triage_required
@require_POST
def tick_off_notes(request: DeskRequest, reference: str) -> HttpResponse:
    """Take the notes on a case that are for the person as read."""
    enquiry = get_object_or_404(Enquiry.objects.visible_to(request.user), reference=reference)
    notes.tick_off(enquiry=enquiry, user=request.user, now=timezone.now())
    messages.success(request, _("Ticked off."))
    return redirect("investors:desk_enquiry", reference=reference)


def _load(request: DeskRequest, pk: int) -> CaseTask:
    """Return the task if the person may see its case; raises Http404."""
    rows = CaseTask.objects.filter(enquiry__in=Enquiry.objects.visible_to(request.user))
    return get_object_or_404(rows.select_related("enquiry"), pk=pk)
