"""The pages on which a team fills its profile in and sends it, by address, as people use them."""

import pytest

from directory.models import Revision
from directory.permissions import Role
from tests.accounts.people import UserFactory
from tests.directory.addresses import add_site
from tests.directory.listings import NOW, BusinessFactory, OutcodeFactory, SectorFactory
from tests.directory.profile_forms import OWN, read_draft, save
from tests.directory.teams import make_draft, make_team, sign_in_member, write_content

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("count", [1, 30])
def test_list_of_own_businesses_makes_the_same_queries(client, count, django_assert_num_queries) -> None:
    user = UserFactory()
    client.force_login(user)
    for _ in range(count):
        business = BusinessFactory()
        business.memberships.create(user=user, role=Role.ADMIN, joined_at=NOW)

    with django_assert_num_queries(3):
        response = client.get(OWN)

    assert len(response.context["memberships"]) == count


def test_task_list_says_what_is_missing(client) -> None:
    membership = sign_in_member(client, status="draft", name="Loom")

    response = client.get(f"{OWN}{membership.business.slug}/")

    states = {task.section: (task.is_done, task.is_required) for task in response.context["tasks"]}
    assert states["summary"] == (False, True)
    assert states["names"] == (True, False)
    assert states["logo"] == (False, False)


def test_section_is_saved_to_a_draft_and_nothing_is_public(client) -> None:
    membership = sign_in_member(client)
    address = f"{OWN}{membership.business.slug}/profile/summary/"

    response = save(client, address, summary="We weave.", description="**Fine** cloth", next="1")

    assert response.url == f"{OWN}{membership.business.slug}/profile/sectors/"
    assert read_draft(membership.business)["summary"] == "We weave."
    membership.business.refresh_from_db()
    assert membership.business.summary == ""


@pytest.mark.parametrize(
    ("section", "values", "field", "words"),
    [
        ("summary", {"summary": "x" * 251}, "summary", "Shorten the summary"),
        ("names", {"name": "", "kind": "company"}, "name", "Enter the name"),
        ("sectors", {"keywords": "\n".join(map(str, range(11)))}, "keywords", "10 lines or fewer"),
        ("size", {"founded_year": "2999"}, "founded_year", "not in the future"),
        ("size", {"employees": "many"}, "employees", "whole number"),
        ("size", {}, "size_band", "Choose a size"),
        ("web", {"website": "javascript:alert(1)"}, "website", "Enter a web address"),
        ("web", {"website": "http://127.0.0.1/"}, "website", "Enter a web address"),
        ("web", {"social_links": "https://user:word@x.example"}, "social_links", "Enter a web address"),
    ],
)
def test_section_refuses_beside_the_field_and_keeps_what_was_typed(
    client, section, values, field, words
) -> None:
    membership = sign_in_member(client)
    address = f"{OWN}{membership.business.slug}/profile/{section}/"

    response = save(client, address, **values)

    assert response.status_code == 200
    assert words in response.context["form"].errors[field][0]
    for name, value in values.items():
        assert response.context["form"].data[name] == value
    assert not membership.business.revisions.exists()


def test_size_follows_from_the_number_of_employees(client) -> None:
    membership = sign_in_member(client)
    address = f"{OWN}{membership.business.slug}/profile/size/"

    save(client, address, employees="260", employees_on="31/3/2026", size_band="1-9")

    content = read_draft(membership.business)
    assert (content["employees"], content["size_band"], content["employees_on"]) == (
        260,
        "250-499",
        "2026-03-31",
    )
    assert client.get(address).status_code == 200


def test_sites_are_kept_with_one_main_site(client) -> None:
    OutcodeFactory(code="LS1"), OutcodeFactory(code="M1")
    membership = sign_in_member(client)
    address = f"{OWN}{membership.business.slug}/profile/places/"
    forms = {"places-TOTAL_FORMS": "3", "places-INITIAL_FORMS": "0"}
    forms |= {"places-0-postcode": "ls11aa", "places-1-postcode": "M1 2BB", "places-1-is_main": "on"}

    save(client, address, **forms)

    sites = read_draft(membership.business)["sites"]
    assert [(site["postcode"], site["is_main"]) for site in sites] == [("LS1 1AA", False), ("M1 2BB", True)]


@pytest.mark.parametrize(
    ("postcode", "words"),
    [("EC1A 1BB", "not in the North"), ("LS1", "whole postcode"), ("", "at least one site")],
)
def test_sites_are_refused_with_a_reason(client, postcode, words) -> None:
    OutcodeFactory(code="LS1")
    membership = sign_in_member(client)
    address = f"{OWN}{membership.business.slug}/profile/places/"
    forms = {"places-TOTAL_FORMS": "1", "places-INITIAL_FORMS": "0", "places-0-postcode": postcode}

    response = save(client, address, **forms)

    assert words in response.content.decode()
    assert not membership.business.revisions.exists()


