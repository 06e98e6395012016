"""What whoever has a case does with it at the desk: staff with any, a contact with their own."""

from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import DeskRequest, caseworker_required
from investors.forms.work import begin_reply
from investors.models import Enquiry, Referral
from investors.services.contributions import AlreadyAsked
from investors.views.desk.actions import act
from investors.views.desk.case import WORKS, load_enquiry, render_case
from investors.views.desk.outage import keep_words
from investors.views.desk.referral import answer, load_referral, render_again
from investors.views.work import Work, find_work, list_work, make_form, make_reply, perform
from investors.workflow import Actor


@keep_words
@caseworker_required
@require_POST
def do_work(request: DeskRequest, reference: str, name: str) -> HttpResponse:
    """Do what the person chose; see ``investors.views.work``."""
    work = find_work(name)
    if work is None:
        raise Http404
    if request.user.is_triage:
        return _do_for_staff(request, reference, work)
    return _do_for_contact(request, reference, work)


def _do_for_staff(request: DeskRequest, reference: str, work: Work) -> HttpResponse:
    run = work.run
    if work not in WORKS or run is None:
        raise Http404
    if "fill" in request.POST and work.name == "reply":
        enquiry = load_enquiry(request.user, reference)
        form = begin_reply(make_reply(enquiry, request.POST), str(request.user))
        return render_case(request, enquiry, forms_sent={work.name: form})

    def do(enquiry: Enquiry, values: dict[str, Any]) -> None:
        run(enquiry, values, Actor.staff(request.user), timezone.now())

    return act(request, reference, work.name, do, str(work.done))


def _do_for_contact(request: DeskRequest, reference: str, work: Work) -> HttpResponse:
    referral = load_referral(request.user, reference)
    if "fill" in request.POST and work in list_work(referral) and work.name == "reply":
        begun = begin_reply(make_reply(referral.enquiry, request.POST), referral.contact.name)
        return render_again(request, referral, begun)
    form = make_form(work, referral.enquiry, request.POST)

    def do(referral: Referral) -> None:
        perform(work, referral, form, timezone.now())

    try:
        return answer(request, reference, form, do, str(work.done))
    except AlreadyAsked:
        form.add_error("contact", _("They have a part in this enquiry already"))
        return render_again(request, load_referral(request.user, reference), form)
