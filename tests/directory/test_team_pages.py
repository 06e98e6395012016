"""The team's page, invitations and requests to join, by address."""

import re

import pytest

from directory.models import Invitation, JoinRequest, Membership
from directory.permissions import Role
from directory.services.invitations import ask_to_join, invite_person
from outbox.links import compute_token
from outbox.models import Message, SecretLink
from tests.accounts.people import UserFactory, read_page
from tests.directory.claims import claim_with_evidence
from tests.directory.listings import NOW, BusinessFactory
from tests.directory.teams import make_team, sign_in_member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_soon")]
EMAIL = "bo@example.test"


@pytest.fixture
def _soon(time_machine) -> None:
    time_machine.move_to(NOW)


def find_team(membership: Membership) -> str:
    return f"/account/businesses/{membership.business.slug}/team/"


def invite(membership: Membership) -> Invitation:
    return invite_person(
        business=membership.business, email=EMAIL, role=Role.EDITOR, by=membership.user, now=NOW
    )


def find_invitation() -> str:
    return f"/invitations/{compute_token(SecretLink.objects.get())}/"


@pytest.mark.parametrize("count", [1, 30])
def test_team_makes_the_same_queries(client, count, django_assert_num_queries) -> None:
    membership = sign_in_member(client)
    for number in range(count):
        make_team(membership.business, Role.MEMBER)
        invite_person(
            business=membership.business,
            email=f"person{number}@elsewhere.test",
            role=Role.MEMBER,
            by=UserFactory(),
            now=NOW,
        )
        ask_to_join(business=membership.business, user=UserFactory(), text="Hi", now=NOW)
        claim_with_evidence(membership.business)

    with django_assert_num_queries(8):
        page = read_page(client.get(find_team(membership)))

    assert page.count("Take back") == count
    assert page.count("Say no<") == count


def test_team_shows_a_member_who_is_in_it_and_nothing_else(client) -> None:
    membership = sign_in_member(client, Role.MEMBER)
    invite(make_team(membership.business))
    ask_to_join(business=membership.business, user=UserFactory(name="Cy Asks"), text="Hi", now=NOW)

    page = read_page(client.get(find_team(membership)))

    assert membership.user.name in page
    assert "Leave the team" in page
    assert not any(words in page for words in ("Cy Asks", EMAIL, "Invite somebody", "Remove<"))


def test_last_admin_reads_beside_the_field_why_not(client) -> None:
    membership = sign_in_member(client)
    make_team(membership.business, Role.EDITOR)

    response = client.post(f"{find_team(membership)}{membership.pk}/role/", {"role": "member"})
    left = client.post(find_team(membership) + "leave/")

    assert response.status_code == left.status_code == 200
    assert f'id="member_{membership.pk}_role_error"' in read_page(response)
    assert "Make somebody else an admin first" in read_page(response)
    assert "Make somebody else an admin first" in read_page(left)
    assert membership.business.memberships.admins().count() == 1


def test_admin_changes_a_role_and_removes(client) -> None:
    membership = sign_in_member(client)
    colleague = make_team(membership.business, Role.MEMBER)

    client.post(f"{find_team(membership)}{colleague.pk}/role/", {"role": "editor"})
    role = Membership.objects.get(pk=colleague.pk).role
    asked = read_page(client.get(f"{find_team(membership)}{colleague.pk}/remove/"))
    client.post(f"{find_team(membership)}{colleague.pk}/remove/")

    assert role == Role.EDITOR
    assert f"Remove {colleague.user.name} from the team?" in asked
    assert list(membership.business.memberships.all()) == [membership]


@pytest.mark.parametrize("role", ["owner", ""])
def test_role_that_there_is_not_is_refused_in_words(client, role) -> None:
    membership = sign_in_member(client)
    colleague = make_team(membership.business, Role.MEMBER)

    response = client.post(f"{find_team(membership)}{colleague.pk}/role/", {"role": role})

    assert "Choose a role" in read_page(response)


def test_admin_who_would_remove_themself_is_led_to_leave(client) -> None:
    membership = sign_in_member(client)

    response = client.get(f"{find_team(membership)}{membership.pk}/remove/")

    assert response.url == find_team(membership) + "leave/"


@pytest.mark.parametrize(
    ("status", "words"), [("published", "stays listed as it is"), ("draft", "was never published")]
)
def test_last_of_a_team_reads_what_follows_before_leaving(client, status, words) -> None:
    membership = sign_in_member(client, status=status)

    page = read_page(client.get(find_team(membership) + "leave/"))
    response = client.post(find_team(membership) + "leave/")

    assert words in page
    assert response.url == "/account/businesses/"
    assert not membership.business.memberships.exists()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"email": "", "role": "editor"}, "Enter an e-mail address"),
        ({"email": "bo", "role": "editor"}, "like name@example.com"),
        ({"email": EMAIL, "role": ""}, "Choose a role"),
        ({"email": EMAIL, "role": "owner"}, "Choose a role from the list"),
        ({"email": "TAKEN", "role": "editor"}, "in the team already"),
    ],
)
def test_invitation_that_cannot_be_says_why(client, data, words) -> None:
    membership = sign_in_member(client)
    data = data | ({"email": membership.user.email} if data["email"] == "TAKEN" else {})

    assert words in read_page(client.post(find_team(membership) + "invite/", data))
    assert not Message.objects.exists()


