"""A business enters itself: the service, and which listings it probably is already."""

from functools import partial

import pytest

from directory.duplicates import find_likely_duplicates, find_number_holder
from directory.models import Business
from directory.permissions import Role
from directory.services.listings import RESERVED_SLUGS, choose_slug
from directory.services.registration import (
    MOST_DRAFTS,
    NumberTaken,
    Registration,
    TooManyDrafts,
    register_business,
)
from tests.accounts.people import UserFactory
from tests.at_once import run_at_once
from tests.directory.claims import list_kinds
from tests.directory.listings import NOW, BusinessFactory, OutcodeFactory, SectorFactory, make_public_record

NUMBER = "04870829"


def write(**values) -> Registration:
    OutcodeFactory(code="LS1")
    SectorFactory(code="software")
    chosen = {
        "name": "Loom",
        "kind": "company",
        "sector": "software",
        "postcode": "LS1 1AA",
        "outcode": "LS1",
    }
    return Registration(**chosen | {"company_number": NUMBER, "standing": "open"} | values)


def register(user=None, **values) -> Business:
    return register_business(registration=write(**values), user=user or UserFactory(), now=NOW)


@pytest.mark.django_db
def test_registration_makes_a_draft_with_an_admin_and_a_first_revision() -> None:
    user = UserFactory()

    business = register(user, website="https://loom.example/")

    revision = business.revisions.get()
    assert (business.slug, business.status, business.origin) == ("loom", "draft", "registered")
    assert (business.company_number, business.cluster_id, business.basis) == (NUMBER, "leeds", "core")
    assert (business.postcode, business.town, business.listed_at) == ("LS1 1AA", "Leeds", NOW)
    assert business.memberships.get().role == Role.ADMIN
    assert (revision.status, revision.author, revision.base) == ("draft", user, {})
    assert revision.content["sectors"] == ["software"]
    assert revision.content["sites"] == [{"name": "", "address": "", "postcode": "LS1 1AA", "is_main": True}]
    assert revision.content["website"] == "https://loom.example/"
    assert list_kinds(business) == ["registered", "member_joined"]
    assert business.events.first().detail == {"company": "open"}
    assert not Business.objects.listed().exists()


@pytest.mark.django_db
def test_registration_sent_twice_is_one_draft() -> None:
    user = UserFactory()

    assert register(user) == register(user)
    assert register(user, company_number="") == register(user, company_number="")
    assert Business.objects.count() == 2


@pytest.mark.django_db
def test_registration_of_a_number_that_is_listed_is_refused() -> None:
    listed = make_public_record(company_number=NUMBER)

    with pytest.raises(NumberTaken) as refusal:
        register()

    assert refusal.value.business == listed


@pytest.mark.django_db
def test_drafts_of_one_person_are_few() -> None:
    user = UserFactory()
    for number in range(MOST_DRAFTS):
        register(user, name=f"Loom {number}", company_number="")

    with pytest.raises(TooManyDrafts):
        register(user, name="Another", company_number="")

    Business.objects.update(status="published")
    assert register(user, name="Another", company_number="")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("taken", "name", "slug"),
    [
        ([], "Loom & Söhne", "loom-sohne"),
        (["loom"], "Loom", "loom-04870829"),
        (["loom", "loom-04870829"], "Loom", "loom-ls1"),
        ([], "Register", "register-business"),
        ([], "MAP", "map-business"),
        ([], "東京", "04870829"),
    ],
)
def test_registration_finds_a_free_address(taken, name, slug) -> None:
    for each in taken:
        BusinessFactory(slug=each)

    assert register(name=name).slug == slug


@pytest.mark.django_db
def test_registration_always_finds_an_address() -> None:
    for slug in ("loom", "loom-ls1"):
        BusinessFactory(slug=slug)

    assert register(company_number="").slug.startswith("loom-")


@pytest.mark.parametrize("name", sorted(RESERVED_SLUGS))
def test_no_listing_takes_the_address_of_a_page(name) -> None:
    assert choose_slug(name, "", taken=set()) == f"{name}-business"


@pytest.mark.django_db(transaction=True)
def test_race_of_two_people_for_a_number_has_one_winner() -> None:
    registration = write()
    calls = [
        partial(register_business, registration=registration, user=UserFactory(), now=NOW) for _ in range(2)
    ]

    results = run_at_once(*calls)

    assert sorted(type(result).__name__ for result in results) == ["Business", "NumberTaken"]
    assert Business.objects.get().memberships.count() == 1


@pytest.mark.django_db(transaction=True)
def test_race_of_the_same_form_twice_makes_one_draft() -> None:
    registration, user = write(company_number=""), UserFactory()
    call = partial(register_business, registration=registration, user=user, now=NOW)

    results = run_at_once(call, call)

    assert results[0] == results[1] == Business.objects.get()


@pytest.mark.django_db(transaction=True)
def test_race_for_an_address_gives_two() -> None:
    registration = write(company_number="")
    calls = [
        partial(register_business, registration=registration, user=UserFactory(), now=NOW) for _ in range(2)
    ]

    results = run_at_once(*calls)

    assert sorted(business.slug for business in results) == ["loom", "loom-ls1"]


def find(name: str = "Loom Software Ltd", outcode: str = "LS1", website: str = "") -> list[str]:
    return [each.slug for each in find_likely_duplicates(name=name, outcode=outcode, website=website)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "is_likely"),
    [
        ({}, True),
        ({"name": "LOOM SOFTWARE LIMITED"}, True),
        ({"name": "Looms Software plc"}, True),
        ({"name": "The Loom Software Company Ltd"}, True),
        ({"name": "Weaver Consulting Limited"}, False),  # alike in its legal form alone
        ({"name": "Loom"}, False),
        ({"outcode": "M1"}, False),
        ({"outcode": "M1", "website": "https://www.loom.example/about"}, True),
        ({"outcode": "M1", "website": "https://other.test/?from=loom.example"}, False),
        ({"status": "draft"}, False),
        ({"status": "archived"}, False),
        ({"origin": "example"}, False),
    ],
)
def test_likely_duplicates_have_a_like_name_and_the_same_place_or_host(fields, is_likely) -> None:
    chosen = {"name": "Loom Software Limited", "slug": "loom", "outcode": "LS1"} | fields
    BusinessFactory(**chosen | {"outcode": OutcodeFactory(code=chosen["outcode"])})

    assert find(website="https://loom.example") == (["loom"] if is_likely else [])


@pytest.mark.django_db
def test_shared_host_makes_no_duplicate() -> None:
    BusinessFactory(
        name="Loom Software", outcode=OutcodeFactory(code="M1"), website="https://www.facebook.com/loom"
    )

    assert find(website="https://www.facebook.com/other") == []


@pytest.mark.django_db
def test_likely_duplicates_are_few_and_the_likest_first(django_assert_num_queries) -> None:
    outcode = OutcodeFactory(code="LS1")
    for number in range(8):
        BusinessFactory(name=f"Loom Software {'of Leeds ' * (number % 2)}Limited", outcode=outcode)

    with django_assert_num_queries(1):
        found = find_likely_duplicates(name="Loom Software", outcode="LS1", website="")

    assert [each.name for each in found] == ["Loom Software Limited"] * 4 + ["Loom Software of Leeds Limited"]


@pytest.mark.django_db
def test_no_number_has_no_holder() -> None:
    BusinessFactory(company_number="")

    assert find_number_holder("") is None
