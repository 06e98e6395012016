"""Where the facts of this site come from."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from directory.models import Attribution, Source


@require_safe
def list_sources(request: HttpRequest) -> HttpResponse:
    """Show every source, the lines that the licences ask for, and the files made from each source."""
    sources = list(Source.objects.order_by("title", "key"))
    context = {
        "attributions": Attribution.objects.order_by("position"),
        "data_sets": [source for source in sources if source.files],
        "publications": [source for source in sources if not source.files],
    }
    return render(request, "directory/sources.html", context)
