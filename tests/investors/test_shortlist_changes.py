"""What was kept and is archived, removed, merged or over since."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from directory.models import Business
from directory.services.merging import merge_businesses, undo_merger
from investors.models import Opportunity
from investors.shortlist_entries import Entry
from investors.shortlist_kinds import find_kept, find_thing
from tests.accounts.people import UserFactory, read_page
from tests.directory.listings import NOW, BusinessFactory, ClusterFactory
from tests.investors.shortlists import keep, read_cookie

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 6, 2)


def refer(thing: Business | Opportunity) -> str:
    return f"{type(thing).__name__.lower()}:{thing.pk}"


def merge(kept: Business, gone: Business):
    return merge_businesses(kept=kept, gone=gone, by=UserFactory(), now=NOW)


def make_opportunity(**fields) -> Opportunity:
    day = timezone.localdate()
    given = {
        "slug": "arc",
        "title": "Innovation Arc",
        "cluster": ClusterFactory(),
        "status": Opportunity.Status.PUBLISHED,
        "valid_from": day - datetime.timedelta(days=10),
        "valid_until": day + datetime.timedelta(days=10),
        "first_published_at": NOW,
        "published_at": NOW,
    }
    return Opportunity.objects.create(**given | fields)


@pytest.mark.parametrize("status", ["archived", "removed"])
def test_business_that_was_taken_down_is_told_without_its_name(client: Client, status: str) -> None:
    business = BusinessFactory(name="Loom")
    keep(client, refer(business))
    client.get("/shortlist/")  # shows the message, which has the name
    Business.objects.filter(pk=business.pk).update(status=status)

    page = read_page(client.get("/shortlist/"))

    assert "A business that is no longer in the directory" in page
    assert "Loom" not in page


def test_deleted_rows_are_told(client: Client) -> None:
    business, cluster = BusinessFactory(), ClusterFactory(slug="sheffield")
    keep(client, refer(business), "cluster:sheffield")
    business.delete()
    cluster.delete()

    page = read_page(client.get("/shortlist/"))

    assert "A business that is no longer in the directory" in page
    assert "A cluster that is no longer on this site" in page


def test_merged_business_is_followed_to_what_it_is_now(client: Client) -> None:
    mill, loom, shed = (BusinessFactory(name=name) for name in ("Mill", "Loom", "Shed"))
    keep(client, refer(mill))
    merge(kept=loom, gone=mill)
    merge(kept=shed, gone=loom)

    page = read_page(client.get("/shortlist/"))

    assert "You kept “Mill”. It is one listing with “Shed” now." in page


def test_two_that_are_one_now_are_shown_once_with_both_notes() -> None:
    mill, loom = BusinessFactory(name="Mill"), BusinessFactory(name="Loom")
    merge(kept=loom, gone=mill)

    kept = find_kept([Entry(refer(mill), "first"), Entry("cluster:leeds"), Entry(refer(loom), "second")])

    assert [item.entry for item in kept] == [Entry(refer(loom), "first\nsecond"), Entry("cluster:leeds")]


def test_removing_what_was_merged_removes_both(client: Client) -> None:
    mill, loom = BusinessFactory(), BusinessFactory()
    keep(client, refer(mill), refer(loom))
    merge(kept=loom, gone=mill)

    client.post("/shortlist/remove/", {"ref": refer(loom)})

    assert read_cookie(client) == []


def test_merger_that_was_undone_is_two_again() -> None:
    mill, loom = BusinessFactory(name="Mill"), BusinessFactory(name="Loom")
    merger = merge(kept=loom, gone=mill)
    undo_merger(merger=merger, by=UserFactory(), now=NOW)

    assert find_thing(refer(mill)).name == "Mill"


def test_merged_into_what_was_taken_down_is_gone(client: Client) -> None:
    mill, loom = BusinessFactory(), BusinessFactory()
    keep(client, refer(mill))
    merge(kept=loom, gone=mill)
    Business.objects.filter(pk=loom.pk).update(status="archived")

    assert "A business that is no longer in the directory" in read_page(client.get("/shortlist/"))


@pytest.mark.parametrize("rows", [1, 20])
def test_following_mergers_costs_the_same_for_any_rows(django_assert_num_queries, rows: int) -> None:
    pairs = [(BusinessFactory(), BusinessFactory()) for _ in range(rows)]
    for kept, gone in pairs:
        merge(kept=kept, gone=gone)

    with django_assert_num_queries(4):  # businesses, mergers, their mergers, those that were kept
        found = find_kept([Entry(refer(gone)) for _kept, gone in pairs])

    assert [item.ref for item in found] == [refer(kept) for kept, _gone in pairs]


def test_opportunity_never_shown_is_not_found() -> None:
    draft = make_opportunity(status="draft", first_published_at=None, published_at=None)

    assert find_thing(refer(draft)) is None
    assert find_kept([Entry(refer(draft))])[0].found.name == ""


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"status": "expired"}, "Innovation Arc"),
        ({"valid_until": TODAY, "valid_from": TODAY}, "Innovation Arc"),
        ({"status": "withdrawn"}, ""),
    ],
)
def test_opportunity_that_is_over_is_named_unless_it_was_withdrawn(changes: dict, name: str) -> None:
    over = make_opportunity(**changes)

    found = find_kept([Entry(refer(over))])[0].found

    assert (found.thing, found.name) == (None, name)
