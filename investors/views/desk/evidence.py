"""The file that shows the jobs of a year, to save and never to open in the browser."""

from typing import cast

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.permissions import DeskRequest, caseworker_required
from investors.models import Project, ProjectJobs
from technorth.private_pages import private_page


@private_page
@caseworker_required
@require_safe
def give_evidence(request: DeskRequest, reference: str, year: int) -> HttpResponse:
    """Give the file to who may see the project."""
    visible = Project.objects.visible_to(request.user).filter(reference=reference)
    jobs = get_object_or_404(ProjectJobs.objects.exclude(evidence_file=""), project__in=visible, year=year)
    try:
        content = jobs.evidence_file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(
        content, as_attachment=True, filename=jobs.evidence_name, content_type=jobs.evidence_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    return cast(HttpResponse, response)
