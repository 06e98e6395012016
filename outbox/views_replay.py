"""A filtered set of messages that did not arrive: looked over, sent again or set aside."""

from django import forms
from django.contrib import messages
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.permissions import DeskRequest, triage_required
from outbox.filters import MessageFilter
from outbox.forms import ReplayForm, SettleForm
from outbox.models import Message, MessageQuerySet
from outbox.replays import MOST_AT_ONCE, explain_no_replay, replay_messages, settle_messages

SHOWN = 10  # messages that the preview shows of each kind


@require_GET
@triage_required
def preview(request: DeskRequest) -> HttpResponse:
    """Show how many of the messages of the address can be sent again, and how many not and why."""
    newest = Message.objects.aggregate(newest=Max("pk"))["newest"] or 0
    return render_preview(request, SettleForm(initial={"newest": newest}), newest)


@require_POST
@triage_required
def replay(request: DeskRequest) -> HttpResponse:
    """Queue those again that the preview showed."""
    form = ReplayForm(request.POST)
    if not form.is_valid():
        return redirect(f"{reverse('outbox:again')}?{request.GET.urlencode()}")
    rows = keep_seen(request, form.cleaned_data["newest"])
    count = replay_messages(messages=rows, by=request.user, now=timezone.now())
    told = ngettext("%(count)d message is queued again.", "%(count)d messages are queued again.", count)
    messages.success(request, told % {"count": count})
    return redirect("outbox:messages")


@require_POST
@triage_required
def settle(request: DeskRequest) -> HttpResponse:
    """Set those aside that did not arrive."""
    form = SettleForm(request.POST)
    if not form.is_valid():
        newest = Message.objects.aggregate(newest=Max("pk"))["newest"] or 0
        return render_preview(request, form, newest)
    rows = keep_seen(request, form.cleaned_data["newest"])
    reason = form.cleaned_data["reason"]
    count = settle_messages(messages=rows, reason=reason, by=request.user, now=timezone.now())
    told = ngettext("%(count)d message is set aside.", "%(count)d messages are set aside.", count)
    messages.success(request, told % {"count": count})
    return redirect("outbox:messages")


def keep_seen(request: HttpRequest, newest: int) -> MessageQuerySet:
    """Return the messages that the address keeps, none newer than ``newest``."""
    kept: MessageQuerySet = MessageFilter(request.GET, Message.objects.all(), now=timezone.now()).qs
    return kept.filter(pk__lte=newest)


def render_preview(request: HttpRequest, form: forms.Form, newest: int) -> HttpResponse:
    """Answer with the preview; ``form`` is that of setting aside."""
    now = timezone.now()
    rows = keep_seen(request, newest)
    to_replay = Message.objects.replayable(now).filter(pk__in=rows.order_by().values("pk"))
    troubled = rows.troubled()
    stuck = troubled.exclude(pk__in=to_replay.values("pk")).select_related("link")[:SHOWN]
    context = {
        "form": form,
        "newest": newest,
        "query": request.GET.urlencode(),
        "count": to_replay.count(),
        "first": to_replay.order_by("pk")[:SHOWN],
        "troubled": troubled.count(),
        "stuck": [(message, explain_no_replay(message, now)) for message in stuck],
        "most": MOST_AT_ONCE,
    }
    return render(request, "outbox/again.html", context)
