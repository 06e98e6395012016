"""Where the facts of this site come from."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from directory.models import Attribution, Source


@require_safe
def list_sources(request: HttpRequest) -> HttpResponse:
    """Show every source, the lines that the licences ask for, and the files made from each source."""
    sources = list(Source.objects.order_by("title", "key"))
    data_sets = [source for source in sources if source.files or source.kind == Source.Kind.DATA]
    context = {
        "attributions": Attribution.objects.order_by("position"),
        "data_sets": data_sets,
        "publications": [source for source in sources if source not in data_sets],
    }
    return render(request, "directory/sources.html", context)
