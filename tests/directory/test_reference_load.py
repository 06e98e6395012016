"""Loading the reference files: complete, repeatable, careful with what people have done since."""

import datetime
import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count

from directory.models import (
    Area,
    Attribution,
    Business,
    Cluster,
    ClusterFact,
    Figure,
    Outcode,
    Outline,
    Place,
    PostcodeArea,
    Sector,
    Source,
)
from directory.reference_files import BrokenReference
from directory.services.listings import choose_slug
from directory.services.loading import load_reference
from tests.directory.reference_copies import copy_files, remove_line, replace_once
from tests.investors.sent_enquiries import send_enquiry

NOW = datetime.datetime(2026, 6, 2, 10, 30, tzinfo=datetime.UTC)
LATER = NOW + datetime.timedelta(days=30)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("reference"),
    pytest.mark.xdist_group("reference_load"),  # the data is loaded once, by one worker
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copy_files(tmp_path)


def load_changes(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Load ``folder`` and return what changed: added, changed, removed by file."""
    changes = load_reference(now=LATER, folder=folder)
    return {c.file: (c.added, c.changed, c.removed) for c in changes if not c.is_empty}


def test_load_brings_all_facts():
    counted = [Cluster, Sector, Outcode, Place, PostcodeArea, Outline, Source, Figure, ClusterFact, Area]

    assert Cluster.objects.top_level().count() == 5
    assert [cluster.slug for cluster in Cluster.objects.finest()] == [
        *("manchester", "leeds", "sheffield", "liverpool", "newcastle", "sunderland", "tees-valley"),
    ]
    assert [model.objects.count() for model in counted] == [8, 68, 673, 1233, 124, 14, 112, 106, 99, 102]
    assert Attribution.objects.count() == 6
    assert Business.objects.listed().count() == 131


def test_load_brings_facts_of_every_kind_for_every_top_cluster():
    kinds = set(ClusterFact.Kind.values)
    found = {cluster.slug: set() for cluster in Cluster.objects.top_level()}
    for fact in ClusterFact.objects.select_related("cluster"):
        found[fact.cluster.parent_id or fact.cluster_id].add(fact.kind)

    assert found == dict.fromkeys(found, kinds)


def test_load_gives_figures_their_label_and_source():
    figure = Figure.objects.get(cluster="manchester", metric="digital_turnover")

    assert (figure.label, figure.value_text, figure.year, figure.source.publisher) == (
        "Turnover of digital businesses",
        "£2.9 billion",
        "2015",
        "Tech City UK",
    )


def test_load_tells_which_files_a_source_made():
    assert Source.objects.get(pk="geonames").files == ["places.csv"]
    assert Source.objects.get(pk="gpg").files == ["businesses.csv"]


def test_load_lists_real_businesses_from_public_records():
    business = Business.objects.get(company_number="03889481")

    assert business.name == "Tombola Limited"
    assert business.slug == "tombola-limited"
    assert business.summary == (
        "Registered activities include: Other information technology service activities (SIC 62090)."
    )
    assert (business.cluster_id, business.basis, business.outcode_id) == ("sunderland", "core", "SR1")
    assert (business.origin, business.verification) == ("public_record", "none")
    assert (business.source_id, business.source_period) == ("gpg", "2022 to 2023")
    assert (business.size_band, business.website) == ("500+", "https://flutter.com/")
    assert [sector.pk for sector in business.sectors.all()] == ["software-services"]
    assert business.listed_at == NOW


def test_load_leaves_unknown_sizes_blank():
    bands = Business.objects.values_list("size_band").annotate(number=Count("pk")).order_by("size_band")

    # 14 employers gave none, or "less than 250", which is no band of ours.
    assert list(bands) == [("", 14), ("250-499", 58), ("500+", 59)]


def test_load_twice_changes_nothing(folder):
    before = list(Business.objects.order_by("pk").values())

    assert load_changes(folder) == {}
    assert list(Business.objects.order_by("pk").values()) == before


def test_load_reports_what_changed(folder):
    replace_once(folder / "figures.csv", ",6000,businesses", ",6001,businesses")
    remove_line(folder / "places.csv", "2657770,Accrington")
    with (folder / "attributions.csv").open("a") as file:
        file.write("One line more.\n")

    assert load_changes(folder) == {
        "attributions.csv": (1, 0, 0),
        "figures.csv": (0, 1, 0),
        "places.csv": (0, 0, 1),
    }
    assert Figure.objects.get(metric="creative_digital_media_businesses").value == 6001


def test_load_renumbers_rows_in_any_order(folder):
    replace_once(folder / "attributions.csv", "text\n", "text\nA new first line.\n")
    replace_once(folder / "sectors.csv", "\nsoftware,,", "\nquantum,,Quantum,,,,\nsoftware,,")

    assert load_changes(folder) == {"attributions.csv": (1, 6, 0), "sectors.csv": (1, 68, 0)}
    assert Sector.objects.order_by("position").first().pk == "quantum"


def test_load_removes_a_branch_of_the_tree(folder):
    for code in ("space-transport,", "space-manufacture,", "space,,"):
        remove_line(folder / "sectors.csv", code)
    businesses = (folder / "businesses.csv").read_text().replace(",space-manufacture,", ",rd-engineering,")
    (folder / "businesses.csv").write_text(businesses)

    assert load_changes(folder)["sectors.csv"][2] == 3
    assert not Sector.objects.filter(pk__startswith="space").exists()


def test_load_refuses_to_lose_a_sector_in_use(folder):
    business = Business.objects.get(company_number="02777575")
    business.origin = Business.Origin.REGISTERED
    business.save()
    business.sectors.set(["energy-software"])
    remove_line(folder / "sectors.csv", "energy-software,")
    replace_once(folder / "figures.csv", ",6000,businesses", ",6001,businesses")

    with pytest.raises(BrokenReference) as refusal:
        load_reference(now=LATER, folder=folder)

    assert str(refusal.value) == (
        "sectors.csv: 'energy-software' is no longer there but still in use (business: 1)"
    )
    assert Figure.objects.get(metric="creative_digital_media_businesses").value == 6000


def test_load_refuses_to_lose_a_sector_that_an_enquiry_names(folder):
    send_enquiry().sectors.set(["energy-software"])
    remove_line(folder / "sectors.csv", "energy-software,")

    with pytest.raises(BrokenReference, match=r"still in use \(enquiry: 1\)$"):
        load_reference(now=LATER, folder=folder)

    assert Sector.objects.filter(pk="energy-software").exists()


def test_load_leaves_a_claimed_business_alone(folder):
    Business.objects.filter(company_number="02777575").update(
        name="BJSS", summary="Our own words.", origin=Business.Origin.REGISTERED
    )
    replace_once(folder / "businesses.csv", "BJSS Limited", "Renamed Limited")

    changes = load_reference(now=LATER, folder=folder)

    business = Business.objects.get(company_number="02777575")
    assert (business.name, business.summary) == ("BJSS", "Our own words.")
    assert (changes[-1].kept, changes[-1].unchanged, changes[-1].is_empty) == (1, 130, True)


def test_load_updates_a_record_but_not_its_address_or_status(folder):
    Business.objects.filter(company_number="02777575").update(status=Business.Status.REMOVED)
    replace_once(folder / "businesses.csv", "BJSS Limited", "Renamed Limited")

    assert load_changes(folder) == {"businesses.csv": (0, 1, 0)}
    business = Business.objects.get(company_number="02777575")
    assert (business.name, business.slug, business.status) == ("Renamed Limited", "bjss-limited", "removed")
    assert business.listed_at == NOW


def test_load_moves_a_record_to_another_sector(folder):
    replace_once(folder / "businesses.csv", ",energy-equipment,", ",hardware-electronics,")

    assert load_changes(folder) == {"businesses.csv": (0, 1, 0)}
    business = Business.objects.get(company_number="10904139")
    assert [sector.pk for sector in business.sectors.all()] == ["hardware-electronics"]


def test_load_archives_a_record_that_is_gone(folder):
    remove_line(folder / "businesses.csv", "02777575,")

    assert load_changes(folder) == {"businesses.csv": (0, 0, 1)}
    assert load_changes(folder) == {}
    assert Business.objects.get(company_number="02777575").status == Business.Status.ARCHIVED


def test_load_puts_back_what_was_edited_by_hand(folder):
    Cluster.objects.filter(pk="leeds").update(name="Loidis")

    assert load_changes(folder) == {"clusters.csv": (0, 1, 0)}
    assert Cluster.objects.get(pk="leeds").name == "Leeds"


@pytest.mark.parametrize(
    ("name", "taken", "slug"),
    [
        ("BJSS Limited", set(), "bjss-limited"),
        ("BJSS Limited", {"bjss-limited"}, "bjss-limited-sc123456"),
        ("株式会社", set(), "sc123456"),
    ],
)
def test_choose_slug_avoids_the_taken(name, taken, slug):
    assert choose_slug(name, "SC123456", taken=taken) == slug


def run_command(**options: object) -> str:
    output = io.StringIO()
    call_command("load_reference", stdout=output, **options)
    return output.getvalue()


def test_command_says_that_all_is_up_to_date():
    assert run_command() == "Reference data is up to date (2,725 rows).\n"
    assert run_command(verbosity=0) == ""


def test_command_says_what_changed(folder):
    replace_once(folder / "figures.csv", ",6000,businesses", ",6001,businesses")
    Business.objects.filter(company_number="02777575").update(origin=Business.Origin.REGISTERED)
    remove_line(folder / "businesses.csv", "02621976,")

    assert run_command(folder=folder) == (
        "figures.csv: 0 added, 1 changed, 0 removed, 105 unchanged\n"
        "businesses.csv: 0 added, 0 changed, 1 removed, 129 unchanged, 1 held by their business\n"
    )


def test_command_refuses_a_broken_file(folder):
    line = replace_once(folder / "figures.csv", ",6000,businesses", ",lots,businesses")

    with pytest.raises(CommandError) as refusal:
        run_command(folder=folder)

    assert (
        str(refusal.value) == f"Nothing was loaded. figures.csv, line {line}: value: 'lots' is not a number"
    )
