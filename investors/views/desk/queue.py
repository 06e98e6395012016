"""The desk's queue of enquiries; for a regional contact, their referrals."""

import datetime
from typing import Any

from django.core import signing
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.permissions import DeskRequest, caseworker_required
from directory.models import Cluster
from investors.filters.queue import EVERY_STATUS, SORTS, EnquiryFilter
from investors.forms.queue import (
    FIRST_COLUMNS,
    NO_COLUMNS,
    SHOW,
    Column,
    ColumnsForm,
    FindForm,
    SaveViewForm,
    join_columns,
)
from investors.models import BulkAction, Enquiry, Referral
from investors.models.enquiry import EnquiryQuerySet
from investors.spam_facts import QuarantineFigures, measure_quarantine
from investors.views.desk.lists import describe_filters
from investors.views.desk.queue_rows import ANSWER, describe_columns, describe_rows
from investors.views.desk.queue_views import COLUMNS_COOKIE, list_views
from technorth.paging import open_page

PAGE_SIZE = 50  # rows: what somebody goes through in a sitting
CHIPS = [
    "find",
    "cluster",
    "sector",
    "owner",
    "need",
    "country",
    "language",
    "close_reason",
    "received_from",
    "received_to",
    "overdue",
    "spam",
    "score",
    "scale",
    "files",
]
SALT = "investors.queue"


class CountedRows:
    """Rows whose number is known already, so that a page of them need not count them."""

    def __init__(self, rows: EnquiryQuerySet, count: int) -> None:
        self.rows = rows
        self.number = count

    def __len__(self) -> int:
        return self.number

    def __getitem__(self, place: slice) -> EnquiryQuerySet:
        return self.rows[place]


@caseworker_required
@require_safe
def list_enquiries(request: DeskRequest) -> HttpResponse:
    """Show the enquiries that the person may see, narrowed by the address."""
    now = timezone.now()
    filterset = read_filters(request, now)
    counts = filterset.count_statuses()
    rows = CountedRows(gather_rows(filterset, request.user), count_shown(filterset, counts))
    page: Any = open_page(request, rows, PAGE_SIZE)  # type: ignore[arg-type]  # it has a length and slices
    address = read_address(request)
    search = filterset.form.cleaned_data.get("find")
    context = {
        "form": filterset.form,
        "page": page,
        "opened": signing.dumps(now.isoformat(), salt=SALT),
        "address": address,
        "statuses": describe_statuses(filterset, counts),
        "is_cut": filterset.is_cut,
        "chips": describe_filters(
            request, filterset, [name for name in CHIPS if name in filterset.form.fields]
        ),
        "find_form": FindForm(
            initial={"q": search.text if search else "", "address": address}, auto_id="find_%s"
        ),
        "sorts": SORTS,
        "sort": filterset.sort_now,
        "show": request.GET.get(SHOW, ""),
        "quarantine": review_quarantine(request.user, filterset, now),
    }
    chosen = read_columns(request) if request.user.sees_others_cases else None
    context["columns"] = columns = describe_columns(chosen)
    # A look-up that finds nothing costs a template a list of attributes, for each row.
    context["shown"] = dict.fromkeys([ANSWER, *Column.values], "") | columns
    context["rows"] = describe_rows(page.object_list, columns)
    if request.user.is_triage:
        context |= {
            "bulk_names": BulkAction.Name.choices,
            "columns_form": ColumnsForm(
                initial={"columns": list(columns), "address": address}, auto_id="columns_%s"
            ),
            "view_form": SaveViewForm(
                initial={"address": address, "columns": join_columns(columns)},
                may_share=request.user.is_manager,
                auto_id="view_%s",
            ),
            "views": list_views(request.user, address),
        }
    return render(request, "investors/desk/enquiries.html", context)


@caseworker_required
@require_safe
def count_enquiries(request: DeskRequest) -> HttpResponse:
    """Answer with a part of a page: the counts now, and how many came since the page was opened."""
    now = timezone.now()
    filterset = read_filters(request, now)
    counts = filterset.count_statuses()
    opened = request.GET.get("opened", "")
    context = {
        "statuses": describe_statuses(filterset, counts),
        "opened": opened,
        "address": read_address(request),
        "new": count_new(filterset, opened),
    }
    return render(request, "investors/desk/queue_counts.html", context)


def read_filters(request: DeskRequest, now: datetime.datetime) -> EnquiryFilter:
    """Return the filters that the address names, over what the person may see."""
    visible = Enquiry.objects.visible_to(request.user)
    return EnquiryFilter(request.GET, visible, user=request.user, now=now)


def read_address(request: DeskRequest) -> str:
    """Return the parameters of the address, without page and the like."""
    parameters = request.GET.copy()
    for name in ("page", "opened"):
        parameters.pop(name, None)
    return parameters.urlencode()


def gather_rows(filterset: EnquiryFilter, user: User) -> EnquiryQuerySet:
    """Return what the filters keep, with all that a row shows."""
    rows: EnquiryQuerySet = filterset.qs.with_owner().prefetch_related(
        Prefetch("sectors", to_attr="chosen_sectors"),
        Prefetch("clusters", Cluster.objects.order_by("position"), to_attr="chosen_clusters"),
    )
    if user.sees_others_cases:
        return rows
    own = Referral.objects.answerable().filter(contact__user=user)
    return rows.prefetch_related(Prefetch("referrals", own, to_attr="own_referrals"))


def count_shown(filterset: EnquiryFilter, counts: dict[str, int]) -> int:
    """Return how many rows the list has, from the ``counts`` of each status."""
    chosen = filterset.form.cleaned_data.get("status") or []
    if EVERY_STATUS in chosen:
        return sum(counts.values())
    shown = chosen or [status for status in counts if status != Enquiry.Status.CLOSED]
    return sum(counts.get(status, 0) for status in shown)


def count_new(filterset: EnquiryFilter, opened: str) -> int:
    """Return how many of the list were received since the page was opened, as ``opened`` says."""
    try:
        since = datetime.datetime.fromisoformat(signing.loads(opened, salt=SALT, max_age=7 * 24 * 3600))
    except signing.BadSignature:
        return 0
    return filterset.qs.filter(received_at__gt=since).order_by().count()


def read_columns(request: DeskRequest) -> list[str]:
    """Return the columns of the address, which a kept view has, else those chosen in this browser."""
    for chosen in (request.GET.get(SHOW, ""), request.COOKIES.get(COLUMNS_COOKIE, "")):
        columns = [column for column in Column.values if column in chosen.split(".")]
        if columns or chosen == NO_COLUMNS:
            return columns
    return list(FIRST_COLUMNS)


def review_quarantine(
    user: User, filterset: EnquiryFilter, now: datetime.datetime
) -> QuarantineFigures | None:
    """Return how the quarantine did, where staff look at the quarantine alone."""
    chosen = filterset.form.cleaned_data.get("status")
    if not user.sees_every_case or chosen != [Enquiry.Status.QUARANTINED]:
        return None
    return measure_quarantine(now)


def describe_statuses(filterset: EnquiryFilter, counts: dict[str, int]) -> list[dict[str, object]]:
    """Return the choices of status with their ``counts`` under the other filters: open, each in use, all."""
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
