"""Which enquiries an export is about: the filters of the queue, for who asks and for who writes the file."""

import datetime

import django_filters as filters
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from investors.filters.queue import EVERY_STATUS, EnquiryFilter
from investors.models import Enquiry, Export
from investors.models.enquiry import EnquiryQuerySet


class ExportFilter(EnquiryFilter):
    """The filters of the queue; statuses are boxes to tick."""

    status = filters.MultipleChoiceFilter(
        method="_keep_statuses",
        label=_("Status; with none ticked, all that is open"),
        choices=[*Enquiry.Status.choices, (EVERY_STATUS, _("All, with closed ones"))],
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small tn-columns"}),
    )


def choose_enquiries(export: Export, now: datetime.datetime) -> EnquiryQuerySet:
    """Return what ``export`` is about, with what its file needs: only what its person may see ``now``."""
    if export.asked_by is None:
        return Enquiry.objects.none().with_owner()
    visible = Enquiry.objects.visible_to(export.asked_by)
    filterset = ExportFilter(QueryDict(export.query), visible, user=export.asked_by, now=now)
    chosen: EnquiryQuerySet = filterset.qs.with_owner().prefetch_related("sectors", "clusters")
    return chosen
