"""What a moderator reads about a revision."""

import datetime

import pytest

from directory.models import Company
from directory.review_sheet import describe_review, list_similar
from tests.accounts.people import UserFactory
from tests.directory.listings import NOW, BusinessFactory, OutcodeFactory
from tests.directory.test_revisions import edit, publish, sent

pytestmark = pytest.mark.django_db
COMPANY = {
    "number": "01234567",
    "name": "LOOM LIMITED",
    "status": Company.Status.ACTIVE,
    "sic_codes": ["62012"],
    "postcode": "LS1 1AA",
    "last_seen_on": "2026-06-01",
    "imported_at": NOW,
}


def make_company(**fields) -> Company:
    return Company.objects.create(**COMPANY | {"outcode": OutcodeFactory(code="LS1")} | fields)


def list_hints(revision, now=NOW) -> str:
    return "\n".join(describe_review(revision, now)["risks"])


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"status": Company.Status.DISSOLVED}, "The register says: Dissolved."),
        ({"name": "QUAY ROBOTICS LIMITED"}, "calls the company “QUAY ROBOTICS LIMITED”"),
        ({"sic_codes": ["01110"]}, "SIC codes"),
        ({"postcode": "SW1A 1AA", "outcode": None}, "not in the North: SW1A 1AA"),
    ],
)
def test_hints_come_from_the_register(fields, words) -> None:
    make_company(**fields)
    revision = edit(publish(company_number="01234567"), summary="Cloth by the mile.")

    assert words in list_hints(revision)


def test_sound_company_gives_no_hint_of_the_register() -> None:
    make_company()
    revision = edit(publish(company_number="01234567"), summary="Cloth by the mile.")

    assert not any(word in list_hints(revision) for word in ("register", "SIC", "North"))


@pytest.mark.parametrize("field", ["summary", "description"])
def test_copied_text_is_found_in_whatever_field_it_stands(field) -> None:
    text = "Scheduling software for mills, from the warp to the dispatch; 'as they say' – 100 %."
    BusinessFactory(name="Mill", **{field: text})
    BusinessFactory(name="Other", **{field: text + " And more."})
    copy = edit(publish(), **{field: text})

    assert "A text is the same as that of Mill." in list_hints(copy)


def test_own_text_is_no_copy() -> None:
    business = publish()

    assert "same as" not in list_hints(edit(business, offers="Cloth"))


@pytest.mark.parametrize(
    ("email", "words"),
    [("a@gmail.com", "gmail.com, as anybody can"), ("a@mill.example", "mill.example, not at the website")],
)
def test_hint_tells_of_mail_from_elsewhere(email, words) -> None:
    revision = edit(publish(), website="https://loom.example/")
    revision.author = UserFactory(email=email)

    assert words in list_hints(revision)


def test_mail_at_the_website_gives_no_hint() -> None:
    revision = edit(publish(), website="https://www.loom.example/")
    revision.author = UserFactory(email="a@loom.example")

    assert "has an address" not in list_hints(revision)


def test_new_account_gives_a_hint() -> None:
    revision = sent()
    joined = revision.author.joined_at

    assert "less than a day" in list_hints(revision, joined + datetime.timedelta(hours=23))
    assert "less than a day" not in list_hints(revision, joined + datetime.timedelta(hours=24))


def test_similar_listings_are_others_of_the_name_nearby() -> None:
    revision = sent()
    same = BusinessFactory(name="Loom Ltd", outcode=OutcodeFactory(code="LS1"))
    BusinessFactory(name="Loom Ltd", outcode=OutcodeFactory(code="M1"))

    assert list_similar(revision) == [same]
