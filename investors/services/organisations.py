"""Organisations that are new to us."""

import datetime
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from investors.models import Enquiry, Organisation
from investors.organisation_matches import find_domain
from investors.organisation_names import fold_organisation


class OrganisationExists(Exception):
    """An organisation with this name or number is known in this country."""


@dataclass(frozen=True)
class NewOrganisation:
    """What somebody typed of an organisation that is to be made."""

    name: str
    company_number: str = ""
    registration: str = ""


def create_organisation(*, new: NewOrganisation, enquiry: Enquiry, now: datetime.datetime) -> Organisation:
    """Create and return the organisation that ``enquiry`` came from; inside the caller's transaction.

    Raises OrganisationExists when there is one with its name or number, also one made at this instant.
    """
    try:
        with transaction.atomic():
            return Organisation.objects.create(
                name=new.name,
                folded_name=fold_organisation(new.name),
                country=enquiry.country,
                domain=find_domain(enquiry),
                company_number=new.company_number,
                registration=new.registration,
                is_demo=enquiry.is_demo,
                created_at=now,
            )
    except IntegrityError as error:
        raise OrganisationExists(new.name) from error
