"""Claims and letters at the desk, by address."""

import pytest

from accounts.models import User
from directory.models import Claim
from directory.services.claim_decisions import refuse_claimant
from tests.accounts.people import read_page, sign_in_to_desk
from tests.directory.claims import (
    claim_by_mail,
    claim_by_post,
    claim_with_evidence,
    make_record,
    print_one,
    read_code,
)
from tests.directory.companies_house_stub import KEY, CompaniesHouse
from tests.directory.listings import NOW
from tests.directory.teams import make_team

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_soon")]
DESK = "/desk/claims/"
LETTERS = DESK + "letters/"
MODERATORS = {User.Role.MODERATOR, User.Role.MANAGER}
DOORS = [
    ("get", DESK),
    ("get", LETTERS),
    ("post", LETTERS + "print/"),
    ("post", LETTERS + "addresses/"),
    ("get", DESK + "{pk}/"),
    ("post", DESK + "{pk}/approve/"),
    ("post", DESK + "{pk}/deny/"),
    ("post", DESK + "{pk}/revoke/"),
]


@pytest.fixture
def _soon(time_machine) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def moderator(client) -> User:
    return sign_in_to_desk(client, "moderator")


@pytest.mark.parametrize("role", User.Role.values)
@pytest.mark.parametrize(("method", "path"), DOORS)
def test_door_admits_moderators_and_shows_others_nothing(client, method, path, role) -> None:
    claim = claim_with_evidence()
    sign_in_to_desk(client, role)

    response = getattr(client, method)(path.format(pk=claim.pk))

    readers = MODERATORS | {User.Role.AUDITOR} if method == "get" else MODERATORS
    assert (response.status_code != 404) == (role in readers)
    claim.refresh_from_db()
    assert claim.is_pending


@pytest.mark.parametrize(("method", "path"), DOORS)
def test_door_sends_who_is_signed_out_to_sign_in(client, method, path) -> None:
    response = getattr(client, method)(path.format(pk=claim_with_evidence().pk))

    assert response.url.startswith("/accounts/login/?next=/desk/")


def test_claim_that_never_was_is_not_there(client, moderator) -> None:
    assert client.get(DESK + "999999/").status_code == 404


@pytest.mark.parametrize("count", [1, 30])
def test_list_makes_the_same_queries(client, moderator, count, django_assert_num_queries) -> None:
    business = make_record()
    for _ in range(count):
        claim_with_evidence(business)
    client.get(DESK)

    with django_assert_num_queries(7):
        response = client.get(DESK)

    assert response.context["page"].paginator.count == count


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Evidence"]),
        ("state=waiting", ["Evidence", "Letter", "Mail"]),
        ("state=waiting&method=letter", ["Letter"]),
        ("state=denied", []),
        ("state=all", ["Evidence", "Letter", "Mail"]),
        ("state=all&q=ett", ["Letter"]),
        ("state=nonsense", ["Evidence"]),
    ],
)
def test_list_is_narrowed(client, moderator, query, names) -> None:
    claim_with_evidence(make_record(name="Evidence"))
    claim_by_post(make_record(name="Letter", company_number="04870830"))
    claim_by_mail(make_record(name="Mail", company_number="04870831"))

    response = client.get(f"{DESK}?{query}")

    assert sorted(each.business.name for each in response.context["page"].object_list) == names


def test_claim_shows_what_a_decision_needs(client, moderator, django_assert_max_num_queries) -> None:
    business = make_record()
    admin = make_team(business)
    claim = claim_with_evidence(business)
    earlier = claim_with_evidence(business)
    refuse_claimant(claim=claim, by=admin.user, now=NOW)

    with django_assert_max_num_queries(10):
        page = read_page(client.get(f"{DESK}{claim.pk}/"))

    for words in (
        "I am a director.",
        "https://loom.example/team",
        claim.claimant.email,
        admin.user.email,
        "An admin said no",
        f"{DESK}{earlier.pk}/",
        "Our copy of the register has no company 04870829",
        "What becomes of the present team?",
    ):
        assert words in page


def test_claim_is_approved_as_a_transfer(client, moderator) -> None:
    business = make_record()
    make_team(business)
    claim = claim_with_evidence(business)
    path = f"{DESK}{claim.pk}/"
    unsaid = read_page(client.post(path + "approve/", {"verification": "companies_house"}))

    done = client.post(path + "approve/", {"verification": "companies_house", "team": "transfer"})

    business.refresh_from_db()
    assert "Choose what becomes of the present team" in unsaid
    assert done.url == path
    assert [each.user for each in business.memberships.all()] == [claim.claimant]
    assert business.verification == "companies_house"


