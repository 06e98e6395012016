"""Reply templates: read by triage, edited by managers."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import DeskRequest, manager_required, triage_required
from investors.forms.reply_templates import TAKEN, ReplyTemplateForm
from investors.models import ReplyTemplate
from investors.services.reply_templates import NameTaken, save_template


@require_safe
@triage_required
def list_templates(request: DeskRequest) -> HttpResponse:
    """Show every reply template with its text, by language."""
    templates = ReplyTemplate.objects.order_by("language", "name", "pk")
    return render(request, "investors/desk/reply_templates.html", {"templates": templates})


@require_http_methods(["GET", "POST"])
@manager_required
def add_template(request: DeskRequest) -> HttpResponse:
    """Add a reply template."""
    return _edit(request, ReplyTemplate(language="en"), _("Add a reply template"))


@require_http_methods(["GET", "POST"])
@manager_required
def edit_template(request: DeskRequest, pk: int) -> HttpResponse:
    """Change a reply template, or take it off the list."""
    template = get_object_or_404(ReplyTemplate, pk=pk)
    return _edit(request, template, _("Change “%(name)s”") % {"name": template.name})


def _edit(request: DeskRequest, template: ReplyTemplate, title: str) -> HttpResponse:
    form = ReplyTemplateForm(request.POST or None, instance=template)
    if request.method == "POST" and form.is_valid():
        try:
            save_template(template=form.instance, by=request.user, now=timezone.now())
        except NameTaken:
            form.add_error("name", TAKEN)
        else:
            messages.success(request, _("“%(name)s” is saved.") % {"name": template.name})
            return redirect("investors:desk_reply_templates")
    context = {"form": form, "title": title, "back_url": reverse("investors:desk_reply_templates")}
    return render(request, "investors/desk/edit.html", context)
