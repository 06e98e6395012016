"""What the database itself refuses, whoever writes."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from directory.models import (
    Area,
    Attribution,
    Business,
    Cluster,
    ClusterFact,
    Figure,
    Merger,
    Outcode,
    Place,
    PostcodeArea,
    Report,
    Sector,
    Source,
)
from tests.directory.listings import NOW, BusinessFactory, ClusterFactory, OutcodeFactory, SourceFactory

pytestmark = pytest.mark.django_db

POSITION = {"latitude": 53.8, "longitude": -1.55}


def assert_refused(constraint, write, **values):
    """Check that the write fails by the named constraint, deferred ones included."""
    with pytest.raises(IntegrityError, match=constraint):
        write_in_full(write, values)


def write_in_full(write, values):
    """Write, and have every constraint checked at once instead of at the end of the transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        write(**values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def make_figure(**changes):
    facts = {"cluster": ClusterFactory(), "position": 1, "metric": "jobs", "label": "Jobs", "value": 5}
    facts |= {"unit": "jobs", "year": "2014", "geography": "Leeds", "source": SourceFactory()}
    return Figure.objects.create(**facts | changes)


def make_fact(**changes):
    facts = {"cluster": ClusterFactory(), "kind": "hub", "position": 1, "name": "Hub"}
    return ClusterFact.objects.create(**facts | {"source": SourceFactory()} | changes)


def make_merger(**changes):
    facts = {"former_status": "published", "moved": {}, "merged_at": NOW}
    both = {"kept": BusinessFactory(), "gone": BusinessFactory()}
    return Merger.objects.create(**facts | both | changes)


def make_place(**changes):
    facts = {"geoname_id": 1, "name": "Leeds", "name_key": "leeds", "district": "Leeds", "basis": "core"}
    return Place.objects.create(**facts | {"cluster": ClusterFactory()} | POSITION | changes)


def make_area(**changes):
    facts = {"name_key": "leeds", "kind": "district", "name": "Leeds", "basis": "core"}
    return Area.objects.create(**facts | {"cluster": ClusterFactory()} | POSITION | changes)


@pytest.mark.parametrize(
    "elsewhere", [{"latitude": -1.55, "longitude": 53.8}, {"latitude": 48.9}, {"longitude": 2.4}]
)
def test_position_outside_britain_is_refused(elsewhere):
    assert_refused("cluster_position_in_britain", ClusterFactory, slug="paris", **elsewhere)
    assert_refused("outcode_position_in_britain", OutcodeFactory, code="ZZ1", **elsewhere)
    assert_refused("place_position_in_britain", make_place, **elsewhere)
    assert_refused("area_position_in_britain", make_area, **elsewhere)


def test_two_clusters_in_one_position_are_refused():
    first = ClusterFactory(slug="leeds")

    assert_refused("cluster_position_once", ClusterFactory, slug="hull", position=first.position)


def test_two_sectors_in_one_position_are_refused():
    Sector.objects.create(code="software", name="Software", position=900)

    assert_refused("sector_position_once", Sector.objects.create, code="data", name="Data", position=900)


def test_two_attributions_alike_are_refused():
    Attribution.objects.create(position=1, text="Contains data.")

    create = Attribution.objects.create
    assert_refused("attribution_position_once", create, position=1, text="Contains other data.")
    assert_refused("directory_attribution_text", create, position=2, text="Contains data.")


def test_figure_given_twice_is_refused():
    make_figure()
    make_figure(cluster=None)

    make_figure(year="2015")
    make_figure(geography="West Yorkshire")
    assert_refused("figure_once", make_figure, position=2, value=6)
    assert_refused("figure_once", make_figure, position=2, value=6, cluster=None)


def test_fact_given_twice_is_refused():
    make_fact()

    make_fact(kind="employer")
    assert_refused("cluster_fact_once", make_fact, position=2)


@pytest.mark.parametrize("half", [{"latitude": 53.8}, {"longitude": -1.55}])
def test_fact_with_half_a_position_is_refused(half):
    assert_refused("cluster_fact_position_whole", make_fact, **half)


def test_number_below_nought_is_refused():
    assert_refused("postcodes_check", OutcodeFactory, code="LS99", postcodes=-1)
    assert_refused("population_check", make_place, population=-1)


def test_two_businesses_with_one_address_are_refused():
    BusinessFactory(slug="bjss")

    assert_refused("slug", BusinessFactory, slug="bjss")


def test_two_businesses_with_one_company_number_are_refused():
    BusinessFactory(company_number="02777575")
    BusinessFactory(company_number="")
    BusinessFactory(company_number="")

    assert_refused("business_company_number_once", BusinessFactory, company_number="02777575")


def test_business_of_public_record_without_source_is_refused():
    BusinessFactory(origin=Business.Origin.EXAMPLE, source=None)

    assert_refused(
        "business_public_record_has_source",
        BusinessFactory,
        origin=Business.Origin.PUBLIC_RECORD,
        source=None,
    )


@pytest.mark.parametrize("model", [Cluster, Outcode, Source])
def test_reference_in_use_cannot_be_deleted(model):
    BusinessFactory(outcode=OutcodeFactory(), origin="public_record", source=SourceFactory())

    with pytest.raises(ProtectedError):
        model.objects.all().delete()


def test_cluster_that_postcode_areas_name_cannot_be_deleted():
    cluster = ClusterFactory(slug="liverpool")
    PostcodeArea.objects.create(code="L", name="Liverpool", name_key="liverpool", cluster=cluster)

    with pytest.raises(ProtectedError):
        cluster.delete()


@pytest.mark.parametrize("half", [{"status": "handled"}, {"status": "open", "settled_at": NOW}])
def test_report_is_settled_with_its_time_or_open_without(half):
    business = BusinessFactory()
    create = Report.objects.create

    create(business=business, reason="wrong", reported_at=NOW, status="handled", settled_at=NOW)
    facts = {"business": business, "reason": "wrong", "reported_at": NOW}
    assert_refused("report_settled_has_time", create, **facts | half)


def test_listing_merged_with_itself_is_refused():
    business = BusinessFactory()

    assert_refused("merger_of_two", make_merger, kept=business, gone=business)


def test_listing_merged_twice_is_refused_unless_the_first_was_undone():
    gone = BusinessFactory()
    make_merger(gone=gone, undone_at=NOW)
    make_merger(gone=gone)

    assert_refused("merger_standing_once", make_merger, gone=gone)