def test_invitation_is_made_sent_again_and_taken_back(client) -> None:
    membership = sign_in_member(client)
    team = find_team(membership)
    client.post(team + "invite/", {"email": EMAIL, "role": "editor"})
    invitation = Invitation.objects.get()
    twice = read_page(client.post(team + "invite/", {"email": EMAIL, "role": "editor"}))

    client.post(f"{team}invitations/{invitation.pk}/send-again/")
    client.post(f"{team}invitations/{invitation.pk}/take-back/")
    late = read_page(client.post(f"{team}invitations/{invitation.pk}/send-again/", follow=True))

    assert "invited already" in twice
    assert Message.objects.filter(kind="team-invitation").count() == 2
    assert Invitation.objects.get().status == "taken_back"
    assert "accepted or taken back meanwhile" in late


def test_invitation_page_changes_nothing_until_the_button(client) -> None:
    invite(make_team())
    user = UserFactory(email=EMAIL)
    client.force_login(user)
    path = find_invitation()

    response = client.get(path)
    before = user.memberships.count()
    accepted = client.post(path + "accept/")
    again = client.get(path)

    assert "Join the team" in read_page(response)
    assert response["Referrer-Policy"] == "strict-origin"
    assert "noindex" in response["X-Robots-Tag"]
    assert before == 0
    assert user.memberships.get().role == Role.EDITOR
    assert accepted.url == f"/account/businesses/{user.memberships.get().business.slug}/"
    assert again.status_code == 410


def test_invitation_says_to_another_address_whose_it_is(client) -> None:
    invite(make_team())
    client.force_login(UserFactory(email="cy@example.test"))

    page = read_page(client.get(find_invitation()))
    response = client.post(find_invitation() + "accept/")

    assert "You are signed in as cy@example.test. Only bo@example.test is invited" in page
    assert response.url == find_invitation()
    assert not Membership.objects.filter(user__email="cy@example.test").exists()


def test_invitation_leads_who_is_signed_out_to_sign_in_and_back(client) -> None:
    invite(make_team())

    page = read_page(client.get(find_invitation()))
    response = client.post(find_invitation() + "accept/")

    assert f"/accounts/signup/?next={find_invitation()}" in page
    assert response.url == f"/accounts/login/?next={find_invitation()}"


@pytest.mark.parametrize("days", [14, 400])
def test_invitation_expires_at_its_address(client, days, time_machine) -> None:
    invite(make_team())
    path = find_invitation()
    time_machine.shift(days * 86400)

    assert client.get(path).status_code == 410
    assert client.post(path + "accept/").status_code == 410


def test_invitation_that_never_was_looks_like_one_that_is_over(client) -> None:
    assert client.get("/invitations/0000/").status_code == 410


def test_joining_is_asked_and_answered(client) -> None:
    admin = make_team()
    asker = UserFactory(name="Cy Asks")
    client.force_login(asker)
    join = f"/businesses/{admin.business.slug}/join/"
    empty = read_page(client.post(join, {"text": ""}))
    asked = client.post(join, {"text": "I run the looms."})
    twice = read_page(client.post(join, {"text": "Hello?"}))
    client.force_login(admin.user)

    page = read_page(client.get(find_team(admin)))
    request = JoinRequest.objects.get()
    client.post(f"{find_team(admin)}requests/{request.pk}/accept/", {"role": "editor"})
    late = read_page(client.post(f"{find_team(admin)}requests/{request.pk}/decline/", follow=True))

    assert "Say what you do" in empty
    assert asked.url == f"/businesses/{admin.business.slug}/claim/"
    assert "You have asked already" in twice
    assert re.search(r"Cy Asks.*I run the looms\.", page, re.DOTALL)
    assert asker.memberships.get().role == Role.EDITOR
    assert "Somebody else answered" in late


def test_joining_needs_a_team_and_an_account(client) -> None:
    business = BusinessFactory()
    path = f"/businesses/{business.slug}/join/"
    signed_out = client.post(path, {"text": "I run the looms."})
    client.force_login(UserFactory())
    kept = read_page(client.get(path))

    response = client.post(path, {"text": "I run the looms."})

    assert signed_out.url == f"/accounts/login/?next={path}"
    assert "I run the looms." in kept
    assert response.url == f"/businesses/{business.slug}/claim/"
    assert not JoinRequest.objects.exists()


def test_joining_is_for_public_businesses(client) -> None:
    membership = make_team(BusinessFactory(status="draft"))
    client.force_login(UserFactory())

    assert client.get(f"/businesses/{membership.business.slug}/join/").status_code == 404


def test_member_who_asks_to_join_is_led_home(client) -> None:
    membership = sign_in_member(client)

    response = client.post(f"/businesses/{membership.business.slug}/join/", {"text": "Hi"})

    assert response.url == f"/account/businesses/{membership.business.slug}/"


def test_claim_against_the_team_is_answered_by_its_admin(client) -> None:
    membership = sign_in_member(client)
    claim = claim_with_evidence(membership.business)
    other = claim_with_evidence(membership.business)
    team = find_team(membership)

    page = read_page(client.get(team))
    client.post(f"{team}claims/{claim.pk}/accept/")
    client.post(f"{team}claims/{other.pk}/refuse/")
    late = read_page(client.post(f"{team}claims/{other.pk}/accept/", follow=True))

    other.refresh_from_db()
    assert claim.evidence not in page
    assert membership.business.memberships.get(user=claim.claimant).role == Role.MEMBER
    assert other.team_refused_at is not None
    assert "is a member of the team now" in late  # an admin may think again while staff have not decided
