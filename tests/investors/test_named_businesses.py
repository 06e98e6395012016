"""Enquiries that name several businesses: where they go, what is shown, and what a merger does to them."""

import pytest

from directory.services.merging import merge_businesses, undo_merger
from investors.case_sheet import describe_plan
from investors.facts import gather_facts
from investors.models import Enquiry
from investors.routing import NamedBusiness
from tests.accounts.people import UserFactory
from tests.directory.listings import BusinessFactory
from tests.investors.sent_enquiries import NOW, make_cluster, send_enquiry

pytestmark = pytest.mark.django_db


def make_businesses(*names, cluster="leeds"):
    make_cluster(cluster)
    return [BusinessFactory(slug=name.lower(), name=name, cluster_id=cluster) for name in names]


def name_all(first, *others, **answers) -> Enquiry:
    return send_enquiry(
        business_id=first.pk, other_business_ids=tuple(business.pk for business in others), **answers
    )


def show_businesses(enquiry) -> str:
    return next(row["value"] for row in describe_plan(enquiry) if row["key"] == "About the business")


def test_several_of_one_cluster_go_to_that_cluster():
    enquiry = name_all(*make_businesses("Beta", "Alpha"))

    assert gather_facts(enquiry, NOW).business == NamedBusiness("Beta", "leeds")


def test_of_several_clusters_the_first_named_decides():
    [first] = make_businesses("Zeta", cluster="sheffield")

    assert gather_facts(name_all(first, *make_businesses("Alpha")), NOW).business.cluster == "sheffield"


def test_sheet_names_all_the_first_one_first():
    enquiry = name_all(*make_businesses("Zeta", "Gamma", "Alpha"))

    assert show_businesses(enquiry) == "Zeta\nAlpha\nGamma"


@pytest.mark.parametrize("rows", [1, 30])
def test_sheet_asks_the_same_queries_however_many_are_named(rows, django_assert_num_queries):
    enquiry = name_all(*make_businesses(*[f"Works {number}" for number in range(rows)]))
    enquiry = Enquiry.objects.select_related("business").get(pk=enquiry.pk)

    with django_assert_num_queries(2):
        describe_plan(enquiry)


def test_merger_moves_what_is_named_among_others_and_back():
    first, gone, kept = make_businesses("First", "Gone", "Kept")
    enquiry = name_all(first, gone)

    merger = merge_businesses(kept=kept, gone=gone, by=UserFactory(), now=NOW)
    merged = list(enquiry.other_businesses.all())
    undo_merger(merger=merger, by=UserFactory(), now=NOW)

    assert merged == [kept]
    assert list(enquiry.other_businesses.all()) == [gone]


def test_merger_of_two_that_are_both_named_shows_the_kept_one_once():
    gone, kept, first = make_businesses("Gone", "Kept", "First")
    both, among = name_all(gone, kept), name_all(first, gone, kept)

    merge_businesses(kept=kept, gone=gone, by=UserFactory(), now=NOW)

    both.refresh_from_db()
    assert show_businesses(both) == "Kept"
    assert set(among.other_businesses.all()) == {gone, kept}
