"""The content of a profile: read, compared, applied."""

import pytest

from directory.content import (
    FIELDS,
    apply_content,
    compare_contents,
    digest_content,
    is_harmless,
    list_changed_since,
    list_missing,
    make_content,
    read_content,
    read_public_content,
)
from directory.models import Business, Outcode
from tests.directory.listings import BusinessFactory, ClusterFactory, OutcodeFactory, SectorFactory

pytestmark = pytest.mark.django_db


def make_full_content() -> dict:
    """Return a content that says something in every field but the logo."""
    OutcodeFactory(code="LS1"), OutcodeFactory(code="M1", cluster=ClusterFactory(slug="manchester"))
    sectors = [SectorFactory(code="software").pk, SectorFactory(code="games").pk]
    return make_content(
        name="Loom Software",
        trading_names=["Loom"],
        kind="charity",
        summary="Software for looms.",
        description="We **weave**.",
        sectors=sectors,
        keywords=["weaving"],
        sites=[
            {"name": "Studio", "address": "1 Mill Street", "postcode": "LS1 1AA", "is_main": False},
            {"name": "", "address": "", "postcode": "M1 2BB", "is_main": True},
        ],
        founded_year=1999,
        employees=12,
        employees_on="2026-01-31",
        size_band="10-49",
        website="https://loom.example/",
        social_links=["https://social.example/loom"],
        offers="Patterns",
        looking_for=["talent"],
        looking_for_text="Weavers",
        supply_capabilities="Cloth",
        supply_needs="Yarn",
        parent_name="Mill Group",
        spin_off_of="University of Leeds",
        owner_country="JP",
        markets=["DE"],
        languages=["en"],
        case_studies=[{"title": "A mill", "customer": "Mill", "text": "Faster.", "address": ""}],
    )


def test_content_applied_is_content_read() -> None:
    business, content = BusinessFactory(), make_full_content()

    apply_content(business=business, content=content)

    assert read_content(Business.objects.get(pk=business.pk)) == content


def test_content_of_an_empty_profile_is_the_empty_content() -> None:
    business = BusinessFactory(name="Loom", size_band="")

    assert read_content(business) == make_content(name="Loom", kind="company")


def test_apply_content_takes_the_place_from_the_main_site() -> None:
    business = BusinessFactory()

    apply_content(business=business, content=make_full_content())

    business.refresh_from_db()
    assert (business.cluster_id, business.outcode_id, business.postcode) == ("manchester", "M1", "M1 2BB")


def test_apply_content_refuses_an_outcode_that_is_not_known() -> None:
    content = make_full_content() | {
        "sites": [{"name": "", "address": "", "postcode": "ZE1 0AA", "is_main": True}]
    }

    with pytest.raises(Outcode.DoesNotExist):
        apply_content(business=BusinessFactory(), content=content)


def test_apply_content_makes_the_same_queries_for_more_sites(django_assert_num_queries) -> None:
    content = make_full_content()
    one = content | {"sites": content["sites"][1:]}
    business = BusinessFactory()
    apply_content(business=business, content=one)

    with django_assert_num_queries(5):
        apply_content(business=business, content=one)
    with django_assert_num_queries(5):
        apply_content(business=business, content=content)


def test_compare_contents_names_each_field_that_differs() -> None:
    before = make_content(name="Loom", employees=3)
    after = make_content(name="Loom", employees=4, languages=["en"])

    differences = compare_contents(before, after)

    assert [(each.field.name, each.before, each.after) for each in differences] == [
        ("employees", 3, 4),
        ("languages", [], ["en"]),
    ]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, False),
        ({"employees": 4}, True),
        ({"employees": 4, "name": "Other"}, False),
        ({"logo": "1"}, False),
    ],
)
def test_is_harmless_where_every_change_is(values, expected) -> None:
    assert is_harmless(compare_contents(make_content(), make_content(**values))) is expected


def test_list_missing_names_what_must_be_said() -> None:
    missing = [field.name for field in list_missing(make_content(name="Loom", kind="company"))]

    assert missing == ["summary", "sectors", "sites", "size_band"]


def test_make_content_refuses_a_field_that_there_is_not() -> None:
    with pytest.raises(KeyError, match="colour"):
        make_content(colour="red")


def test_fields_are_each_named_once() -> None:
    assert len({field.name for field in FIELDS}) == len(FIELDS)


def test_list_changed_since_names_the_fields() -> None:
    content = make_content(name="Loom", keywords=["wool"])
    digest = digest_content(content)

    changed = list_changed_since(digest, content | {"keywords": [], "employees": 0})

    assert [field.name for field in changed] == ["keywords", "employees"]
    assert list_changed_since(digest, content) == []


@pytest.mark.parametrize("digest", ["", "nonsense"])
def test_list_changed_since_of_an_unknown_digest_names_all(digest) -> None:
    assert list_changed_since(digest, make_content()) == list(FIELDS)


@pytest.mark.parametrize("status", Business.Status.values)
def test_read_public_content_is_empty_before_the_first_publication(status) -> None:
    content = read_public_content(BusinessFactory(name="Loom", status=status))

    assert content.get("name") == ("Loom" if status in ("published", "archived") else None)
