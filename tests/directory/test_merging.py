"""Two listings of one business become one, and two again."""

import datetime

import pytest

from directory.models import Business, Claim, Membership, Merger, Report
from directory.permissions import Role
from directory.services.merging import (
    CannotMerge,
    CannotUndo,
    find_successor,
    merge_businesses,
    preview_merger,
    undo_merger,
)
from directory.services.reports import report_business
from investors.models import Enquiry
from outbox.models import Message
from tests.accounts.people import UserFactory
from tests.directory.listings import NOW, BusinessFactory
from tests.directory.teams import make_team
from tests.investors.sent_enquiries import send_enquiry

pytestmark = pytest.mark.django_db
LATER = NOW + datetime.timedelta(days=3)


def make_pair(**fields) -> tuple[Business, Business]:
    """Return the listing that stays, and the one that goes with a team, a claim, a report, an enquiry."""
    kept, gone = BusinessFactory(slug="kept"), BusinessFactory(slug="gone", **fields)
    member = make_team(gone)
    Claim.objects.create(business=gone, claimant=member.user, method="staff", evidence="A card", made_at=NOW)
    report_business(business=gone, reason="twice", text="", email="", signs=[], now=NOW)
    Enquiry.objects.filter(pk=send_enquiry().pk).update(business=gone)
    return kept, gone


def merge(kept: Business, gone: Business) -> Merger:
    return merge_businesses(kept=kept, gone=gone, by=UserFactory(), now=NOW)


def count_rows(business: Business) -> list[int]:
    """Return how many members, claims, reports and enquiries name ``business``."""
    models = Membership, Claim, Report, Enquiry
    return [model.objects.filter(business=business).count() for model in models]


def test_merge_moves_everything_and_removes_the_other() -> None:
    kept, gone = make_pair()

    merge(kept, gone)

    gone.refresh_from_db()
    assert (count_rows(kept), count_rows(gone)) == ([1, 1, 1, 1], [0, 0, 0, 0])
    assert gone.status == Business.Status.REMOVED
    assert [each.events.filter(kind="merged").count() for each in (kept, gone)] == [1, 1]
    assert Message.objects.filter(kind="profile-merged").count() == 1


def test_merge_leaves_what_is_there_already() -> None:
    kept, gone = make_pair()
    member = gone.memberships.get().user
    Membership.objects.create(business=kept, user=member, role=Role.ADMIN, joined_at=NOW)

    movements = {each.name: (each.moves, each.stays) for each in preview_merger(kept=kept, gone=gone)}
    merge(kept, gone)

    assert movements["memberships"] == (0, 1)
    assert kept.memberships.count() == 1


def test_merge_gives_the_company_number_to_the_one_that_stays() -> None:
    kept, gone = make_pair(company_number="01234567")

    merge(kept, gone)

    kept.refresh_from_db()
    assert kept.company_number == "01234567"


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"company_number": "01234567"}, "numbers"),
        ({"status": Business.Status.REMOVED}, "status"),
        ({"origin": Business.Origin.EXAMPLE}, "example"),
    ],
)
def test_merge_refuses_what_cannot_be_one_business(fields, reason) -> None:
    kept = BusinessFactory(company_number="07654321")

    with pytest.raises(CannotMerge, match=reason):
        merge(kept, BusinessFactory(**fields))


def test_merge_refuses_a_listing_and_itself() -> None:
    business = BusinessFactory()

    with pytest.raises(CannotMerge, match="same"):
        merge(business, business)


def test_undo_makes_it_as_it_was() -> None:
    kept, gone = make_pair(company_number="01234567")
    merger = merge(kept, gone)

    undo_merger(merger=merger, by=UserFactory(), now=LATER)

    gone.refresh_from_db()
    assert (count_rows(kept), count_rows(gone)) == ([0, 0, 0, 0], [1, 1, 1, 1])
    assert (gone.status, gone.company_number) == (Business.Status.PUBLISHED, "01234567")


def test_undo_leaves_what_came_later() -> None:
    kept, gone = make_pair()
    merger = merge(kept, gone)
    report_business(business=kept, reason="wrong", text="", email="", signs=[], now=LATER)

    undo_merger(merger=merger, by=UserFactory(), now=LATER)

    assert kept.reports.count() == 1


@pytest.mark.parametrize(("days", "reason"), [(31, "late")])
def test_undo_refuses_after_thirty_days(days, reason) -> None:
    merger = merge(*make_pair())

    with pytest.raises(CannotUndo, match=reason):
        undo_merger(merger=merger, by=UserFactory(), now=NOW + datetime.timedelta(days=days))


def test_undo_happens_once() -> None:
    merger = merge(*make_pair())
    undo_merger(merger=merger, by=UserFactory(), now=LATER)

    with pytest.raises(CannotUndo, match="undone"):
        undo_merger(merger=merger, by=UserFactory(), now=LATER)


def test_old_address_leads_to_the_one_that_stayed_through_several_mergers(client) -> None:
    first, second, third = (BusinessFactory(slug=slug) for slug in ("first", "second", "third"))
    merge(second, first)
    merge(third, second)

    response = client.get("/businesses/first/")

    assert (response.status_code, response.url) == (301, "/businesses/third/")
    assert find_successor("unknown") is None
