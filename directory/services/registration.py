"""A business enters itself into the directory."""

import datetime
import secrets
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from accounts.models import User
from directory.content import make_content
from directory.duplicates import find_number_holder
from directory.models import Business, BusinessEvent, Outcode, Revision
from directory.permissions import Role
from directory.services.listings import choose_slug
from directory.services.teams import join_team
from directory.workflow import Actor, record_event

MOST_DRAFTS = 10  # of one person that were never sent for review


class NumberTaken(Exception):
    """The company number has a listing already: ``business``."""

    def __init__(self, business: Business) -> None:
        super().__init__(business.slug)
        self.business = business


class TooManyDrafts(Exception):
    """The person has begun many businesses and finished none."""


@dataclass(frozen=True)
class Registration:
    """What registration asks, cleaned. ``postcode`` lies in the North. ``standing`` as in company_look_up."""

    name: str
    kind: str
    sector: str
    postcode: str
    outcode: str
    company_number: str = ""
    standing: str = ""
    website: str = ""


def register_business(*, registration: Registration, user: User, now: datetime.datetime) -> Business:
    """Make a draft of the business with ``user`` as its admin, and return it.

    One transaction writes the business, the membership, the first revision and the events. Sent twice, it
    returns the first draft. Raises NumberTaken, TooManyDrafts.
    """
    for _attempt in range(3):  # an address may be taken at the same moment
        try:
            with transaction.atomic():
                return _register(registration, user, now)
        except IntegrityError as error:
            holder = find_number_holder(registration.company_number)
            if holder is not None:
                raise NumberTaken(holder) from error
            refusal = error
    raise refusal


def _register(registration: Registration, user: User, now: datetime.datetime) -> Business:
    User.objects.select_for_update().get(pk=user.pk)  # one registration of a person at a time
    drafts = Business.objects.filter(status=Business.Status.DRAFT, memberships__user=user)
    same = drafts.filter(name=registration.name, company_number=registration.company_number).first()
    if same is not None:
        return same
    if drafts.count() >= MOST_DRAFTS:
        raise TooManyDrafts
    holder = find_number_holder(registration.company_number)
    if holder is not None:
        raise NumberTaken(holder)
    business = _create(registration, now)
    record_event(
        business=business,
        kind=BusinessEvent.Kind.REGISTERED,
        actor=Actor.member(user),
        now=now,
        to_status=Business.Status.DRAFT,
        detail={"company": registration.standing} if registration.standing else {},
    )
    join_team(business=business, user=user, role=Role.ADMIN, actor=Actor.member(user), now=now)
    Revision.objects.create(
        business=business, content=_write_content(registration), author=user, started_at=now, saved_at=now
    )
    return business


def _create(registration: Registration, now: datetime.datetime) -> Business:
    outcode = Outcode.objects.get(pk=registration.outcode)
    return Business.objects.create(
        slug=_find_slug(registration),
        name=registration.name,
        kind=registration.kind,
        company_number=registration.company_number,
        cluster_id=outcode.cluster_id,
        basis=outcode.basis,
        outcode=outcode,
        town=outcode.town,
        postcode=registration.postcode,
        status=Business.Status.DRAFT,
        origin=Business.Origin.REGISTERED,
        listed_at=now,
    )


def _find_slug(registration: Registration) -> str:
    """Return a free address: the name, else with the company number, the outcode, or something random."""
    distinctions = [registration.company_number, registration.outcode, secrets.token_hex(4)]
    name = choose_slug(registration.name, "", taken=set())
    wanted = [name] + [f"{name}-{each.lower()}".strip("-") for each in distinctions if each]
    taken = set(Business.objects.filter(slug__in=wanted).values_list("slug", flat=True))
    return next(slug for slug in wanted if slug and slug not in taken)


def _write_content(registration: Registration) -> dict[str, object]:
    """Return the content of the first revision: what registration asked, and nothing else yet."""
    site = {"name": "", "address": "", "postcode": registration.postcode, "is_main": True}
    return make_content(
        name=registration.name,
        kind=registration.kind,
        sectors=[registration.sector],
        sites=[site],
        website=registration.website,
    )