def test_claim_is_denied_and_revoked_with_a_reason(client, moderator) -> None:
    denied = claim_with_evidence()
    revoked = claim_with_evidence(denied.business)
    without = read_page(client.post(f"{DESK}{denied.pk}/deny/", {"reason": ""}))
    client.post(f"{DESK}{denied.pk}/deny/", {"reason": "Not shown."})
    client.post(f"{DESK}{revoked.pk}/approve/", {"verification": "staff"})
    offered = read_page(client.get(f"{DESK}{revoked.pk}/"))
    empty = read_page(client.post(f"{DESK}{revoked.pk}/revoke/", {"reason": " "}))

    client.post(f"{DESK}{revoked.pk}/revoke/", {"reason": "It was not them."})

    assert "Give a reason" in without
    assert "Give a reason" in empty
    assert "Revoke the claim" in offered
    assert sorted(Claim.objects.values_list("status", "reason")) == [
        ("denied", "Not shown."),
        ("revoked", "It was not them."),
    ]


@pytest.mark.parametrize("action", ["approve", "deny", "revoke"])
def test_claim_that_was_decided_meanwhile_says_so(client, moderator, action) -> None:
    claim = claim_with_evidence()
    client.post(f"{DESK}{claim.pk}/deny/", {"reason": "Not shown."})

    data = {"verification": "staff", "reason": "Late"}
    page = read_page(client.post(f"{DESK}{claim.pk}/{action}/", data, follow=True))

    claim.refresh_from_db()
    assert "decided meanwhile" in page
    assert (claim.status, claim.reason) == ("denied", "Not shown.")


def make_letter(name: str = "Loom Limited", number: str = "99999991") -> Claim:
    return claim_by_post(make_record(name=name, company_number=number))


def choose(claim: Claim, address: str = "Unit 4\nLeeds\nLS1 1AA") -> dict[str, str]:
    return {f"letter_{claim.pk}-is_chosen": "on", f"letter_{claim.pk}-address": address}


@pytest.mark.parametrize("count", [1, 30])
def test_letters_make_the_same_queries(client, moderator, count, django_assert_num_queries) -> None:
    for number in range(count):
        make_letter(number=f"999999{number:02}")
    client.get(LETTERS)

    with django_assert_num_queries(6):
        response = client.get(LETTERS)

    assert len(response.context["waiting"]) == min(count, 20)


def test_letters_are_printed_where_they_are_chosen(client, moderator) -> None:
    first, second = make_letter(), make_letter("Mill Limited", "99999992")

    response = client.post(LETTERS + "print/", choose(first))

    first.refresh_from_db()
    second.refresh_from_db()
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="letters-2026-06-02-1030.pdf"'
    assert "no-store" in response["Cache-Control"]
    assert response.content.startswith(b"%PDF")
    assert (first.printed_at, first.printed_by) == (NOW, moderator)
    assert second.printed_at is None
    assert [claim for claim, _form in client.get(LETTERS).context["printed"]] == [first]


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("", "Enter the address of the registered office"),
        ("\n".join("abcdefghi"), "Enter 8 lines or fewer"),
        ("x" * 61, "at most 60 characters"),
    ],
)
def test_letter_without_a_usable_address_is_not_printed(client, moderator, address, words) -> None:
    claim = make_letter()

    page = read_page(client.post(LETTERS + "print/", choose(claim, address)))

    claim.refresh_from_db()
    assert words in page
    assert claim.printed_at is None


def test_no_letter_chosen_says_so(client, moderator) -> None:
    make_letter()

    assert "Choose at least one letter" in read_page(client.post(LETTERS + "print/"))


def test_addresses_are_filled_in_from_companies_house(client, moderator, settings) -> None:
    house = CompaniesHouse()
    settings.COMPANIES_HOUSE_URL, settings.COMPANIES_HOUSE_API_KEY = house.url, KEY
    found, typed, missing = make_letter(), make_letter(number="99999992"), make_letter(number="00000001")
    sent = choose(found, "") | choose(typed, "Typed Street") | choose(missing, "")

    page = read_page(client.post(LETTERS + "addresses/", sent))
    house.stop()

    assert "Unit 4, Example Mill\nExample Street\nLeeds" in page
    assert "Typed Street" in page
    assert "Companies House gave no address for 1 letter" in page
    assert house.asked == ["/company/99999991", "/company/00000001"]
    assert not Claim.objects.exclude(printed_at=None).exists()


def test_addresses_are_typed_in_without_a_key(client, moderator) -> None:
    claim = make_letter()

    offered = read_page(client.get(LETTERS))
    page = read_page(client.post(LETTERS + "addresses/", choose(claim, "")))

    assert "Fill in addresses" not in offered
    assert "gave no address for 1 letter" in page


def test_letter_is_printed_again_with_the_same_code(client, moderator) -> None:
    claim = make_letter()
    print_one(claim)
    code = read_code(claim)

    response = client.post(LETTERS + "print/", choose(claim))

    claim.refresh_from_db()
    assert response.status_code == 200
    assert read_code(claim) == code
    assert claim.printed_by != moderator


def test_no_letter_offers_a_way_out(client, moderator) -> None:
    assert "No letter to print" in read_page(client.get(LETTERS))
