"""A moderator imports a spreadsheet in a real browser."""

from pathlib import Path

from django.core.management import call_command
from django.test import Client

from accounts.models import User
from directory.models import Business
from tests.accounts.people import sign_in_to_desk
from tests.browser.conftest import OpenPage
from tests.browser.faults import find_faults_in_windows
from tests.directory.sheets import make_row, write_csv


def test_spreadsheet_is_corrected_and_imported(open_page: OpenPage, client: Client, tmp_path: Path) -> None:
    call_command("load_reference", verbosity=0)
    sign_in_to_desk(client, role=User.Role.MODERATOR)
    wrong, right = tmp_path / "wrong.csv", tmp_path / "right.csv"
    wrong.write_bytes(write_csv(make_row("ZZ000001"), make_row("ZZ000002", postcode="EC1V 1AA")))
    right.write_bytes(write_csv(make_row("ZZ000001"), make_row("ZZ000002")))
    page = open_page(
        "/desk/businesses/import/", cookies={"sessionid": client.cookies["sessionid"].value}, scripts=True
    )
    faults = find_faults_in_windows(page)

    page.get_by_role("button", name="Check the spreadsheet").click()
    page.get_by_role("alert").get_by_text("Choose a CSV or XLSX file of at most 5 MB").wait_for()
    faults += find_faults_in_windows(page)
    for path, heading in ((wrong, "Rows that cannot be imported"), (right, "What becomes of the rows")):
        page.goto("/desk/businesses/import/")
        page.get_by_label("Spreadsheet").set_input_files(path)
        page.get_by_label("Source").select_option(index=1)
        page.get_by_label("As of").fill("March 2026")
        page.get_by_role("button", name="Check the spreadsheet").click()
        page.get_by_role("region", name=heading).wait_for()
        faults += find_faults_in_windows(page)
    page.get_by_role("button", name="Import these businesses").click()

    page.get_by_text("Imported: 2 new listings, 0 changed.").wait_for()
    assert Business.objects.filter(company_number__startswith="ZZ00000").count() == 2
    assert not faults, "\n".join(faults)
