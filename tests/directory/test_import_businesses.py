"""The import of a spreadsheet: what it adds, what it changes, what it leaves alone, all or nothing."""

import datetime
import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from directory.listing_sheets import read_listing, read_sheet
from directory.models import Business, BusinessEvent, Company, ListingSheet
from directory.services.sheet_checking import Deed, Plan, check_sheet
from directory.services.sheet_import import SheetDone, SheetRefused, import_kept, import_listings, keep_sheet
from directory.workflow import Actor
from tests.accounts.people import UserFactory
from tests.directory.listings import (
    BusinessFactory,
    OutcodeFactory,
    SectorFactory,
    SourceFactory,
    make_public_record,
)
from tests.directory.sheets import make_row, write_csv

NOW = datetime.datetime(2026, 11, 2, tzinfo=datetime.UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _north() -> None:
    OutcodeFactory(code="LS1")
    SectorFactory(code="software-development")
    SectorFactory(code="data-ai")
    SourceFactory(key="list", title="A list")


def run(*rows: dict[str, str]) -> Plan:
    return import_listings(
        listings=[read_listing(row) for row in read_sheet(write_csv(*rows))],
        source=SourceFactory(key="list"),
        source_period="March 2026",
        actor=Actor.system(),
        now=NOW,
    )


def list_errors(*rows: dict[str, str]) -> list[tuple[int, list[str]]]:
    plan = check_sheet(listings=[read_listing(row) for row in read_sheet(write_csv(*rows))])
    return [(outcome.row, outcome.notes) for outcome in plan.errors]


def test_new_business_is_listed_with_its_source_and_event():
    run(make_row(summary="Plans looms.", keywords="textiles", sectors="software-development; data-ai"))

    business = Business.objects.get()
    assert (business.name, business.slug) == (
        "Example Loom ZZ000001 Limited",
        "example-loom-zz000001-limited",
    )
    assert (business.status, business.origin, business.verification) == ("published", "public_record", "none")
    assert (business.source_id, business.source_period) == ("list", "March 2026")
    assert (business.cluster_id, business.basis, business.outcode_id) == ("leeds", "core", "LS1")
    assert (business.postcode, business.town) == ("LS1 4AP", "Leeds")
    assert (business.summary, business.keywords, business.listed_at) == ("Plans looms.", ["textiles"], NOW)
    assert {sector.pk for sector in business.sectors.all()} == {"software-development", "data-ai"}
    event = BusinessEvent.objects.get()
    assert (event.kind, event.actor_kind, event.to_status) == ("imported", "system", "published")
    business.full_clean()


def test_same_spreadsheet_again_changes_nothing():
    row = make_row(website="loom.example", size_band="10-49", kind="company", founded_year="2014")
    run(row)
    before = list(Business.objects.values())

    plan = run(row)

    assert plan.counts == {Deed.UNCHANGED: 1}
    assert list(Business.objects.values()) == before
    assert BusinessEvent.objects.count() == 1


@pytest.mark.parametrize("key", ["company_number", "slug"])
def test_unclaimed_listing_is_changed_by_number_or_slug(key: str):
    business = make_public_record(
        name="Old", slug="old", company_number="ZZ000001", town="York", summary="Kept"
    )
    row = {"company_number": "ZZ000001", "slug": "old", "name": "New", "summary": "", "sectors": "data-ai"}

    plan = run({key: row[key], "name": "New", "summary": "", "sectors": "data-ai"})

    assert plan.of(Deed.CHANGED)[0].changes == ["name", "sectors"]
    business.refresh_from_db()
    assert (business.name, business.slug, business.town, business.summary) == ("New", "old", "York", "Kept")
    assert (business.source_id, business.source_period) == ("list", "March 2026")
    assert [sector.pk for sector in business.sectors.all()] == ["data-ai"]
    event = BusinessEvent.objects.get()
    assert (event.kind, event.detail) == ("updated", {"fields": ["name", "sectors"]})


def test_business_without_a_company_number_is_listed_by_its_slug():
    row = make_row("", slug="loom-trust", kind="charity")

    run(row)

    assert Business.objects.get().slug == "loom-trust"
    assert run(row).counts == {Deed.UNCHANGED: 1}


def test_namesakes_get_addresses_of_their_own():
    run(make_row("ZZ000001", name="Loom"), make_row("ZZ000002", name="Loom"))

    assert set(Business.objects.values_list("slug", flat=True)) == {"loom", "loom-zz000002"}


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"origin": "registered", "source": None}, "The business registered itself, and keeps its profile."),
        ({"verification": "letter"}, "The business has claimed or confirmed this listing, and keeps it."),
        ({"confirmed_at": NOW}, "The business has claimed or confirmed this listing, and keeps it."),
        ({"origin": "example", "source": None}, "This listing is an example."),
    ],
)
def test_listing_that_a_business_has_a_say_in_is_left_alone(said: dict[str, object], reason: str):
    make_public_record(company_number="ZZ000001", **said)
    before = list(Business.objects.values())

    plan = run(make_row("ZZ000001"), make_row("ZZ000002"))

    assert [(each.row, each.notes) for each in plan.of(Deed.LEFT)] == [(2, [reason])]
    assert list(Business.objects.filter(company_number="ZZ000001").values()) == before
    assert plan.counts[Deed.ADDED] == 1


