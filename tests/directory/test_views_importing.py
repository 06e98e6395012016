"""The desk's pages that import a spreadsheet."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from directory.models import Business, ListingSheet
from tests.accounts.people import sign_in_to_desk
from tests.directory.listings import OutcodeFactory, SectorFactory, SourceFactory
from tests.directory.sheets import make_row, write_csv

IMPORT = "/desk/businesses/import/"
NOW = datetime.datetime(2026, 11, 2, tzinfo=datetime.UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _north() -> None:
    OutcodeFactory(code="LS1")
    SectorFactory(code="software-development")
    SourceFactory(key="list", title="A list")


@pytest.fixture
def moderator(client: Client) -> User:
    return sign_in_to_desk(client, role=User.Role.MODERATOR)


def choose(client: Client, data: bytes, name: str = "list.csv"):
    file = SimpleUploadedFile(name, data)
    return client.post(IMPORT, {"file": file, "source": "list", "source_period": "March 2026"})


@pytest.mark.usefixtures("moderator")
def test_spreadsheet_is_chosen_checked_and_imported(client: Client):
    response = choose(client, write_csv(make_row()))
    sheet = ListingSheet.objects.get()
    assert response["Location"] == f"{IMPORT}{sheet.pk}/"
    page = client.get(response["Location"])
    assert "Example Loom ZZ000001 Limited" in page.content.decode()
    assert not Business.objects.exists()

    response = client.post(f"{IMPORT}{sheet.pk}/import/", follow=True)

    assert "Imported: 1 new listings, 0 changed." in response.content.decode()
    assert Business.objects.get().name == "Example Loom ZZ000001 Limited"
    assert client.get(f"{IMPORT}{sheet.pk}/").status_code == 404
    again = client.post(f"{IMPORT}{sheet.pk}/import/", follow=True)
    assert "This spreadsheet was imported already." in again.content.decode()


@pytest.mark.usefixtures("moderator")
def test_rows_with_errors_are_numbered_and_nothing_can_be_confirmed(client: Client):
    response = choose(client, write_csv(make_row(), make_row("ZZ000002", sectors="weaving")))

    page = client.get(response["Location"]).content.decode()

    assert "1 row cannot be imported, so nothing can." in page
    assert "sectors: “weaving” is not the code of a sector" in page
    assert "Import these businesses" not in page
    response = client.post(f"{response['Location']}import/", follow=True)
    assert "Nothing was imported: the directory has changed since the check." in response.content.decode()
    assert not Business.objects.exists()


@pytest.mark.usefixtures("moderator")
def test_file_that_cannot_be_used_is_refused_beside_the_field(client: Client):
    response = choose(client, b"colour\nred\n")

    assert response.context["form"].errors["file"] == [
        "The first row must name the columns, as in the template."
    ]
    assert not ListingSheet.objects.exists()


@pytest.mark.usefixtures("moderator")
@pytest.mark.parametrize("size", [6, 11])
def test_file_that_is_too_large_is_refused(client: Client, size: int):
    response = choose(client, b"x" * (size << 20))

    assert response.context["form"].errors["file"] == ["Choose a CSV or XLSX file of at most 5 MB"]


@pytest.mark.usefixtures("moderator")
def test_template_is_a_csv_file(client: Client):
    response = client.get(f"{IMPORT}template.csv")

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response.content.startswith(b"company_number,slug,name,")


@pytest.mark.usefixtures("moderator")
@pytest.mark.parametrize("rows", [1, 30])
def test_check_takes_the_same_queries_for_any_rows(client: Client, django_assert_num_queries, rows: int):
    response = choose(client, write_csv(*(make_row(f"ZZ{number:06}") for number in range(1, rows + 1))))

    with django_assert_num_queries(11):
        client.get(response["Location"])


def test_spreadsheet_of_another_is_not_shown(client: Client, moderator: User):
    choose(client, write_csv(make_row()))
    sheet = ListingSheet.objects.get()
    sign_in_to_desk(client, role=User.Role.MANAGER)

    assert client.get(f"{IMPORT}{sheet.pk}/").status_code == 404
    assert client.post(f"{IMPORT}{sheet.pk}/import/").status_code == 404
    assert client.get(f"{IMPORT}{sheet.pk}/import/").status_code == 405


@pytest.mark.parametrize("path", ["", "template.csv", "1/", "1/import/"])
def test_only_moderators_and_managers_come_in(client: Client, path: str):
    assert client.post(IMPORT + path).status_code == 302
    sign_in_to_desk(client, role=User.Role.TRIAGE_OFFICER)
    assert client.post(IMPORT + path).status_code == 404
