"""The pages of registration, by address: from the company number to the task list."""

import pytest
from django.contrib.sessions.models import Session

from directory.models import Business, Company
from tests.accounts.people import PASSWORD, UserFactory, enter_password, read_code, read_page
from tests.directory.companies_house_stub import KEY, CompaniesHouse
from tests.directory.listings import NOW, BusinessFactory, OutcodeFactory, SectorFactory, make_public_record
from tests.directory.teams import make_team
from tests.directory.test_claim_pages import read_text

pytestmark = pytest.mark.django_db
BASE = "/businesses/register/"
CHECK, DUPLICATES = BASE + "check/", BASE + "duplicates/"
NUMBER = "04870829"
ANSWERS = {
    "name/": {"name": "Loom Software"},
    "sector/": {"sector": "software"},
    "place/": {"postcode": "ls11aa"},
    "website/": {"website": "loom.example"},
}


@pytest.fixture(autouse=True)
def _north() -> None:
    OutcodeFactory(code="LS1")
    SectorFactory(code="software")


@pytest.fixture
def house(settings):
    server = CompaniesHouse()
    settings.COMPANIES_HOUSE_URL, settings.COMPANIES_HOUSE_API_KEY = server.url, KEY
    yield server
    server.stop()


def send(client, step: str = "", **data):
    return client.post(BASE + step, data or ANSWERS[step])


def answer(client, number: str = NUMBER):
    """Answer every page; return where the last one leads."""
    if number:
        send(client, company_number=number)
    else:
        send(client, "kind/", kind="sole_trader")
    return [send(client, step).url for step in ANSWERS][-1]


def make_company(**fields) -> Company:
    values = {"number": NUMBER, "name": "LOOM SOFTWARE LIMITED", "status": "active", "status_text": "Active"}
    return Company.objects.create(**values | {"last_seen_on": NOW, "imported_at": NOW} | fields)


def test_company_registers_from_its_number_to_its_task_list(client) -> None:
    make_company(sic_codes=["62012"])
    SectorFactory(code="software-development", parent=SectorFactory(code="software"))
    client.force_login(UserFactory())

    first = send(client, company_number="4870829")
    name = read_page(client.get(first.url))
    second = send(client, "name/")
    sector = read_page(client.get(second.url))
    last = [send(client, step).url for step in list(ANSWERS)[1:]][-1]
    moved = client.get(last)
    shown = read_text(client.get(moved.url))
    done = client.post(CHECK)

    business = Business.objects.get()
    assert (first.url, second.url) == (BASE + "name/", BASE + "sector/")
    assert 'value="Loom Software Limited"' in name
    assert 'value="software-development" selected' in sector
    assert (last, moved.url) == (DUPLICATES, CHECK)
    for words in ("04870829", "LS1 1AA", "Cluster: Leeds (in the cluster", "https://loom.example/"):
        assert words in shown
    assert done.url == f"/account/businesses/{business.slug}/"
    assert client.get(done.url).status_code == 200
    assert (business.company_number, business.kind, business.name) == (NUMBER, "company", "Loom Software")


def test_body_without_a_number_registers(client) -> None:
    client.force_login(UserFactory())
    offered = read_page(client.get(BASE))
    unsaid = read_text(client.post(BASE + "kind/", {}))
    answer(client, number="")

    client.post(CHECK)

    business = Business.objects.get()
    assert f'href="{BASE}kind/"' in offered
    assert "Choose what your business is" in unsaid
    assert (business.kind, business.company_number) == ("sole_trader", "")
    assert business.events.first().detail == {}


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("", "Enter your company number"),
        ("12", ""),
        ("1234567890", "like 04870829"),
        ("Loom", "like 04870829"),
        ("00000000", "like 04870829"),
    ],
)
def test_number_is_checked_by_its_form(client, number, words) -> None:
    response = client.post(BASE, {"company_number": number})

    assert (words in read_text(response)) if words else response.url == BASE + "name/"


def test_closed_company_is_refused_with_its_day(client) -> None:
    make_company(status="dissolved", closed_on="2025-03-01")

    page = read_text(send(client, company_number=NUMBER))

    assert "Loom Software Limited was closed on 1 March 2025" in page