def test_listing_with_a_team_is_left_alone():
    business = make_public_record(company_number="ZZ000001")
    business.memberships.create(user=UserFactory(), role="admin", joined_at=NOW)

    assert run(make_row("ZZ000001")).counts == {Deed.LEFT: 1}


def test_one_bad_row_stops_all():
    with pytest.raises(SheetRefused, match=r"^1 rows cannot be imported$"):
        run(make_row("ZZ000001"), make_row("ZZ000002", postcode="EC1V 1AA"))

    assert not Business.objects.exists()


def test_every_fault_is_named_with_its_row():
    make_public_record(slug="one", company_number="ZZ000011")
    make_public_record(slug="two", company_number="")
    Company.objects.create(
        number="ZZ000012", name="X", status="dissolved", last_seen_on=NOW.date(), imported_at=NOW
    )

    errors = list_errors(
        make_row("ZZ000001", postcode="EC1V 1AA", founded_year="never"),
        make_row("ZZ000002", sectors="weaving"),
        make_row("", name="Nameless"),
        {"company_number": "ZZ000003", "name": "Only a name"},
        make_row("ZZ000004"),
        make_row("ZZ000004"),
        make_row("ZZ000011", slug="two"),
        make_row("ZZ000005", slug="one"),
        make_row("ZZ000012"),
    )

    assert errors == [
        (
            2,
            ["founded_year: “never” is not a year like 2014", "postcode: “EC1V 1AA” is not in the North"],
        ),
        (3, ["sectors: “weaving” is not the code of a sector"]),
        (4, ["has neither a company number nor a slug to find its listing by"]),
        (5, ["is a new listing, which needs: postcode, sectors"]),
        (7, ["is about the same business as row 6"]),
        (8, ["has the company number of one listing and the slug of another"]),
        (
            9,
            [
                "has the slug of a listing with another company number, ZZ000011",
                "is about the same business as row 8",
            ],
        ),
        (10, ["is a company that is closed"]),
    ]


def test_any_number_of_rows_takes_the_same_queries():
    counts = []
    for rows in (1, 30):
        numbers = [f"ZZ{rows:03}{number:03}" for number in range(rows)]
        with CaptureQueriesContext(
            connection,
        ) as queries:
            run(*(make_row(number) for number in numbers))
        counts.append(len(queries))

    assert counts[0] == counts[1]


def keep(by: User, *rows: dict[str, str]) -> ListingSheet:
    return keep_sheet(
        rows=read_sheet(write_csv(*rows)),
        file_name="list.csv",
        source=SourceFactory(key="list"),
        source_period="March 2026",
        by=by,
        now=NOW,
    )


