"""One investor's organisation at the desk: its cases and its projects."""

from django.db.models import Q, Value
from django.db.models.functions import Upper
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.permissions import DeskRequest, caseworker_required
from investors.models import Enquiry, Organisation, Project
from investors.models.enquiry import fold_mail_domain

MOST_CASES = 50


@caseworker_required
@require_safe
def show_organisation(request: DeskRequest, pk: int) -> HttpResponse:
    """Show an organisation with the projects and the cases of it that the person may see."""
    projects = Project.objects.visible_to(request.user).with_jobs().filter(organisation=pk)
    organisations = Organisation.objects.all()
    if not request.user.sees_every_case:
        organisations = organisations.filter(pk__in=projects.values("organisation"))
    organisation = get_object_or_404(organisations, pk=pk)
    own = Q(project__organisation=organisation) | Q(name_folded=Upper(Value(organisation.name)))
    if organisation.domain:
        own |= Q(domain_folded=Upper(Value(organisation.domain)))
    cases = (
        Enquiry.objects.visible_to(request.user)
        .alias(name_folded=Upper("organisation"), domain_folded=fold_mail_domain("email"))
        .filter(own, is_demo=organisation.is_demo)
    )
    context = {
        "organisation": organisation,
        "projects": projects.select_related("manager").order_by("-created_at", "-pk"),
        "cases": cases.order_by("-received_at", "-pk")[:MOST_CASES],
    }
    return render(request, "investors/desk/projects/organisation.html", context)
