"""Example businesses: generated, the same every time, and marked as what they are."""

import datetime
import io

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count, Q

from directory.models import Business, Cluster, Sector
from directory.services.demonstration import ReferenceMissing, add_example_businesses

NOW = datetime.datetime(2026, 6, 2, 10, 30, tzinfo=datetime.UTC)
EXAMPLES = Business.objects.filter(origin=Business.Origin.EXAMPLE)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("reference"),
    pytest.mark.xdist_group("seed_demo"),  # the data is loaded once, by one worker
]


def seed(**options: object) -> str:
    output = io.StringIO()
    call_command("seed_demo", stdout=output, **options)
    return output.getvalue()


def test_examples_are_the_same_every_time():
    facts = ("slug", "name", "summary", "description", "cluster", "outcode", "size_band", "listed_at")
    add_example_businesses(count=40, now=NOW)
    first = list(EXAMPLES.order_by("slug", "sectors").values_list(*facts, "sectors"))
    EXAMPLES.all().delete()

    add_example_businesses(count=40, now=NOW)

    assert list(EXAMPLES.order_by("slug", "sectors").values_list(*facts, "sectors")) == first


def test_seeding_again_adds_only_what_lacks(settings):
    settings.DEBUG = True

    assert seed(businesses=20) == "20 example businesses added, 0 were there already.\n"
    before = list(EXAMPLES.order_by("pk").values())
    assert seed(businesses=20) == "0 example businesses added, 20 were there already.\n"
    assert list(EXAMPLES.order_by("pk").values()) == before
    assert seed(businesses=20, verbosity=0) == ""
    assert seed(businesses=50) == "30 example businesses added, 20 were there already.\n"
    assert list(EXAMPLES.order_by("pk").values()[:20]) == before


def test_examples_say_that_they_are():
    add_example_businesses(count=60, now=NOW)

    marked = EXAMPLES.filter(
        name__endswith=" (example)",
        slug__startswith="example-",
        description__startswith="A generated example for demonstration: there is no such business.",
    )
    assert marked.count() == 60
    assert EXAMPLES.exclude(company_number="", website="", postcode="", source=None).count() == 0


def test_examples_can_be_told_from_real_listings():
    real = list(Business.objects.filter(origin="public_record").order_by("pk").values())

    add_example_businesses(count=60, now=NOW)

    assert list(Business.objects.exclude(origin="example").order_by("pk").values()) == real


def test_examples_lie_where_their_outcode_does():
    add_example_businesses(count=200, now=NOW)

    for business in EXAMPLES.select_related("outcode"):
        assert business.cluster_id == business.outcode.cluster_id
        assert business.town == business.outcode.town
        assert business.basis == business.outcode.basis


def test_examples_spread_as_real_firms_do():
    add_example_businesses(count=2000, now=NOW)

    by_cluster = dict(EXAMPLES.values_list("cluster").annotate(number=Count("pk")))
    by_size = dict(EXAMPLES.values_list("size_band").annotate(number=Count("pk")))
    tops = Sector.objects.filter(parent=None).annotate(
        number=Count("children__businesses", filter=Q(children__businesses__origin="example"))
    )
    assert set(by_cluster) == {cluster.slug for cluster in Cluster.objects.finest()}
    assert by_cluster["manchester"] > by_cluster["leeds"] > by_cluster["sunderland"] > 40
    assert by_size["1-9"] > 2 * by_size["10-49"] > 4 * by_size["250-499"] > 0
    assert min(top.number for top in tops) > 5
    assert EXAMPLES.filter(sectors=None).count() == 0


def test_seeding_is_refused_outside_debug(settings):
    settings.DEBUG = False

    with pytest.raises(CommandError, match=r"^Examples do not belong on a real site\."):
        seed(businesses=5)

    assert EXAMPLES.count() == 0
    assert seed(businesses=5, force=True) == "5 example businesses added, 0 were there already.\n"


@pytest.mark.parametrize("count", [-1, 2_000_001])
def test_seeding_refuses_a_count_out_of_bounds(settings, count):
    settings.DEBUG = True

    with pytest.raises(CommandError, match=r"^--businesses takes a number from 0 to 2,000,000\.$"):
        seed(businesses=count)


def test_seeding_needs_reference_data(settings):
    settings.DEBUG = True
    Business.objects.all().delete()
    Sector.objects.exclude(parent=None).delete()
    Sector.objects.all().delete()

    with pytest.raises(CommandError, match=r"^There is no reference data yet\."):
        seed(businesses=5)
    with pytest.raises(ReferenceMissing):
        add_example_businesses(count=5, now=NOW)
