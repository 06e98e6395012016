"""Logos: what is taken, what is kept, and who sees it before it is public."""

import io

import pytest
from django.test import Client
from PIL import Image

from accounts.models import User
from directory.logos import encode_logo
from directory.models import Business, Logo
from directory.services import logos
from tests.accounts.people import UserFactory
from tests.directory.profile_forms import OWN, make_picture, read_draft, save, section_page
from tests.directory.teams import sign_in_member

pytestmark = pytest.mark.django_db


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


def test_logo_left_out_for_its_size_is_refused_and_not_passed_over(client) -> None:
    membership = sign_in_member(client)
    file = io.BytesIO(b"x" * 11 * 1024 * 1024)
    file.name = "logo.png"

    response = save(client, section_page(membership.business, "logo"), picture=file)

    assert "2 MB or less" in response.context["form"].errors["picture"][0]


def test_logo_that_two_businesses_share_is_shown_to_both_teams(client) -> None:
    save(client, section_page(sign_in_member(client).business, "logo"), picture=make_picture())
    other = Client()
    membership = sign_in_member(other)
    save(other, section_page(membership.business, "logo"), picture=make_picture())

    digest = read_draft(membership.business)["logo"]

    assert Logo.objects.count() == 1
    assert other.get(f"/businesses/logos/{digest}.png").status_code == 200


@pytest.mark.parametrize(("is_moderator", "status"), [(True, 200), (False, 404)])
def test_logo_of_a_draft_is_shown_to_moderators_and_no_stranger(client, is_moderator, status) -> None:
    save(client, section_page(sign_in_member(client).business, "logo"), picture=make_picture())
    client.force_login(UserFactory(role=User.Role.MODERATOR if is_moderator else ""))

    assert client.get(f"/businesses/logos/{Logo.objects.get().pk}.png").status_code == status


def test_logo_can_be_taken_away(client) -> None:
    membership = sign_in_member(client)
    address = section_page(membership.business, "logo")
    save(client, address, picture=make_picture())

    save(client, address, remove="on")

    assert read_draft(membership.business)["logo"] == ""


def test_logos_of_a_business_are_limited_by_day(client, monkeypatch) -> None:
    monkeypatch.setattr(logos, "MOST_A_DAY", 1)
    address = section_page(sign_in_member(client).business, "logo")
    save(client, address, picture=make_picture(colour="red"))

    response = save(client, address, picture=make_picture(colour="blue"))

    assert "Go on tomorrow" in response.context["form"].errors["picture"][0]
    assert Logo.objects.count() == 1
