"""Files of an enquiry, given out to who may see them: to save, never to open in the browser."""

from typing import cast

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.permissions import DeskRequest, caseworker_required
from investors.models import Attachment, CaseView, Contact, Referral
from investors.models.attachments import AttachmentQuerySet
from investors.services.case_views import note_view
from outbox.links import live_links
from outbox.models import SecretLink
from technorth.private_pages import private_page


@private_page
@require_safe
def give_to_investor(request: HttpRequest, reference: str, token: str, pk: int) -> HttpResponse:
    """Give a file of the enquiry to who holds its link."""
    opened = _find_subjects(SecretLink.Purpose.ENQUIRY, token)
    return give_out(Attachment.objects.filter(enquiry__in=opened, enquiry__reference=reference), pk)


@private_page
@require_safe
def give_to_contact(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """Give a file of the enquiry to the contact who has taken it on and holds the link of the referral."""
    referrals = Referral.objects.filter(pk__in=_find_subjects(SecretLink.Purpose.REFERRAL, token))
    files = Attachment.objects.open_to(referrals)
    referral = referrals.select_related("contact").first()
    if referral is not None:
        _note(files, pk, referral.contact)
    return give_out(files, pk)


@private_page
@caseworker_required
@require_safe
def give_at_desk(request: DeskRequest, reference: str, pk: int) -> HttpResponse:
    """Give a file to staff, or to the contact who has taken the enquiry on."""
    files = Attachment.objects.visible_to(request.user).of_case(reference)
    _note(files, pk, request.user)
    return give_out(files, pk)


def _note(files: AttachmentQuerySet, pk: int, by: User | Contact) -> None:
    """Note that ``by`` opens the file ``pk``. Raises Http404 unless it may be opened."""
    attachment = get_object_or_404(files.downloadable().select_related("enquiry"), pk=pk)
    note_view(enquiry=attachment.enquiry, by=by, page=CaseView.Page.FILE, now=timezone.now())


def give_out(files: AttachmentQuerySet, pk: int) -> HttpResponse:
    """Answer with the file ``pk``. Raises Http404 unless it may be opened."""
    attachment = get_object_or_404(files.downloadable(), pk=pk)
    try:
        content = attachment.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(
        content, as_attachment=True, filename=attachment.name, content_type=attachment.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    return cast(HttpResponse, response)  # decorators name the narrower type, and use what both have


def _find_subjects(purpose: str, token: str) -> "QuerySet[SecretLink, int]":
    """Return the keys of what ``token`` opens now."""
    links = live_links(purpose=purpose, token=token, now=timezone.now())
    return links.values_list("subject_id", flat=True)
