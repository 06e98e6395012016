"""The page on which a reader says what is wrong with a translation."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from directory.form_signs import find_signs, is_too_often, seal_opening
from investors.forms.translation import PAGE_LENGTH, TranslationForm, list_languages
from investors.services.translation_reports import report_translation
from technorth.languages import current_language


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Take what a reader says. What looks like a program's is marked, and kept all the same."""
    if not list_languages():
        raise Http404
    page = request.GET.get("page", "").replace("\0", "")[:PAGE_LENGTH]
    given = {"page": page, "language": current_language().code}
    form = TranslationForm(request.POST if request.method == "POST" else None, initial=given)
    if not (form.is_bound and form.is_valid()):
        opened = request.POST.get("opened") or seal_opening()
        return render(request, "investors/translation.html", {"form": form, "opened": opened})
    if is_too_often(request, name="translation"):
        return render(request, "429.html", status=429)
    typed = form.cleaned_data
    report_translation(
        language=typed["language"],
        page=typed["page"],
        text=typed["text"],
        email=typed["email"],
        signs=find_signs(request.POST, trap=typed["leave_empty"]),
        now=timezone.now(),
    )
    messages.success(request, _("Thank you. Somebody who speaks the language looks at it."))
    return redirect("insights:home")
