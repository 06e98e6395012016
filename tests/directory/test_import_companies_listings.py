"""What the import of the register means for the directory."""

import datetime
from pathlib import Path

import pytest
from django.core.management import CommandError

from directory.models import Business, Company, Source
from directory.services.listings import load_listings
from tests.directory.company_files import (
    DECEMBER,
    NOVEMBER,
    make_company,
    prepare_north,
    run_import,
    write_companies,
)
from tests.directory.listings import BusinessFactory, OutcodeFactory, SectorFactory, make_public_record

NOW = datetime.datetime(2026, 11, 2, tzinfo=datetime.UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _north(settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    prepare_north()


def test_companies_become_no_listings_unless_asked(tmp_path: Path):
    run_import(write_companies(tmp_path / NOVEMBER, make_company()))

    assert Company.objects.count() == 1
    assert not Business.objects.exists()


def test_listed_company_says_where_it_comes_from(tmp_path: Path):
    lines = run_import(write_companies(tmp_path / NOVEMBER, make_company()), "--list")

    assert "Listings: 1 new, 0 changed, 0 archived." in lines
    business = Business.objects.get()
    assert (business.name, business.slug) == (
        "Example Loom ZZ000001 Limited",
        "example-loom-zz000001-limited",
    )
    assert (business.origin, business.source_id) == ("public_record", Company.SOURCE)
    assert (business.source_period, business.status) == ("1 November 2026", "published")
    assert business.summary == (
        "Registered activities include: Business and domestic software development (SIC 62012)."
    )
    assert [sector.pk for sector in business.sectors.all()] == ["software-development"]
    assert (business.cluster_id, business.basis, business.outcode_id) == ("leeds", "core", "LS1")
    # The registered office may be a home: its town is enough.
    assert (business.town, business.postcode, business.website) == ("Leeds", "", "")


def test_only_active_companies_with_a_digital_code_are_listed(tmp_path: Path):
    path = write_companies(
        tmp_path / NOVEMBER,
        make_company("ZZ000001", CompanyStatus="Liquidation"),
        make_company("ZZ000002", SICCode__SicText_1="47710 - Clothes"),
        make_company("ZZ000003", RegAddress__PostCode="EC1V 1AA"),
        make_company("ZZ000004"),
    )

    run_import(path, "--list", "--sic", "all", "--outcodes", "all")

    assert Company.objects.count() == 4
    assert [business.company_number for business in Business.objects.all()] == ["ZZ000004"]


def test_listing_again_changes_nothing(tmp_path: Path):
    path = write_companies(tmp_path / NOVEMBER, make_company("ZZ000001"), make_company("ZZ000002"))
    run_import(path, "--list")
    before = list(Business.objects.order_by("pk").values())

    lines = run_import(path, "--list")

    assert "Listings: 0 new, 0 changed, 0 archived." in lines
    assert list(Business.objects.order_by("pk").values()) == before


def test_names_that_are_alike_get_addresses_of_their_own(tmp_path: Path):
    rows = [make_company(f"ZZ00000{n}", CompanyName="EXAMPLE LOOM LIMITED") for n in (1, 2)]

    run_import(write_companies(tmp_path / NOVEMBER, *rows), "--list")

    assert set(Business.objects.values_list("slug", flat=True)) == {
        "example-loom-limited",
        "example-loom-limited-zz000002",
    }


def test_unclaimed_listing_follows_the_register(tmp_path: Path):
    run_import(write_companies(tmp_path / NOVEMBER, make_company()), "--list")
    OutcodeFactory(code="LS2")
    SectorFactory(code="software-consultancy")
    changed = make_company(
        CompanyName="EXAMPLE SPINDLE LIMITED",
        RegAddress__PostCode="LS2 1AA",
        SICCode__SicText_1="62020 - Information technology consultancy activities",
    )

    lines = run_import(write_companies(tmp_path / DECEMBER, changed), "--list")

    assert "Listings: 0 new, 1 changed, 0 archived." in lines
    business = Business.objects.get()
    assert (business.name, business.outcode_id) == ("Example Spindle Limited", "LS2")
    assert business.slug == "example-loom-zz000001-limited"
    assert business.source_period == "1 December 2026"
    assert [sector.pk for sector in business.sectors.all()] == ["software-consultancy"]


@pytest.mark.parametrize(
    "said",
    [
        {"origin": Business.Origin.REGISTERED},
        {"verification": Business.Verification.EMAIL_DOMAIN},
        {"confirmed_at": NOW},
    ],
)
def test_what_a_business_said_is_never_overwritten(tmp_path: Path, said: dict[str, object]):
    run_import(
        write_companies(tmp_path / NOVEMBER, make_company("ZZ000001"), make_company("ZZ000002")), "--list"
    )
    Business.objects.update(name="What we call ourselves", **said)
    before = list(Business.objects.order_by("company_number").values())
    before[1]["status"] = "archived"  # the second company is closed then
    renamed = make_company("ZZ000001", CompanyName="EXAMPLE SPINDLE LIMITED")

    lines = run_import(write_companies(tmp_path / DECEMBER, renamed), "--list")

    assert "Companies: 0 new, 1 changed, 1 closed, 0 unchanged." in lines
    assert list(Business.objects.order_by("company_number").values()) == before


def test_listing_of_another_source_is_left_as_it_is(tmp_path: Path):
    make_public_record(name="Loom", company_number="ZZ000001")
    BusinessFactory(name="Spindle", company_number="ZZ000002", status=Business.Status.DRAFT)
    before = list(Business.objects.order_by("pk").values())

    run_import(
        write_companies(tmp_path / NOVEMBER, make_company("ZZ000001"), make_company("ZZ000002")), "--list"
    )

    assert list(Business.objects.order_by("pk").values()) == before


def test_listing_of_a_closed_company_is_archived(tmp_path: Path):
    rows = [make_company(f"ZZ00000{number}") for number in (1, 2, 3)]
    run_import(write_companies(tmp_path / NOVEMBER, *rows))
    kept = make_public_record(company_number="ZZ000001")
    gone = make_public_record(company_number="ZZ000002")
    claimed = make_public_record(company_number="ZZ000003", verification=Business.Verification.LETTER)
    unknown = make_public_record(company_number="ZZ000009")
    examples = BusinessFactory(origin=Business.Origin.EXAMPLE)

    lines = run_import(write_companies(tmp_path / DECEMBER, rows[0]))

    assert "Listings: 0 new, 0 changed, 2 archived." in lines
    statuses = dict(Business.objects.values_list("pk", "status"))
    assert statuses == {
        kept.pk: "published",
        gone.pk: "archived",
        claimed.pk: "archived",
        unknown.pk: "published",
        examples.pk: "published",
    }


def test_loading_the_reference_leaves_listings_of_the_register(tmp_path: Path):
    run_import(write_companies(tmp_path / NOVEMBER, make_company()), "--list")
    make_public_record(company_number="ZZ000009")

    change = load_listings(rows=[], now=NOW)

    assert change.removed == 1
    statuses = dict(Business.objects.values_list("company_number", "status"))
    assert statuses == {"ZZ000001": "published", "ZZ000009": "archived"}


def test_listing_needs_its_source(tmp_path: Path):
    Source.objects.filter(pk=Company.SOURCE).delete()

    with pytest.raises(CommandError, match=r"^There is no reference data yet\. Run manage\.py load_refer"):
        run_import(write_companies(tmp_path / NOVEMBER, make_company()), "--list")

    assert not Company.objects.exists()
