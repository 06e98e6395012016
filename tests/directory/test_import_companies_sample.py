"""The import of real rows, quirks and all: see ``SAMPLE`` for where they come from."""

from pathlib import Path

import pytest
from django.test import Client

from directory.models import Business, Company, Source
from tests.directory.company_files import SAMPLE, run_import

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("reference"),
    pytest.mark.xdist_group("company_sample"),  # the reference data is loaded once, by one worker
]

OPTIONS = ["--snapshot-date", "2017-11-01"]
DIGITAL = ["03787641", "04673304", "05894388", "09975153", "10155371"]


@pytest.fixture(autouse=True)
def _data(settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


def test_real_sample_gives_the_digital_companies_of_the_north():
    lines = run_import(SAMPLE, *OPTIONS)

    assert lines == [
        "companies_2017_11.csv, as of 1 November 2017: 55 rows.",
        "Companies: 5 new, 0 changed, none closed, since this is a part, 0 unchanged.",
    ]
    assert sorted(Company.objects.values_list("number", flat=True)) == DIGITAL
    company = Company.objects.get(number="04673304")
    assert (company.outcode_id, company.sic_codes) == ("L3", ["30120", "62090", "68100", "77341"])


def test_real_sample_is_taken_in_whole():
    lines = run_import(SAMPLE, *OPTIONS, "--outcodes", "all", "--sic", "all")

    assert lines[1:] == ["Companies: 55 new, 0 changed, none closed, since this is a part, 0 unchanged."]
    companies = Company.objects.in_bulk()
    assert len(companies) == 55
    assert sum(company.outcode_id is not None for company in companies.values()) == 45
    assert companies["FC031423"].outcode_id is None  # Isle of Man
    assert companies["06472961"].status == Company.Status.ACTIVE
    assert companies["02794732"].status == Company.Status.LIQUIDATION
    assert companies["02794732"].sic_codes == []  # "None Supplied"
    assert companies["OC349139"].previous_names == ["COLLER CAPITAL ADVISORS LLP"]
    assert companies["05167995"].category.startswith("PRI/LBG/NSC (Private, Limited by guarantee, no share")


def test_listings_that_are_there_already_stay():
    before = list(Business.objects.order_by("pk").values())

    lines = run_import(SAMPLE, *OPTIONS, "--list")

    assert lines[2] == "Listings: 0 new, 0 changed, 0 archived."
    assert list(Business.objects.order_by("pk").values()) == before


def test_adjacent_companies_can_be_listed_too():
    lines = run_import(SAMPLE, *OPTIONS, "--list", "--sic", "adjacent")

    assert lines[2] == "Listings: 4 new, 0 changed, 0 archived."
    listed = Business.objects.filter(source=Company.SOURCE).order_by("name")
    assert [(business.name, business.cluster_id, business.town) for business in listed] == [
        ("Aka Consultancy Limited", "manchester", "Warrington"),
        ("Bodvel Power Limited", "tees-valley", "Malton"),
        ("Synigise Digital Ltd", "manchester", "Stockport"),
        ("York Survey Supply Centre Limited", "leeds", "York"),
    ]


def test_sources_page_has_the_register_among_the_data_sets(client: Client):
    response = client.get("/sources/")

    assert Company.SOURCE in [source.key for source in response.context["data_sets"]]
    assert {source.kind for source in response.context["publications"]}.isdisjoint({Source.Kind.DATA})
