import io

import pytest
from django.core.cache import cache
from PIL import Image

from directory.models import Outline
from insights.share_images import (
    GROUND,
    HUES,
    LEFT,
    MAP_LEFT,
    SIZE,
    ShareArea,
    ShareWords,
    draw_share_image,
    find_share_image,
    gather_areas,
)
from tests.directory.listings import ClusterFactory, make_north_east
from tests.insights.test_views_clusters import make_figure

SQUARE = "M300 300l100 0 0 100 -100 0z"
LAND = ShareArea("M100 100l500 0 0 700 -500 0z", "")


def read_picture(content: bytes) -> Image.Image:
    """Return the picture in a PNG."""
    picture = Image.open(io.BytesIO(content))
    assert picture.format == "PNG"
    return picture


def find_colours(picture: Image.Image) -> set[str]:
    """Return every colour of a picture as ``#rrggbb``."""
    return {"#{:02x}{:02x}{:02x}".format(*colour) for _, colour in picture.getcolors(SIZE[0] * SIZE[1])}


def test_share_image_has_the_size_that_networks_ask_for():
    assert read_picture(draw_share_image(ShareWords("Leeds"), [LAND])).size == (1200, 630)


def test_share_image_colours_only_the_areas_it_is_given():
    colours = find_colours(
        read_picture(draw_share_image(ShareWords("Leeds"), [LAND, ShareArea(SQUARE, "leeds")]))
    )

    assert HUES["leeds"] in colours
    assert not colours & (set(HUES.values()) - {HUES["leeds"]})


def test_share_image_keeps_long_words_beside_the_map():
    title = "A shared laboratory for semiconductor packaging and photonics " * 6
    plain = read_picture(draw_share_image(ShareWords("Leeds"), []))

    long = read_picture(draw_share_image(ShareWords(title, detail=title, source=title), []))

    right = (MAP_LEFT, 0, *SIZE)
    assert long.crop(right).tobytes() == plain.crop(right).tobytes()
    assert find_colours(long.crop((0, 0, LEFT - 8, 600))) == {GROUND}


def test_share_image_is_drawn_once_and_then_kept():
    words = ShareWords("Leeds", detail="a count")
    drawn = find_share_image(words, (LAND,))
    (key,) = cache.keys("share-image:*")
    cache.set(key, b"as kept")

    assert drawn.content.startswith(b"\x89PNG")
    assert find_share_image(words, (LAND,)).content == b"as kept"


def test_share_image_changes_its_digest_with_what_it_says():
    assert (
        find_share_image(ShareWords("Leeds"), (LAND,)).digest
        != find_share_image(ShareWords("Leeds", mark="Example"), (LAND,)).digest
    )


@pytest.mark.django_db
def test_areas_of_a_cluster_hold_those_of_its_parts_and_not_the_wider_region():
    make_north_east()
    for position, (cluster, extent) in enumerate(
        [("newcastle", "core"), ("sunderland", "core"), ("leeds", "core"), ("newcastle", "wider-2014")]
    ):
        Outline.objects.create(
            slug=f"shape-{position}", position=position, kind="cluster", name="", cluster_id=cluster,
            extent=extent, path=SQUARE,
        )  # fmt: skip
    Outline.objects.create(slug="land", position=9, kind="north", name="", path=SQUARE)

    areas = gather_areas(["north-east"])

    assert [area.hue for area in areas] == ["", "north-east", "north-east"]
    assert [area.hue for area in gather_areas(["leeds"])] == ["", "leeds"]


@pytest.mark.django_db
def test_cluster_image_says_the_latest_sourced_count(client):
    cluster = ClusterFactory(slug="leeds")
    before = client.get("/share/clusters/leeds.png")
    make_figure(cluster, 5)
    after = client.get("/share/clusters/leeds.png")
    make_figure(cluster, 1)  # of an earlier year

    assert read_picture(before.content).size == read_picture(after.content).size == SIZE
    assert before["ETag"] != after["ETag"]
    assert client.get("/share/clusters/leeds.png")["ETag"] == after["ETag"]


@pytest.mark.django_db
def test_cluster_image_is_not_sent_twice_to_who_has_it(client):
    ClusterFactory(slug="leeds")
    first = client.get("/share/clusters/leeds.png")

    again = client.get("/share/clusters/leeds.png", headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert first["Cache-Control"] == "public, max-age=3600"


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["north", "progress"])
def test_share_image_is_there_while_no_figures_are_loaded(client, name):
    assert read_picture(client.get(f"/share/{name}.png").content).size == SIZE


@pytest.mark.django_db
def test_image_of_an_unknown_cluster_is_not_found(client):
    assert client.get("/share/clusters/nowhere.png").status_code == 404


@pytest.mark.django_db
def test_page_names_the_picture_for_sharing(client, settings):
    ClusterFactory(slug="leeds")

    page = client.get("/clusters/leeds/").content.decode()

    assert f'property="og:image" content="{settings.SITE_URL}/share/clusters/leeds.png"' in page
    assert (
        f'property="og:image" content="{settings.SITE_URL}/share/north.png"'
        in client.get("/").content.decode()
    )
