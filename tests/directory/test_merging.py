"""Two listings of one business become one, and two again."""

import datetime
from functools import partial

import pytest
from django.db import connection

from directory.models import Business, Claim, Membership, Merger, Report, Revision
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
from tests.at_once import run_at_once
from tests.directory.listings import NOW, BusinessFactory, make_public_record
from tests.directory.teams import make_team
from tests.directory.test_revisions import edit, publish, send
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


def list_roles(business: Business) -> dict[int, str]:
    return dict(business.memberships.values_list("user", "role"))


def check_constraints() -> None:
    """Let the database look at what it looks at only when a transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


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


def test_merge_tells_both_teams_and_nobody_twice() -> None:
    kept, gone = make_pair()
    own, both = make_team(kept).user, gone.memberships.get().user
    Membership.objects.create(business=kept, user=both, role=Role.MEMBER, joined_at=NOW)

    merge(kept, gone)

    mails = Message.objects.filter(kind="profile-merged").values_list("to_email", flat=True)
    assert sorted(mails) == sorted([own.email, both.email])


def test_merge_leaves_what_is_there_already() -> None:
    kept, gone = make_pair()
    member = gone.memberships.get().user
    Membership.objects.create(business=kept, user=member, role=Role.ADMIN, joined_at=NOW)

    movements = {each.name: (each.moves, each.stays) for each in preview_merger(kept=kept, gone=gone)}
    merge(kept, gone)

    assert movements["memberships"] == (0, 1)
    assert (kept.memberships.count(), gone.memberships.count()) == (1, 0)


def test_merge_ends_a_membership_that_is_there_twice_and_undoing_makes_it_again() -> None:
    kept, gone = make_pair()
    boss = gone.memberships.get().user
    both = make_team(gone, Role.MEMBER).user
    Membership.objects.create(business=kept, user=both, role=Role.ADMIN, joined_at=NOW)

    merger = merge(kept, gone)
    check_constraints()
    merged = list_roles(kept), list_roles(gone)
    undo_merger(merger=merger, by=UserFactory(), now=LATER)
    check_constraints()

    assert merged == ({both.pk: "admin", boss.pk: "admin"}, {})
    assert list_roles(kept) == {both.pk: "admin"}
    assert list_roles(gone) == {boss.pk: "admin", both.pk: "member"}


def test_merge_carries_proof_and_that_a_business_stands_behind_it() -> None:
    kept = make_public_record(slug="record")
    gone = BusinessFactory(slug="own", verification="letter")

    merger = merge(kept, gone)
    kept.refresh_from_db()
    merged = kept.origin, kept.verification
    undo_merger(merger=merger, by=UserFactory(), now=LATER)

    kept.refresh_from_db()
    assert merged == ("registered", "letter")
    assert (kept.origin, kept.verification) == ("public_record", "none")


def test_merge_closes_the_text_in_review_and_undoing_opens_it_again() -> None:
    kept, gone = BusinessFactory(slug="kept"), publish(slug="gone")
    revision = edit(gone, summary="Better looms.")
    send(revision)

    merger = merge(kept, gone)
    revision.refresh_from_db()
    merged = revision.status
    undo_merger(merger=merger, by=UserFactory(), now=LATER)

    revision.refresh_from_db()
    assert (merged, revision.status, revision.decided_at) == ("withdrawn", "in_review", None)


def test_merge_leaves_nothing_of_the_other_to_look_over() -> None:
    kept, gone = BusinessFactory(slug="kept"), publish(slug="gone", verification="letter")
    send(edit(gone, languages=["fr"]))

    merge(kept, gone)

    assert not Revision.objects.waiting().exists()


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


def test_undo_refuses_where_the_other_was_merged_on() -> None:
    kept, gone = make_pair()
    merger = merge(kept, gone)
    merge(BusinessFactory(slug="third"), kept)

    with pytest.raises(CannotUndo, match="merged"):
        undo_merger(merger=merger, by=UserFactory(), now=LATER)


def test_undo_refuses_where_the_number_was_changed() -> None:
    kept, gone = make_pair(company_number="01234567")
    merger = merge(kept, gone)
    Business.objects.filter(pk=kept.pk).update(company_number="07654321")

    with pytest.raises(CannotUndo, match="number"):
        undo_merger(merger=merger, by=UserFactory(), now=LATER)

    assert count_rows(gone) == [0, 0, 0, 0]


def test_undo_refuses_to_leave_a_team_without_an_admin() -> None:
    kept, gone = make_pair()
    merger = merge(kept, gone)
    make_team(kept, Role.MEMBER)

    with pytest.raises(CannotUndo, match="admin"):
        undo_merger(merger=merger, by=UserFactory(), now=LATER)


def test_undo_refuses_where_somebody_came_to_the_other_by_another_way() -> None:
    kept, gone = make_pair()
    merger = merge(kept, gone)
    member = kept.memberships.get().user
    Membership.objects.create(business=gone, user=member, role=Role.ADMIN, joined_at=NOW)

    with pytest.raises(CannotUndo, match="changed"):
        undo_merger(merger=merger, by=UserFactory(), now=LATER)


def test_undo_tells_both_teams() -> None:
    kept, gone = make_pair()
    make_team(kept)
    merger = merge(kept, gone)

    undo_merger(merger=merger, by=UserFactory(), now=LATER)

    assert Message.objects.filter(kind="profile-unmerged").count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_moderators_merge_once() -> None:
    kept, gone = make_pair()
    by = UserFactory()

    results = run_at_once(
        partial(merge_businesses, kept=kept, gone=gone, by=by, now=NOW),
        partial(merge_businesses, kept=gone, gone=kept, by=by, now=NOW),
    )

    assert sorted(type(each).__name__ for each in results) == ["CannotMerge", "Merger"]
    assert Business.objects.listed().count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_moderators_undo_once() -> None:
    merger = merge(*make_pair())
    call = partial(undo_merger, merger=merger, by=UserFactory(), now=LATER)

    results = run_at_once(call, call)

    assert sorted(str(each) for each in results) == ["None", "undone"]


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
