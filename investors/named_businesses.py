"""Enquiries that name a business move with it when two listings become one."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from directory.models import Business
from directory.references import Reference, register_reference
from investors.models import Enquiry


def find_enquiries(gone: Business, kept: Business) -> "QuerySet[Any]":
    """Return the enquiries that name ``gone``."""
    return Enquiry.objects.filter(business=gone)


def find_further_namings(gone: Business, kept: Business) -> "QuerySet[Any]":
    """Return the rows by which enquiries name ``gone`` among others, unless they name ``kept`` so, too."""
    namings = Enquiry.other_businesses.through.objects
    return namings.filter(business=gone).exclude(enquiry__other_businesses=kept)


def register_references() -> None:
    """Let enquiries move with a merger."""
    register_reference(Reference("enquiries", _("Enquiries that name it"), Enquiry, find_enquiries))
    further = Enquiry.other_businesses.through
    label = _("Enquiries that name it among others")
    register_reference(Reference("further_namings", label, further, find_further_namings))
