"""Claiming a business, by address."""

import re

import pytest

from directory.models import Business, Claim
from directory.permissions import Role
from outbox.models import Message
from tests.accounts.people import UserFactory, read_page
from tests.directory.claims import (
    ADDRESS,
    claim_by_post,
    claim_with_evidence,
    make_record,
    print_one,
    read_code,
)
from tests.directory.listings import NOW, BusinessFactory
from tests.directory.teams import make_team

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_soon")]


@pytest.fixture
def _soon(time_machine) -> None:
    time_machine.move_to(NOW)


@pytest.fixture
def person(client):
    user = UserFactory()
    client.force_login(user)
    return user


def find_claim(business: Business) -> str:
    return f"/businesses/{business.slug}/claim/"


def read_text(response) -> str:
    """Return the words of the page's main part, in one line."""
    main = read_page(response).partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def test_claim_by_mail_from_the_profile_to_the_task_list(client, person) -> None:
    business = make_record()
    path = find_claim(business)
    profile = read_page(client.get(business.get_absolute_url()))
    ways = read_text(client.get(path))
    wrong = read_text(client.post(path + "email/", {"email": "ann@gmail.com"}))
    sent = client.post(path + "email/", {"email": ADDRESS})
    claim = Claim.objects.get()
    asked = read_text(client.get(path + "code/"))
    guessed = read_text(client.post(path + "code/", {"code": "3333"}))

    done = client.post(path + "code/", {"code": read_code(claim).lower()})

    assert f'href="{path}"' in profile
    assert "an address that ends in @loom.example" in ways
    assert "Enter an address that ends in @loom.example" in wrong
    assert sent.url == path + "code/"
    assert "in our mail to ann@loom.example" in asked
    assert "You can try 4 more times" in guessed
    assert done.url == f"/account/businesses/{business.slug}/"
    assert person.memberships.get().role == Role.ADMIN
    assert client.get(done.url).status_code == 200


def test_code_is_sent_again(client, person) -> None:
    business = make_record()
    client.post(find_claim(business) + "email/", {"email": ADDRESS})

    for _ in range(3):
        response = client.post(find_claim(business) + "code/again/", follow=True)

    assert Message.objects.filter(kind="claim-code").count() == 3
    assert "sent three times" in read_text(response)


def test_last_wrong_code_leads_to_a_new_claim(client, person) -> None:
    business = make_record()
    client.post(find_claim(business) + "email/", {"email": ADDRESS})

    for _ in range(5):
        response = client.post(find_claim(business) + "code/", {"code": "3333"}, follow=True)

    page = read_text(response)
    assert "That was the last try" in page
    assert "A wrong code was entered five times." in page
    assert "Ask for a letter" in page
    assert client.get(find_claim(business) + "code/").status_code == 404


def test_code_that_came_too_late_says_so(client, person, time_machine) -> None:
    business = make_record()
    client.post(find_claim(business) + "email/", {"email": ADDRESS})
    time_machine.shift(86_400)

    page = read_text(client.post(find_claim(business) + "code/", {"code": "3333"}, follow=True))

    assert "The time of this code is over" in page


def test_claim_by_letter_says_where_it_stands(client, person) -> None:
    business = make_record()
    path = find_claim(business)
    said = read_text(client.get(path + "letter/"))
    client.post(path + "letter/")
    waiting = read_text(client.get(path))
    claim = Claim.objects.select_related("business", "claimant").get()
    before = client.get(path + "code/").status_code
    print_one(claim)
    posted = read_text(client.get(path))

    listed = read_text(client.get("/account/claims/"))

    assert "The letter names you" in said
    assert "You get a mail when it is posted" in waiting
    assert before == 404
    assert "Enter the code by 30 June 2026" in posted
    assert "Loom Limited" in listed
    assert f'href="{path}code/"' in read_page(client.get("/account/claims/"))


def test_letter_asked_for_too_often_says_so(client, person) -> None:
    business = make_record()
    for _ in range(2):
        claim_by_post(business)

    assert "asked for too often" in read_text(client.post(find_claim(business) + "letter/"))


def test_claim_by_evidence_waits_for_staff(client, person) -> None:
    business = make_record(website="", company_number="")
    path = find_claim(business)
    ways = read_text(client.get(path))
    empty = read_text(client.post(path + "evidence/", {"evidence": "", "evidence_url": "nowhere"}))

    sent = client.post(
        path + "evidence/", {"evidence": "I am a director.", "evidence_url": "loom.example/team"}
    )

    claim = Claim.objects.get()
    assert "Use an e-mail address" not in ways
    assert "Ask for a letter" not in ways
    assert "Say how we can see it" in empty
    assert "Enter a web address" in empty
    assert sent.url == path
    assert (claim.evidence, claim.evidence_url) == ("I am a director.", "https://loom.example/team")
    assert "is being looked at" in read_text(client.get(path))


