"""A business joins in a real browser: it registers, or claims its profile; each page is examined."""

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

from directory.models import Business, Claim, Company
from directory.permissions import Role
from tests.accounts.people import PASSWORD, UserFactory, sign_in_to_desk
from tests.browser.conftest import OpenPage
from tests.browser.faults import find_faults_in_windows
from tests.directory.claims import (
    ADDRESS,
    claim_by_post,
    claim_with_evidence,
    make_record,
    print_one,
    read_code,
)
from tests.directory.listings import BusinessFactory, OutcodeFactory, SectorFactory
from tests.directory.teams import make_team

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def _north(live_server) -> None:
    OutcodeFactory(code="LS1")
    SectorFactory(code="software", name="Software")
    today = timezone.now()
    Company.objects.create(
        number="04870829",
        name="LOOM SOFTWARE LIMITED",
        status="active",
        status_text="Active",
        sic_codes=["62012"],
        last_seen_on=today,
        imported_at=today,
    )


class Walk:
    """A page and the faults found on it on the way."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.faults: list[str] = []

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def answer(self, label: str, text: str) -> None:
        """Examine the page, then fill its one field in and go on."""
        self.examine()
        self.page.get_by_label(label).fill(text)
        self.press("Continue")

    def examine(self) -> None:
        self.faults += [f"{self.page.url} {fault}" for fault in find_faults_in_windows(self.page)]

    def sign_in(self, email: str) -> None:
        self.page.get_by_label("E-mail address").fill(email)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.press("Sign in")

    def read_main(self) -> str:
        return self.page.get_by_role("main").inner_text()


def open_as(open_page: OpenPage, user, address: str, **options) -> Walk:
    client = Client()
    client.force_login(user, backend="accounts.backends.PortalBackend")
    return Walk(open_page(address, cookies={"sessionid": client.cookies["sessionid"].value}, **options))


@pytest.mark.usefixtures("_north")
def test_company_registers_from_its_number_to_its_task_list(open_page: OpenPage) -> None:
    person = UserFactory(password=PASSWORD)
    BusinessFactory(name="Loom Software Ltd", outcode_id="LS1", slug="namesake")
    walk = Walk(open_page("/businesses/register/"))

    walk.answer("What is your company number?", "4870829")
    name = walk.page.get_by_label("What is your business called?").input_value()
    walk.answer("What is your business called?", "Loom Software")
    walk.examine()
    walk.page.get_by_label("Which sector fits best?").select_option(label="Software")
    walk.press("Continue")
    walk.answer("What is the postcode of your main site?", "SW1A 1AA")
    walk.answer("What is the postcode of your main site?", "ls1 1aa")
    walk.answer("What is the address of your website?", "")
    alike = walk.read_main()
    walk.examine()
    walk.press("None of these: go on")
    walk.examine()
    walk.press("Register the business")
    walk.sign_in(person.email)
    walk.press("Register the business")
    walk.examine()

    business = Business.objects.get(status="draft")
    assert name == "Loom Software Limited"
    assert "Loom Software Ltd" in alike
    assert walk.page.url.endswith(f"/account/businesses/{business.slug}/")
    assert "Loom Software has a draft" in walk.read_main()
    assert business.memberships.get().user == person
    assert not walk.faults, "\n".join(walk.faults)


@pytest.mark.usefixtures("_north")
def test_registration_needs_no_scripts(open_page: OpenPage) -> None:
    walk = open_as(open_page, UserFactory(), "/businesses/register/kind/", scripts=False)
    walk.page.get_by_label("Sole trader").check()
    walk.press("Continue")
    walk.page.get_by_label("What is your business called?").fill("Loom")
    walk.press("Continue")
    walk.page.get_by_label("Which sector fits best?").select_option(label="Software")
    walk.press("Continue")
    walk.page.get_by_label("What is the postcode of your main site?").fill("LS1 1AA")
    walk.press("Continue")
    walk.press("Continue")
    walk.press("Register the business")

    assert Business.objects.get().kind == "sole_trader"


def test_profile_is_claimed_by_mail(open_page: OpenPage, live_server) -> None:
    business = make_record()
    walk = open_as(open_page, UserFactory(), business.get_absolute_url())

    walk.page.get_by_role("link", name="Claim this profile").click()
    walk.examine()
    walk.press("Use an e-mail address")
    walk.examine()
    walk.page.get_by_label("Your e-mail address at the business").fill(ADDRESS)
    walk.press("Send the code")
    walk.page.get_by_label("Your code").fill("3333")
    walk.press("Enter the code")
    walk.examine()
    walk.page.get_by_label("Your code").fill(read_code(Claim.objects.get()).lower())
    walk.press("Enter the code")
    walk.examine()

    business.refresh_from_db()
    assert "The code is right" in walk.read_main()
    assert business.verification == "email_domain"
    assert not walk.faults, "\n".join(walk.faults)


def test_pages_of_claims_and_teams_have_no_faults(open_page: OpenPage, live_server) -> None:
    business = make_record()
    admin = make_team(business)
    make_team(business, Role.MEMBER)
    stranger = UserFactory()
    claim_with_evidence(business, now=timezone.now())
    posted = claim_by_post(make_record(company_number="04870830"), stranger, now=timezone.now())
    print_one(posted, timezone.now())
    base, own = business.get_absolute_url(), f"/account/businesses/{business.slug}/team/"
    faults = []
    for user, addresses in (
        (admin.user, [own, own + "invite/", own + "leave/", f"{base}claim/"]),
        (stranger, [f"{base}claim/", f"{base}claim/evidence/", f"{base}join/", "/account/claims/"]),
    ):
        for address in addresses:
            walk = open_as(open_page, user, address)
            walk.examine()
            faults += walk.faults

    assert not faults, "\n".join(faults)


def test_pages_of_claims_at_the_desk_have_no_faults(open_page: OpenPage, live_server) -> None:
    business = make_record()
    make_team(business)
    claim = claim_with_evidence(business, now=timezone.now())
    claim_by_post(make_record(company_number="04870830"), now=timezone.now())
    client = Client()
    sign_in_to_desk(client, "moderator")
    faults = []
    for address in ("/desk/claims/", f"/desk/claims/{claim.pk}/", "/desk/claims/letters/"):
        page = open_page(address, cookies={"sessionid": client.cookies["sessionid"].value})
        faults += [f"{address} {fault}" for fault in find_faults_in_windows(page)]

    assert not faults, "\n".join(faults)
