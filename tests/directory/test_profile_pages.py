"""The pages on which a team fills its profile in and sends it, by address, as people use them."""

import io

import pytest
from django.test import Client
from PIL import Image

from directory.models import Business, Logo, Revision
from directory.permissions import Role
from tests.accounts.people import PASSWORD, UserFactory
from tests.directory.listings import NOW, BusinessFactory, OutcodeFactory, SectorFactory
from tests.directory.teams import make_draft, make_team, sign_in_member, write_content

pytestmark = pytest.mark.django_db
OWN = "/account/businesses/"


def read_seen(client: Client, address: str) -> str:
    return client.get(address).context["seen"]


def save(client: Client, address: str, **values):
    return client.post(address, {"seen": read_seen(client, address)} | values)


def read_draft(business: Business) -> dict:
    return business.revisions.open().get().content


def make_picture(kind: str = "PNG", size: tuple[int, int] = (600, 300)) -> io.BytesIO:
    data = io.BytesIO()
    Image.new("RGB", size, "teal").save(data, kind)
    data.name = "logo.png"
    data.seek(0)
    return data


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


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_logo_is_encoded_anew_and_shown_to_the_team_alone_at_first(client, kind) -> None:
    membership = sign_in_member(client)
    address = f"{OWN}{membership.business.slug}/profile/logo/"

    save(client, address, picture=make_picture(kind))

    logo = Logo.objects.get()
    assert (logo.width, logo.height) == (400, 200)
    assert read_draft(membership.business)["logo"] == logo.pk
    picture = client.get(f"/businesses/logos/{logo.pk}.png")
    assert Image.open(io.BytesIO(picture.content)).format == "PNG"
    assert "no-store" in picture["Cache-Control"]
    assert Client().get(f"/businesses/logos/{logo.pk}.png").status_code == 404
    Business.objects.update(logo=logo)
    assert "immutable" in Client().get(f"/businesses/logos/{logo.pk}.png")["Cache-Control"]


def test_logo_keeps_nothing_but_pixels() -> None:
    from directory.logos import encode_logo

    data, exif = io.BytesIO(), Image.Exif()
    exif[0x010E] = "Taken at home"
    Image.new("RGB", (64, 64)).save(data, "JPEG", exif=exif)

    logo = encode_logo(data.getvalue())

    assert b"Taken at home" not in logo.image
    assert not Image.open(io.BytesIO(logo.image)).getexif()


@pytest.mark.parametrize(
    "data",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"\x89PNG\r\n\x1a\nbroken",
        b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
        b"plain words",
    ],
)
def test_logo_refuses_what_is_no_picture_of_ours(client, data) -> None:
    membership = sign_in_member(client)
    file = io.BytesIO(data)
    file.name = "logo.png"

    response = save(client, f"{OWN}{membership.business.slug}/profile/logo/", picture=file)

    assert response.context["form"].errors["picture"]
    assert not Logo.objects.exists()


def test_logo_refuses_a_picture_of_too_many_pixels(client) -> None:
    membership = sign_in_member(client)

    response = save(
        client, f"{OWN}{membership.business.slug}/profile/logo/", picture=make_picture(size=(5000, 5000))
    )

    assert "16 million pixels" in response.context["form"].errors["picture"][0]


def test_colleague_who_saved_first_is_not_undone_unseen(client) -> None:
    membership = sign_in_member(client)
    address = f"{OWN}{membership.business.slug}/profile/offers/"
    seen = read_seen(client, address)
    save(client, address, offers="Theirs")

    response = client.post(address, {"seen": seen, "offers": "Mine"})

    assert response.status_code == 409
    assert response.context["form"].data["offers"] == "Mine"
    assert "Theirs" in response.content.decode()
    assert read_draft(membership.business)["offers"] == "Theirs"

    client.post(address, {"seen": response.context["seen"], "offers": "Mine"})

    assert read_draft(membership.business)["offers"] == "Mine"


def test_other_sections_saved_meanwhile_do_not_matter(client) -> None:
    membership = sign_in_member(client)
    address = f"{OWN}{membership.business.slug}/profile/offers/"
    seen = read_seen(client, address)
    save(client, f"{OWN}{membership.business.slug}/profile/supply/", supply_needs="Yarn")

    client.post(address, {"seen": seen, "offers": "Cloth"})

    content = read_draft(membership.business)
    assert (content["offers"], content["supply_needs"]) == ("Cloth", "Yarn")


def test_what_was_typed_survives_the_end_of_the_session(client) -> None:
    membership = make_team(BusinessFactory())
    membership.user.set_password(PASSWORD)
    membership.user.save()
    address = f"{OWN}{membership.business.slug}/profile/offers/"
    client.force_login(membership.user)
    seen = read_seen(client, address)
    client.logout()

    response = client.post(address, {"seen": seen, "offers": "Typed for an hour"})
    assert response.url == f"/accounts/login/?next={address}"
    client.post(response.url, {"login": membership.user.email, "password": PASSWORD, "next": address})
    page = client.get(address)

    assert page.context["form"].data["offers"] == "Typed for an hour"
    assert "Typed for an hour" in page.content.decode()
    assert not membership.business.revisions.exists()


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
