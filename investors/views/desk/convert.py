"""Making a project of an enquiry."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.permissions import DeskRequest, project_keeper_required
from investors.forms.convert import NEW, ConvertForm
from investors.models import Enquiry, Organisation, Project
from investors.models.referral import Referral
from investors.organisation_matches import Candidate, find_candidates
from investors.services.organisations import NewOrganisation, OrganisationExists
from investors.services.projects import convert_enquiry
from investors.views.desk.outage import keep_words
from investors.views.desk.project_form import by_now
from investors.workflow import IllegalMove, StaleEnquiry


@keep_words
@project_keeper_required
@require_http_methods(["GET", "POST"])
def convert(request: DeskRequest, reference: str) -> HttpResponse:
    """Show which organisations it may be, with the reasons; make the project of the one that was chosen."""
    enquiry = load_convertible(request.user, reference)
    project = Project.objects.filter(enquiry=enquiry).first()
    if project is not None:
        messages.info(request, _("This enquiry is a project already."))
        return redirect("investors:desk_project", reference=project.reference)
    form, candidates = make_form(request, enquiry)
    if request.method == "POST" and form.is_valid() and not has_news(form, candidates):
        enquiry.version = form.cleaned_data["version"]
        try:
            made = convert_enquiry(enquiry=enquiry, organisation=read_choice(form), **by_now(request.user))
        except OrganisationExists:
            form.add_error("organisation", _("An organisation with this name or number is known: choose it"))
        except (StaleEnquiry, IllegalMove):
            messages.error(request, _("The enquiry changed a moment ago. Look at it again."))
            return redirect("investors:desk_enquiry", reference=reference)
        else:
            messages.success(
                request,
                _("%(reference)s is a project now. The investor is told.") % {"reference": made.reference},
            )
            return redirect("investors:desk_project", reference=made.reference)
    context = {
        "enquiry": enquiry,
        "form": form,
        "candidates": candidates,
        "back_url": reverse("investors:desk_enquiry", args=[reference]),
    }
    return render(request, "investors/desk/projects/convert.html", context)


def load_convertible(user: User, reference: str) -> Enquiry:
    """Return the enquiry, which is in progress or was converted.

    Raises Http404 unless ``user`` is UKTI staff, or the lead contact who has it.
    """
    allowed = {Enquiry.Status.IN_PROGRESS, Enquiry.Status.CONVERTED}
    rows = Enquiry.objects.visible_to(user).filter(status__in=allowed)
    enquiry = get_object_or_404(rows, reference=reference)
    if user.is_triage:
        return enquiry
    leads = enquiry.referrals.filter(role=Referral.Role.LEAD, status=Referral.Status.ACCEPTED)
    if enquiry.taken_by_id is not None or not leads.filter(contact__user=user).exists():
        raise Http404
    return enquiry


def make_form(request: DeskRequest, enquiry: Enquiry) -> tuple[ConvertForm, list[Candidate]]:
    """Return the form, and the organisations that it offers: by the enquiry, and by what was typed."""
    initial = {"version": enquiry.version, "name": enquiry.organisation}
    sent = ConvertForm(request.POST or None, initial=initial)
    values = {}
    if sent.is_bound:
        sent.is_valid()
        values = {
            name: sent.cleaned_data.get(name, "") for name in ("name", "company_number", "registration")
        }
    candidates = find_candidates(enquiry, **values)
    form = ConvertForm(request.POST or None, initial=initial)
    form.offer(candidates)
    return form, candidates


def has_news(form: ConvertForm, candidates: list[Candidate]) -> bool:
    """Whether what was typed found organisations that the person was not shown when they chose a new one."""
    if form.cleaned_data["organisation"] != NEW:
        return False
    seen = set(form.data.getlist("seen"))  # type: ignore[attr-defined]
    if seen.issuperset(str(each.organisation.pk) for each in candidates):
        return False
    form.add_error("organisation", _("We know an organisation like this. Choose it, or once more a new one."))
    return True


def read_choice(form: ConvertForm) -> Organisation | NewOrganisation:
    """Return the organisation that was chosen, or what was typed of a new one."""
    values = form.cleaned_data
    if values["organisation"] != NEW:
        return Organisation.objects.get(pk=values["organisation"])
    return NewOrganisation(
        name=values["name"], company_number=values["company_number"], registration=values["registration"]
    )
