"""The desk's queue of enquiries; for a regional contact, their referrals."""

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import DeskRequest, caseworker_required
from directory.models import Cluster
from investors.filters import EVERY_STATUS, SORTS, EnquiryFilter
from investors.models import Enquiry, Referral
from investors.views.desk.lists import PAGE_SIZE, describe_filters
from technorth.paging import open_page

CHIPS = ["q", "cluster", "sector", "owner", "received_from", "received_to", "overdue"]


@caseworker_required
def list_enquiries(request: DeskRequest) -> HttpResponse:
    """Show the enquiries that the person may see, narrowed by the address."""
    now = timezone.now()
    visible = Enquiry.objects.visible_to(request.user)
    filterset = EnquiryFilter(request.GET, visible, user=request.user, now=now)
    rows = filterset.qs.with_owner().prefetch_related(
        "sectors",
        Prefetch("clusters", Cluster.objects.select_related("parent").order_by("position")),
        Prefetch(
            "referrals",
            Referral.objects.answerable().filter(contact__user=request.user),
            to_attr="own_referrals",
        ),
    )
    page = open_page(request, rows, PAGE_SIZE)
    context = {
        "form": filterset.form,
        "page": page,
        "now": now,
        "statuses": describe_statuses(filterset),
        "chips": describe_filters(
            request, filterset, [name for name in CHIPS if name in filterset.form.fields]
        ),
        "sorts": SORTS,
        "sort": filterset.sort_now,
    }
    return render(request, "investors/desk/enquiries.html", context)


def describe_statuses(filterset: EnquiryFilter) -> list[dict[str, object]]:
    """Return the choices of status with their counts under the other filters: open, each in use, all."""
    counts = filterset.count_statuses()
    chosen = filterset.form.cleaned_data.get("status") or []
    everything = sum(counts.values())
    closed = counts.get(Enquiry.Status.CLOSED, 0)
    shown = [
        {"value": value, "label": label, "count": counts.get(value, 0), "selected": value in chosen}
        for value, label in Enquiry.Status.choices
        if value in counts or value in chosen
    ]
    every = {
        "value": EVERY_STATUS,
        "label": _("All"),
        "count": everything,
        "selected": EVERY_STATUS in chosen,
    }
    return [
        {"value": None, "label": _("All open"), "count": everything - closed, "selected": not chosen},
        *shown,
        every,
    ]
