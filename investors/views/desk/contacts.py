"""Contacts, what they cover and when they are away: read by triage, edited by managers."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import DeskRequest, manager_required, triage_required
from investors.filters.contacts import ContactFilter
from investors.forms.contacts import AbsenceForm, ContactForm
from investors.models import Absence, Contact
from investors.services import cover
from investors.views.desk.lists import PAGE_SIZE, describe_filters
from outbox.forms import ReasonForm
from outbox.models import Suppression
from outbox.suppressions import lift_suppression
from technorth.paging import open_page

REACH_ID = "reach_%s"  # beside the form of an absence, which has a reason, too


@triage_required
def list_contacts(request: DeskRequest) -> HttpResponse:
    """Show the contacts with what they cover, what they carry and whether they are away."""
    today = timezone.localdate()
    filterset = ContactFilter(request.GET, Contact.objects.all(), today=today)
    rows = (
        filterset.qs.with_load()
        .with_absence(today)
        .with_reach()
        .select_related("cluster__parent")
        .prefetch_related("sectors")
        .order_by("cluster__position", "role", "name", "pk")
    )
    page = open_page(request, rows, PAGE_SIZE)
    chips = describe_filters(request, filterset, ["q", "cluster", "role", "standing"])
    return render(
        request, "investors/desk/contacts.html", {"form": filterset.form, "page": page, "chips": chips}
    )


@triage_required
def show_contact(request: DeskRequest, pk: int) -> HttpResponse:
    """Show one contact, with absences."""
    return render_contact(request, load_contact(pk), AbsenceForm())


@manager_required
@require_http_methods(["GET", "POST"])
def add_contact(request: DeskRequest) -> HttpResponse:
    """Add a contact."""
    return edit(request, Contact(), _("Add a contact"))


@manager_required
@require_http_methods(["GET", "POST"])
def edit_contact(request: DeskRequest, pk: int) -> HttpResponse:
    """Change a contact."""
    contact = get_object_or_404(Contact, pk=pk)
    return edit(request, contact, _("Change %(name)s") % {"name": contact.name})


def edit(request: DeskRequest, contact: Contact, title: str) -> HttpResponse:
    """Show the form of ``contact``, or store what was sent with it."""
    form = ContactForm(request.POST or None, instance=contact)
    if request.method == "POST" and form.is_valid():
        try:
            cover.save_contact(contact=form.instance, sectors=form.cleaned_data["sectors"], by=request.user)
        except cover.DutyInboxTaken:
            form.add_error("role", _("This cluster has an active duty inbox already."))
        else:
            messages.success(request, _("%(name)s is saved.") % {"name": contact.name})
            return redirect("investors:desk_contact", pk=contact.pk)
    back_url = (
        reverse("investors:desk_contact", args=[contact.pk])
        if contact.pk
        else reverse("investors:desk_contacts")
    )
    context = {"form": form, "title": title, "back_url": back_url}
    return render(request, "investors/desk/edit.html", context)


@manager_required
@require_POST
def set_active(request: DeskRequest, pk: int, is_active: bool) -> HttpResponse:
    """Deactivate a contact, or let them be asked again."""
    contact = load_contact(pk)
    try:
        cover.set_contact_active(contact=contact, is_active=is_active, by=request.user)
    except cover.DutyInboxTaken:
        messages.error(request, _("The cluster has another active duty inbox. Deactivate that one first."))
        return redirect("investors:desk_contact", pk=pk)
    if is_active:
        messages.success(request, _("%(name)s may be asked again.") % {"name": contact.name})
    else:
        messages.success(request, describe_deactivation(contact))
    return redirect("investors:desk_contact", pk=pk)


@manager_required
@require_POST
def mark_reachable(request: DeskRequest, pk: int) -> HttpResponse:
    """Let mail go to a contact again, with a reason, so that they may be asked."""
    contact = load_contact(pk)
    form = ReasonForm(request.POST, auto_id=REACH_ID)
    if not form.is_valid():
        return render_contact(request, contact, AbsenceForm(), form)
    held_back = find_suppression(contact)
    note, now = form.cleaned_data["reason"], timezone.now()
    if held_back and lift_suppression(suppression_id=held_back.pk, note=note, by=request.user, now=now):
        messages.success(request, _("Mail goes to %(name)s again.") % {"name": contact.name})
    return redirect("investors:desk_contact", pk=pk)


def find_suppression(contact: Contact) -> Suppression | None:
    """Return what holds mail to ``contact`` back, or None."""
    return Suppression.objects.live().filter(email=contact.email.lower()).first()


@manager_required
@require_POST
def add_absence(request: DeskRequest, pk: int) -> HttpResponse:
    """Store days on which a contact is away."""
    contact = load_contact(pk)
    form = AbsenceForm(request.POST)
    if form.is_valid():
        try:
            cover.add_absence(now=timezone.now(), contact=contact, by=request.user, **form.cleaned_data)
        except cover.AlreadyAway:
            form.add_error("first_day", _("These days overlap an absence that is listed already"))
        else:
            messages.success(request, _("The absence of %(name)s is stored.") % {"name": contact.name})
            return redirect("investors:desk_contact", pk=pk)
    return render_contact(request, contact, form)


@manager_required
@require_POST
def remove_absence(request: DeskRequest, pk: int, absence_pk: int) -> HttpResponse:
    """Delete an absence."""
    absence = get_object_or_404(Absence, pk=absence_pk, contact=pk)
    cover.remove_absence(absence=absence, by=request.user)
    messages.success(request, _("The absence is removed."))
    return redirect("investors:desk_contact", pk=pk)


def load_contact(pk: int) -> Contact:
    """Return the contact with load and absence annotated; raises Http404."""
    rows = (
        Contact.objects.with_load()
        .with_absence(timezone.localdate())
        .with_reach()
        .select_related("cluster__parent", "user")
    )
    return get_object_or_404(rows, pk=pk)


def render_contact(
    request: DeskRequest, contact: Contact, form: AbsenceForm, reach_form: ReasonForm | None = None
) -> HttpResponse:
    """Answer with the page of ``contact``."""
    today = timezone.localdate()
    context = {
        "contact": contact,
        "sectors": contact.sectors.order_by("position"),
        "absences": contact.absences.filter(last_day__gte=today).order_by("first_day", "pk"),
        "form": form,
        "today": today,
        "suppression": find_suppression(contact),
        "reach_form": reach_form or ReasonForm(auto_id=REACH_ID),
    }
    return render(request, "investors/desk/contact.html", context)


def describe_deactivation(contact: Contact) -> str:
    """Say that ``contact``, with load annotated, is asked no more, and what stays with them."""
    kept = ngettext(
        "%(count)s open referral stays with them until it is referred on.",
        "%(count)s open referrals stay with them until they are referred on.",
        contact.load,
    ) % {"count": contact.load}
    said = _("%(name)s is not asked any more.") % {"name": contact.name}
    return f"{said} {kept}" if contact.load else said
