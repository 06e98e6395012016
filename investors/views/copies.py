"""A copy of what is held about an enquiry, for who holds its link."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from investors.copy_words import write_text
from investors.forms.care import FormatForm
from investors.services.copies import give_copy
from investors.views.follow import find_enquiry, refuse
from technorth.private_pages import private_page


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def take_copy(request: HttpRequest, reference: str, token: str) -> HttpResponse:
    """Say what is in the copy (GET), then give it (POST)."""
    enquiry = find_enquiry(reference, token)
    if enquiry is None:
        return refuse(request)
    form = FormatForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "investors/copy.html", {"enquiry": enquiry, "token": token, "form": form})
    copy = give_copy(enquiry=enquiry, by=None, is_whole=False, now=timezone.now())
    return answer_copy(copy, form.cleaned_data["format"], reference)


def answer_copy(copy: dict[str, Any], chosen: str, reference: str) -> HttpResponse:
    """Answer with ``copy`` as a file to save."""
    response: HttpResponse
    if chosen == FormatForm.Format.JSON:
        response = JsonResponse(copy, json_dumps_params={"ensure_ascii": False, "indent": 2})
    else:
        response = HttpResponse(write_text(copy), content_type="text/plain; charset=utf-8")
    ending = "json" if chosen == FormatForm.Format.JSON else "txt"
    response["Content-Disposition"] = f'attachment; filename="{reference}-copy.{ending}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
