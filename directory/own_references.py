"""The directory's own rows that move when two listings become one."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from directory.models import Business, Claim, Invitation, JoinRequest, Membership, Report
from directory.references import Reference, register_reference


def find_new_members(gone: Business, kept: Business) -> "QuerySet[Any]":
    """Return the memberships of people who are not in the team of ``kept``."""
    return Membership.objects.filter(business=gone).exclude(user__memberships__business=kept)


def find_claims(gone: Business, kept: Business) -> "QuerySet[Any]":
    """Return the claims, but for those of people who wait with a claim on ``kept``."""
    waiting = Claim.objects.pending().filter(business=kept).values("claimant")
    return Claim.objects.filter(business=gone).exclude(claimant__in=waiting)


def find_join_requests(gone: Business, kept: Business) -> "QuerySet[Any]":
    """Return the requests to join, but for those of people who asked ``kept`` or are in its team."""
    asked = JoinRequest.objects.waiting().filter(business=kept).values("user")
    rows = JoinRequest.objects.filter(business=gone).exclude(user__in=asked)
    return rows.exclude(user__memberships__business=kept)


def find_invitations(gone: Business, kept: Business) -> "QuerySet[Any]":
    """Return the invitations, but for addresses that ``kept`` has invited."""
    invited = Invitation.objects.waiting().filter(business=kept).values("email")
    return Invitation.objects.filter(business=gone).exclude(email__in=invited)


def find_reports(gone: Business, kept: Business) -> "QuerySet[Any]":
    """Return all reports."""
    return Report.objects.filter(business=gone)


def register_own_references() -> None:
    """Register the directory's own rows."""
    for reference in (
        Reference("memberships", _("People in the team"), Membership, find_new_members),
        Reference("claims", _("Claims"), Claim, find_claims),
        Reference("join_requests", _("Requests to join"), JoinRequest, find_join_requests),
        Reference("invitations", _("Invitations"), Invitation, find_invitations),
        Reference("reports", _("Reports of readers"), Report, find_reports),
    ):
        register_reference(reference)