def test_business_with_a_team_offers_joining_and_evidence(client, person) -> None:
    business = make_record()
    make_team(business)

    page = read_text(client.get(find_claim(business)))

    assert "It has a team already" in page
    assert "Ask to join" in page
    assert "Claim it against the team" in page
    assert "Ask for a letter" not in page
    assert client.post(find_claim(business) + "letter/").url == find_claim(business)
    assert client.post(find_claim(business) + "email/", {"email": ADDRESS}).url == find_claim(business)
    assert not Claim.objects.exists()


def test_second_claim_leads_to_the_first(client, person) -> None:
    business = make_record()
    claim_with_evidence(business, person)

    responses = [
        client.post(find_claim(business) + "evidence/", {"evidence": "Again"}),
        client.post(find_claim(business) + "letter/"),
        client.post(find_claim(business) + "email/", {"email": ADDRESS}),
    ]

    assert {response.url for response in responses} == {find_claim(business)}
    assert Claim.objects.count() == 1


def test_member_who_may_not_verify_is_told(client) -> None:
    business = make_record()
    make_team(business)
    client.force_login(make_team(business, Role.EDITOR).user)

    page = read_text(client.get(find_claim(business)))

    assert "An admin of the team can verify it" in page
    assert "Send evidence" not in page


def test_admin_verifies_a_draft_that_nobody_else_sees(client, person) -> None:
    business = BusinessFactory(status="draft", company_number="04870829", website="https://www.loom.example/")
    make_team(business)
    stranger = client.get(find_claim(business)).status_code
    client.force_login(business.memberships.get().user)

    page = read_text(client.get(find_claim(business)))

    assert stranger == 404
    assert "Ask for a letter" in page
    assert "Use an e-mail address" not in page


def test_verified_business_has_nothing_to_do(client) -> None:
    business = make_record(verification="letter")
    client.force_login(make_team(business).user)

    assert "There is nothing to do" in read_text(client.get(find_claim(business)))


@pytest.mark.parametrize(
    "fields", [{"origin": "example", "source": None}, {"status": "removed"}, {"status": "archived"}]
)
def test_business_that_nobody_can_claim_is_not_there(client, person, fields) -> None:
    business = make_record(**fields)

    for path in ("", "email/", "letter/", "evidence/", "code/"):
        assert client.get(find_claim(business) + path).status_code == 404


def test_signed_out_reads_the_page_and_signs_in_for_the_rest(client) -> None:
    business = make_record()
    path = find_claim(business)

    page = read_page(client.get(path))
    typed = client.post(path + "evidence/", {"evidence": "I am a director."})
    client.force_login(UserFactory())
    kept = read_page(client.get(path + "evidence/"))

    assert f"/accounts/signup/?next={path}" in page
    assert typed.url == f"/accounts/login/?next={path}evidence/"
    assert "I am a director." in kept
    assert not Claim.objects.exists()


def test_nobody_enters_the_code_of_somebody_else(client, person) -> None:
    claim = claim_by_post()
    print_one(claim)

    response = client.post(find_claim(claim.business) + "code/", {"code": read_code(claim)})

    assert response.status_code == 404


def test_right_code_against_a_team_says_who_decides(client, person) -> None:
    business = make_record()
    client.post(find_claim(business) + "email/", {"email": ADDRESS})
    make_team(business)

    code = read_code(Claim.objects.get())
    page = read_text(client.post(find_claim(business) + "code/", {"code": code}, follow=True))

    assert "the business has got a team meanwhile" in page
    assert not business.memberships.filter(user=person).exists()


@pytest.mark.parametrize("count", [1, 30])
def test_own_claims_make_the_same_queries(client, person, count, django_assert_num_queries) -> None:
    for number in range(count):
        Claim.objects.create(
            business=make_record(company_number=f"048708{number:02}"),
            claimant=person,
            method="staff",
            evidence="x",
            made_at=NOW,
        )

    with django_assert_num_queries(3):
        page = read_page(client.get("/account/claims/"))

    assert page.count("is being looked at") == count


def test_no_claim_offers_a_way_out(client, person) -> None:
    assert "Find a business" in read_text(client.get("/account/claims/"))
