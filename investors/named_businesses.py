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


def register_references() -> None:
    """Let enquiries move with a merger."""
    register_reference(Reference("enquiries", _("Enquiries that name it"), Enquiry, find_enquiries))