def test_companies_house_is_asked_for_what_was_not_imported(client, house) -> None:
    found = send(client, company_number="99999991")
    name = read_page(client.get(BASE + "name/"))
    absent = read_text(send(client, company_number="00000001"))
    house.profiles["99999991"] |= {"company_status": "dissolved"}

    assert found.url == BASE + "name/"
    assert 'value="Example Loom Software Limited"' in name
    assert "Companies House has no company 00000001" in absent


def test_companies_house_says_that_a_company_is_closed(client, house) -> None:
    house.profiles["99999991"] |= {"company_status": "dissolved"}

    assert "is closed, as Companies House says" in read_text(send(client, company_number="99999991"))


def test_portal_works_without_companies_house(client, house) -> None:
    house.answer = (503, {}, b"")
    client.force_login(UserFactory())

    answer(client, "99999991")
    shown = read_text(client.get(CHECK))
    client.post(CHECK)

    assert "We could not look it up just now" in shown
    assert Business.objects.get().events.first().detail == {"company": "unknown"}


@pytest.mark.parametrize(
    ("postcode", "words"),
    [
        ("", "Enter the postcode"),
        ("LS1", "Enter a whole postcode"),
        ("SW1A 1AA", "SW1A 1AA is outside the North of England"),
        ("Leeds", "Enter a whole postcode"),
    ],
)
def test_place_outside_the_north_is_refused_with_where_to_go(client, postcode, words) -> None:
    send(client, company_number=NUMBER)
    send(client, "name/")
    send(client, "sector/")

    page = read_text(client.post(BASE + "place/", {"postcode": postcode}))

    assert words in page
    assert ("business.gov.uk" in page) == (postcode == "SW1A 1AA")


@pytest.mark.parametrize("step", ["name/", "sector/", "place/", "website/"])
def test_page_out_of_turn_leads_to_the_first_gap(client, step) -> None:
    assert client.get(BASE + step).url == BASE
    assert client.get(CHECK).url == BASE
    assert client.get(DUPLICATES).url == BASE
    send(client, company_number=NUMBER)
    expected = None if step == "name/" else BASE + "name/"
    assert getattr(client.get(BASE + step), "url", None) == expected
    assert client.get(CHECK).url == BASE + "name/"


def test_page_that_there_is_not_is_not_there(client) -> None:
    assert client.get(BASE + "shoe-size/").status_code == 404


def test_same_number_leads_to_a_claim(client) -> None:
    listed = make_public_record(name="Loom Software Limited", company_number=NUMBER)

    response = send(client, company_number=NUMBER)
    page = read_page(client.get(response.url))

    assert response.url == DUPLICATES
    assert "Loom Software Limited" in page
    assert f'href="/businesses/{listed.slug}/claim/"' in page
    assert "None of these" not in page
    assert client.post(DUPLICATES).status_code == 200


def test_number_of_a_draft_says_no_name_and_can_be_claimed(client) -> None:
    membership = make_team(BusinessFactory(name="Secret plan", status="draft", company_number=NUMBER))
    claim = f"/businesses/{membership.business.slug}/claim/"
    client.force_login(UserFactory())
    before = client.get(claim).status_code
    send(client, company_number=NUMBER)

    page = read_text(client.get(DUPLICATES))

    assert "Company 04870829" in page
    assert "Secret plan" not in page.replace("This is us : Secret plan", "")
    assert (before, client.get(claim).status_code) == (404, 200)
    assert client.post(claim + "evidence/", {"evidence": "I am a director."}).url == claim


def test_number_of_what_was_removed_leads_to_us(client, settings) -> None:
    BusinessFactory(status="removed", company_number=NUMBER)
    send(client, company_number=NUMBER)

    page = read_text(client.get(DUPLICATES))

    assert settings.TRIAGE_EMAIL in page
    assert "This is us" not in page


def test_own_draft_goes_on(client) -> None:
    membership = make_team(BusinessFactory(status="draft", company_number=NUMBER))
    client.force_login(membership.user)
    send(client, company_number=NUMBER)

    page = read_page(client.get(DUPLICATES))

    assert f'href="/account/businesses/{membership.business.slug}/"' in page


def test_likely_duplicates_are_shown_once_and_can_be_dismissed(client) -> None:
    BusinessFactory(name="Loom Software Limited", outcode=OutcodeFactory(code="LS1"), slug="other")
    client.force_login(UserFactory())
    answer(client)
    barred = client.get(CHECK)
    unheard = client.post(CHECK)

    page = read_page(client.get(DUPLICATES))
    went_on = client.post(DUPLICATES)
    done = client.post(CHECK)

    assert barred.url == unheard.url == DUPLICATES
    assert 'href="/businesses/other/claim/"' in page
    assert "None of these" in page
    assert went_on.url == CHECK
    assert done.url == "/account/businesses/loom-software/"


