"""The ledger at the desk: what was sent to whom, what was not and why."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.permissions import DeskRequest, triage_required
from outbox.filters import MessageFilter, name_status
from outbox.mail import open_link
from outbox.models import Message, Suppression
from outbox.replays import explain_no_replay, replay_messages
from technorth.paging import open_page

PAGE_SIZE = 25


@require_GET
@triage_required
def list_messages(request: HttpRequest) -> HttpResponse:
    """Show the messages, newest first, narrowed by the address."""
    filterset = MessageFilter(request.GET, Message.objects.all(), now=timezone.now())
    context = {
        "form": filterset.form,
        "page": open_page(request, filterset.qs.defer("body"), PAGE_SIZE),
        "statuses": describe_statuses(filterset),
        "now": filterset.now,
        "is_narrowed": any(filterset.form.cleaned_data.values()),
        "is_local": settings.LOCAL_MAILBOX,
        "troubles": filterset.qs.order_by().troubled().count(),
    }
    return render(request, "outbox/messages.html", context)


@require_GET
@triage_required
def show_message(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one message with its text and its attempts."""
    message = get_object_or_404(Message.objects.select_related("link", "settled_by"), pk=pk)
    now = timezone.now()
    context = {
        "message": message,
        "text": read_text(message),
        "attempts": message.attempts.order_by("started_at", "pk"),
        "now": now,
        "is_local": settings.LOCAL_MAILBOX,
        "can_replay": Message.objects.replayable(now).filter(pk=pk).exists(),
        "no_replay": explain_no_replay(message, now),
        "suppression": Suppression.objects.live().filter(email=message.to_email.lower()).first(),
    }
    return render(request, "outbox/message.html", context)


@require_POST
@triage_required
def retry(request: DeskRequest, pk: int) -> HttpResponse:
    """Queue a message that did not arrive again."""
    message = get_object_or_404(Message, pk=pk)
    rows = Message.objects.filter(pk=message.pk)
    if replay_messages(messages=rows, by=request.user, now=timezone.now()):
        messages.success(request, _("Queued again. It leaves within a minute."))
    else:
        messages.warning(request, _("It can no longer be sent again, so nothing was done."))
    return redirect("outbox:message", pk=message.pk)


def describe_statuses(filterset: MessageFilter) -> list[dict[str, object]]:
    """Return the choices of status with their counts under the other filters; all comes first."""
    counts = filterset.count_statuses()
    chosen = filterset.form.cleaned_data.get("status")
    every: dict[str, object] = {
        "value": None,
        "label": _("All"),
        "count": sum(counts.values()),
        "selected": not chosen,
    }
    return [every] + [
        {
            "value": value,
            "label": name_status(value),
            "count": counts.get(value, 0),
            "selected": value == chosen,
        }
        for value in Message.Status.values
        if value in counts or value == chosen
    ]


def read_text(message: Message) -> str:
    """Return what the desk may read of ``message``: empty for a private one that left this site.

    A personal link opens its case for whoever has it, so it is shown only where the desk is
    the mailbox.
    """
    if settings.LOCAL_MAILBOX:
        try:
            return open_link(message)
        except ValueError:
            return message.body.replace(f"[[link:{message.link_id}]]", _("[personal link, its key is gone]"))
    if message.is_private:
        return ""
    return message.body.replace(f"[[link:{message.link_id}]]", _("[personal link]"))