def test_case_study_is_added_and_removed(client) -> None:
    membership = sign_in_member(client)
    address = f"{OWN}{membership.business.slug}/profile/cases/"
    one = {
        "cases-TOTAL_FORMS": "1",
        "cases-INITIAL_FORMS": "0",
        "cases-0-title": "A mill",
        "cases-0-text": "Fast",
    }
    save(client, address, **one, again="1")
    assert read_draft(membership.business)["case_studies"] == [
        {"title": "A mill", "customer": "", "text": "Fast", "address": ""}
    ]

    save(client, address, **one | {"cases-INITIAL_FORMS": "1", "cases-0-DELETE": "on"})

    assert read_draft(membership.business)["case_studies"] == []


def test_profile_is_sent_taken_back_and_sent_again(client) -> None:
    revision = make_draft()
    client.force_login(revision.author)
    page = f"{OWN}{revision.business.slug}/"

    client.post(page + "send/")
    assert client.get(page + "profile/names/").url == page
    client.post(page + "withdraw/")
    assert client.get(page + "profile/names/").status_code == 200
    client.post(page + "send/")

    revision.refresh_from_db()
    assert revision.status == Revision.Status.IN_REVIEW


def test_profile_that_lacks_facts_is_not_sent(client) -> None:
    revision = make_draft(summary="")
    client.force_login(revision.author)

    response = client.post(f"{OWN}{revision.business.slug}/send/", follow=True)

    assert "Still to fill in: Summary" in response.content.decode()


def test_reasons_of_a_moderator_are_shown(client) -> None:
    revision = make_draft(status="changes_requested")
    Revision.objects.update(status="changes_requested", reasons=["unclear"], reason_text="Name a customer.")
    client.force_login(revision.author)

    page = client.get(f"{OWN}{revision.business.slug}/").content.decode()

    assert "The text does not say what the business does" in page
    assert "Name a customer." in page


def test_preview_shows_the_draft_and_changes_nothing(client) -> None:
    revision = make_draft(summary="Looms of tomorrow.", description="# Fine\n\n<script>x</script>")
    client.force_login(revision.author)

    page = client.get(f"{OWN}{revision.business.slug}/preview/").content.decode()

    assert "Looms of tomorrow." in page
    assert "<h3>Fine</h3>" in page
    assert "<script>x" not in page
    revision.business.refresh_from_db()
    assert (revision.business.summary, revision.business.sites.count()) == ("", 0)


def test_preview_of_a_published_profile_makes_few_queries(client, django_assert_num_queries) -> None:
    membership = sign_in_member(client)
    add_site(membership)
    page = f"{OWN}{membership.business.slug}/preview/"
    client.get(page)

    with django_assert_num_queries(11):
        assert client.get(page).status_code == 200


def test_profile_is_taken_down_and_put_up_again(client) -> None:
    membership = sign_in_member(client)
    page = f"{OWN}{membership.business.slug}/"
    public = membership.business.get_absolute_url()

    client.post(page + "archive/")
    assert client.get(public).status_code == 410
    client.post(page + "restore/")

    assert client.get(public).status_code == 200


def test_public_profile_says_all_that_was_approved(client, django_assert_max_num_queries) -> None:
    from directory.content import apply_content

    business = BusinessFactory()
    SectorFactory(code="software")
    content = write_content(
        trading_names=["Webster"],
        looking_for=["talent"],
        supply_needs="Yarn",
        markets=["DE"],
        languages=["fr"],
        owner_country="JP",
        founded_year=1999,
        case_studies=[{"title": "A mill", "customer": "Arkwright", "text": "Fast", "address": ""}],
    )
    apply_content(business=business, content=content)

    with django_assert_max_num_queries(9):
        page = client.get(business.get_absolute_url()).content.decode()

    for words in ("Webster", "People to hire", "Yarn", "Germany", "French", "Japan", "1999", "Arkwright"):
        assert words in page


@pytest.mark.parametrize("role", [Role.MEMBER, None])
def test_editing_is_not_for_others(client, role) -> None:
    membership = sign_in_member(client, role) if role else make_team()
    if role is None:
        client.force_login(UserFactory())
    page = f"{OWN}{membership.business.slug}/"

    for path in ("profile/names/", "send/", "withdraw/", "discard/", "archive/", "restore/"):
        method = client.get if path.startswith("profile") else client.post
        assert method(page + path).status_code == 404, path
    assert client.get(page).status_code == (200 if role else 404)