def test_answer_is_changed_and_leads_back(client) -> None:
    answer(client)
    shown = read_page(client.get(CHECK))

    changed = client.post(BASE + "name/?change", {"name": "Loom & Sons"})

    assert f'href="{BASE}name/?change"' in shown
    assert changed.url == DUPLICATES
    assert "Loom &amp; Sons" in read_page(client.get(CHECK))


def test_number_changed_to_none_asks_what_it_is(client) -> None:
    answer(client)

    send(client, "kind/", kind="charity")

    assert "Charity" in read_text(client.get(CHECK))
    assert NUMBER not in read_text(client.get(CHECK))


def test_signed_out_registers_through_sign_in(client) -> None:
    user = UserFactory(password=PASSWORD)
    answer(client)
    sent = client.post(CHECK)
    opened = enter_password(client, user, next=CHECK)

    shown = read_text(client.get(opened.url))
    done = client.post(CHECK)

    assert sent.url == f"/accounts/login/?next={CHECK}"
    assert opened.url == CHECK
    assert "Loom Software" in shown
    assert Business.objects.get().memberships.get().user == user
    assert done.url == "/account/businesses/loom-software/"


def test_signed_out_registers_through_sign_up(client) -> None:
    answer(client)
    client.post(CHECK)
    person = {"name": "Ann Lee", "email": "ann@example.test", "password1": PASSWORD, "next": CHECK}
    client.post("/accounts/signup/", person)
    opened = client.post("/accounts/confirm-email/", {"code": read_code("account-email-confirmation-signup")})

    assert opened.url == CHECK
    assert "Loom Software" in read_text(client.get(CHECK))


@pytest.mark.parametrize("is_signed_in", [False, True])
def test_ended_session_loses_nothing(client, is_signed_in) -> None:
    """The page that is open holds what was answered; only the cookie is left of the session."""
    if is_signed_in:
        client.force_login(UserFactory())
    send(client, company_number=NUMBER)
    send(client, "name/")
    sealed = client.get(BASE + "sector/").context["sealed"]
    Session.objects.all().delete()

    response = client.post(BASE + "sector/", {"sector": "software", "kept": sealed})
    send(client, "place/")
    send(client, "website/")

    assert response.url == BASE + "place/"
    assert "Loom Software" in read_text(client.get(CHECK))


def test_session_that_ended_before_the_last_button_loses_nothing(client) -> None:
    user = UserFactory()
    client.force_login(user)
    answer(client)
    sealed = client.get(CHECK).context["sealed"]
    Session.objects.all().delete()

    sent = client.post(CHECK, {"kept": sealed})
    client.force_login(user)  # which leads to a session of its own
    done = client.post(CHECK, {"kept": sealed})

    assert sent.url == f"/accounts/login/?next={CHECK}"
    assert done.url == "/account/businesses/loom-software/"


def test_seal_that_was_broken_is_nothing(client) -> None:
    sealed = client.get(BASE).context["sealed"]

    assert client.post(CHECK, {"kept": sealed + "x"}).url == BASE
    assert client.post(CHECK, {"kept": "nonsense"}).url == BASE


def test_form_sent_twice_makes_one_business(client) -> None:
    client.force_login(UserFactory())
    answer(client, number="")
    sealed = client.get(CHECK).context["sealed"]

    first, second = (client.post(CHECK, {"kept": sealed}) for _ in range(2))

    assert first.url == second.url
    assert Business.objects.count() == 1


def test_too_many_drafts_are_refused_in_words(client, monkeypatch) -> None:
    monkeypatch.setattr("directory.services.registration.MOST_DRAFTS", 0)
    client.force_login(UserFactory())
    answer(client)

    assert "You have begun ten businesses already" in read_text(client.post(CHECK))


def test_number_that_was_taken_at_the_last_moment_leads_to_who_has_it(client, monkeypatch) -> None:
    client.force_login(UserFactory())
    answer(client)
    monkeypatch.setattr("directory.registration_answers.find_number_holder", lambda number: None)
    make_public_record(company_number=NUMBER)

    assert client.post(CHECK).url == DUPLICATES
