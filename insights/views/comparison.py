"""Clusters side by side, as a page and as a PDF."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from directory.models import Cluster
from insights.comparison import describe_comparison, write_address
from insights.comparison_pdf import write_pdf
from insights.forms.comparison import ComparisonForm


@require_safe
def show_comparison(request: HttpRequest) -> HttpResponse:
    """Show the form, and under it the clusters chosen; each choice has one address, in the map's order."""
    form = _read_form(request)
    chosen = form.chosen
    slugs = [each.pk for each in chosen]
    if chosen and form.is_valid() and request.GET.getlist("c") != slugs:
        return redirect(write_address(slugs))
    context = {"form": form, "address": write_address(slugs) if chosen else ""}
    if chosen:
        context |= describe_comparison(chosen, form.clusters)
        context["pdf_address"] = write_address(slugs, name="insights:compare_pdf")
        context["alternate_query"] = urlencode({"c": slugs}, doseq=True)
        context["enquiry_query"] = urlencode({"cluster": slugs}, doseq=True)
    return render(request, "insights/compare.html", context)


@require_safe
def serve_comparison_pdf(request: HttpRequest) -> HttpResponse:
    """Serve the comparison on a page of A4; where nothing can be compared, lead to the form that says why."""
    form = _read_form(request)
    chosen = form.chosen
    if not chosen or not form.is_valid():
        query = request.META.get("QUERY_STRING", "")
        return redirect(f"{write_address([]).rstrip('?')}?{query}")
    address = settings.SITE_URL + write_address(each.pk for each in chosen)
    pdf = write_pdf(describe_comparison(chosen, form.clusters), address)
    name = "-".join(each.pk for each in chosen)
    headers = {"Content-Disposition": f'inline; filename="technorth-{name}.pdf"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


def _read_form(request: HttpRequest) -> ComparisonForm:
    clusters = Cluster.objects.select_related("parent").order_by("position", "pk")
    return ComparisonForm(request.GET if "c" in request.GET else None, clusters)