def test_kept_spreadsheet_is_imported_once():
    person = UserFactory()
    sheet = keep(person, make_row())

    import_kept(sheet=sheet, by=person, now=NOW)

    sheet.refresh_from_db()
    assert (sheet.rows, sheet.imported_at, sheet.added, sheet.changed) == ([], NOW, 1, 0)
    assert BusinessEvent.objects.get().user_id == person.pk
    with pytest.raises(SheetDone):
        import_kept(sheet=sheet, by=person, now=NOW)


def test_next_spreadsheet_of_a_person_takes_the_place_of_the_one_that_waits():
    person, other = UserFactory(), UserFactory()
    first, kept = keep(person, make_row()), keep(other, make_row())

    second = keep(person, make_row("ZZ000002"))

    assert set(ListingSheet.objects.waiting()) == {kept, second}
    with pytest.raises(SheetDone):
        import_kept(sheet=first, by=person, now=NOW)


def test_spreadsheet_waits_once_per_person_and_is_empty_when_imported():
    sheet = keep(UserFactory(), make_row())

    with pytest.raises(IntegrityError, match="listing_sheet_waits_once_per_person"), transaction.atomic():
        ListingSheet.objects.create(
            chosen_by=sheet.chosen_by, chosen_at=NOW, source=sheet.source, rows=[], file_name="x"
        )
    with pytest.raises(IntegrityError, match="listing_sheet_imported_is_empty"), transaction.atomic():
        ListingSheet.objects.update(imported_at=NOW)


def run_command(path: Path, *options: str) -> list[str]:
    output = io.StringIO()
    call_command(
        "import_businesses", str(path), "--source", "list", "--period", "March 2026", *options, stdout=output
    )
    return output.getvalue().splitlines()


def test_command_imports_a_file_and_says_so(tmp_path: Path):
    path = tmp_path / "list.csv"
    path.write_bytes(write_csv(make_row("ZZ000001"), make_row("ZZ000002")))
    BusinessFactory(company_number="ZZ000002", name="Mill")

    assert run_command(path, "--dry-run")[-1].startswith(
        "Dry run, nothing was changed. 2 rows: 1 new listing,"
    )
    assert Business.objects.count() == 1
    assert run_command(path) == [
        "Row 3 (Mill): The business registered itself, and keeps its profile.",
        "2 rows: 1 new listing, 0 changed, 0 as it is, 1 left alone, 0 cannot be imported.",
    ]
    assert Business.objects.count() == 2


def test_command_names_the_rows_that_stand_in_the_way(tmp_path: Path):
    path = tmp_path / "list.csv"
    path.write_bytes(write_csv(make_row(sectors="weaving")))
    output = io.StringIO()

    with pytest.raises(CommandError, match=r"^Nothing was imported: 1 rows cannot be imported\.$"):
        call_command("import_businesses", str(path), "--source", "list", "--period", "x", stdout=output)

    assert output.getvalue() == (
        "Row 2 (Example Loom ZZ000001 Limited): sectors: “weaving” is not the code of a sector\n"
    )


def test_command_refuses_what_makes_no_sense(tmp_path: Path):
    path = tmp_path / "list.csv"
    path.write_bytes(b"colour\nred\n")

    with pytest.raises(CommandError, match=r"^list\.csv: The first row must name the columns"):
        run_command(path)
    with pytest.raises(CommandError, match=r"^There is no source none\."):
        call_command("import_businesses", str(path), "--source", "none", "--period", "x")
    with pytest.raises(CommandError, match=r"^--period takes at most 40 characters\.$"):
        call_command("import_businesses", str(path), "--source", "list", "--period", "x" * 41)
    with pytest.raises(CommandError, match=r"^none\.csv: .*No such file"):
        run_command(tmp_path / "none.csv")
