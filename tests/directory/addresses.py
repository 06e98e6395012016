"""The addresses at which each action of a team is taken: for tests of who may, by address and not by button.

Another branch adds a line for each address of its own, with what it needs besides.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from directory.models import Membership, Site
from directory.permissions import Action, Role
from directory.services.invitations import ask_to_join, invite_person
from tests.accounts.people import UserFactory
from tests.directory.claims import claim_with_evidence
from tests.directory.listings import NOW, OutcodeFactory
from tests.directory.teams import make_team

OWN = "/account/businesses/{slug}/"
TEAM = OWN + "team/"
REQUEST = TEAM + "requests/{pk}/"


@dataclass(frozen=True)
class Address:
    """One door. ``prepare(membership)`` makes what it acts on and returns the rest of its names."""

    action: str
    method: str
    path: str
    data: dict[str, str] = field(default_factory=dict)
    prepare: Callable[[Membership], dict[str, object]] = lambda membership: {}
    answer: int = 0

    @property
    def expected(self) -> int:
        """What who may come in is answered: a page, or the way on after something was done."""
        return self.answer or {"get": 200, "post": 302}[self.method]


def add_colleague(membership: Membership) -> dict[str, object]:
    return {"pk": make_team(membership.business, Role.MEMBER).pk}


def add_admin(membership: Membership) -> dict[str, object]:
    return {"pk": make_team(membership.business).pk}


def add_invitation(membership: Membership) -> dict[str, object]:
    email = UserFactory.build().email
    invitation = invite_person(
        business=membership.business, email=email, role=Role.MEMBER, by=UserFactory(), now=NOW
    )
    return {"pk": invitation.pk}


def add_request(membership: Membership) -> dict[str, object]:
    return {"pk": ask_to_join(business=membership.business, user=UserFactory(), text="Hi", now=NOW).pk}


def add_claim(membership: Membership) -> dict[str, object]:
    return {"pk": claim_with_evidence(membership.business).pk}


def add_site(membership: Membership) -> dict[str, object]:
    outcode = OutcodeFactory()
    Site.objects.create(
        business=membership.business,
        position=0,
        postcode="LS1 1AA",
        outcode=outcode,
        cluster=outcode.cluster,
        basis=outcode.basis,
        is_main=True,
    )
    return {}


ADDRESSES = [
    Address(Action.SEE_BUSINESS, "get", OWN),
    Address(Action.SEE_BUSINESS, "get", OWN + "preview/", prepare=add_site),
    Address(Action.SEE_TEAM, "get", TEAM),
    Address(Action.LEAVE_TEAM, "get", TEAM + "leave/"),
    Address(Action.LEAVE_TEAM, "post", TEAM + "leave/", prepare=add_admin),
    Address(Action.EDIT_PROFILE, "get", OWN + "profile/summary/"),
    # The form says nothing of the page that was seen, so it is shown again.
    Address(Action.EDIT_PROFILE, "post", OWN + "profile/summary/", {"summary": "Software"}, answer=409),
    Address(Action.CONFIRM_FACTS, "get", OWN + "confirm/"),
    Address(Action.CONFIRM_FACTS, "post", OWN + "confirm/all/"),
    Address(Action.CONFIRM_FACTS, "post", OWN + "confirm/size/"),
    Address(Action.INVITE, "get", TEAM + "invite/"),
    Address(Action.INVITE, "post", TEAM + "invite/", {"email": "cy@example.test", "role": "member"}),
    Address(Action.INVITE, "post", TEAM + "invitations/{pk}/send-again/", prepare=add_invitation),
    Address(Action.INVITE, "post", TEAM + "invitations/{pk}/take-back/", prepare=add_invitation),
    Address(
        Action.ANSWER_REQUESTS,
        "post",
        REQUEST + "accept/",
        {"role": "member"},
        prepare=add_request,
    ),
    Address(Action.ANSWER_REQUESTS, "post", REQUEST + "decline/", prepare=add_request),
    Address(Action.CHANGE_ROLES, "post", TEAM + "{pk}/role/", {"role": "editor"}, prepare=add_colleague),
    Address(Action.REMOVE_MEMBERS, "get", TEAM + "{pk}/remove/", prepare=add_colleague),
    Address(Action.REMOVE_MEMBERS, "post", TEAM + "{pk}/remove/", prepare=add_colleague),
    Address(Action.ANSWER_CLAIMS, "post", TEAM + "claims/{pk}/accept/", prepare=add_claim),
    Address(Action.ANSWER_CLAIMS, "post", TEAM + "claims/{pk}/refuse/", prepare=add_claim),
    Address(Action.ARCHIVE, "post", OWN + "archive/"),
    Address(Action.ARCHIVE, "post", OWN + "restore/"),
]
# Open to others too, with pages of their own for each: tests/directory/test_claim_pages.py
ELSEWHERE = {Action.VERIFY}
