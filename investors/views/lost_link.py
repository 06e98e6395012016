"""For who has lost the link to an enquiry. What is answered never tells whether an address has one."""

from allauth.decorators import rate_limit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from investors.forms.following import AddressForm
from investors.services.lost_links import CLOSED_SINCE, ask_for_link


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@rate_limit(action="lost_link")
def ask_address(request: HttpRequest) -> HttpResponse:
    """Ask for the address (GET), and have its links mailed (POST)."""
    form = AddressForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        ask_for_link(email=form.cleaned_data["email"], now=timezone.now())
        return redirect("investors:link_sent")
    return render(request, "investors/lost_link.html", {"form": form})


@require_safe
def tell_sent(request: HttpRequest) -> HttpResponse:
    """Say what follows, in the same words for every address."""
    return render(request, "investors/lost_link_sent.html", {"closed_days": CLOSED_SINCE.days})
