import pytest
from django.utils import timezone

from directory.facets import suggest_correction
from directory.search_spelling import correct_spelling, count_mistakes
from directory.services.search_index import rebuild_search_index
from tests.directory.listings import BusinessFactory, make_north_east
from tests.directory.searching import search

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["fresh", "counted"])
def directory(request) -> None:
    """A few businesses, whose words are counted or only among the changes."""
    BusinessFactory(name="Cyber Robots", summary="Manufacturing software for hospitals")
    BusinessFactory(name="Café Zürich", summary="Software", description="Xylophones")
    if request.param == "counted":
        rebuild_search_index(now=timezone.now())


@pytest.mark.parametrize(
    ("text", "corrected"),
    [
        ("sofware", "software"),
        ("Sofware for hospitals", "software for hospitals"),
        ("robtos", "robots"),
        ("cyebr robots", "cyber robots"),
        ("zuerich", "zurich"),
        ("manufactoring", "manufacturing"),
        ("manufactring softwre", "manufacturing software"),
        ("software", ""),
        ("robot", ""),
        ("rob", ""),
        ("xyz123", ""),
        ("entirely different", ""),
        ("", ""),
        ("“”", ""),
    ],
)
@pytest.mark.usefixtures("directory")
def test_unknown_words_are_corrected_to_known_ones(text: str, corrected: str):
    assert correct_spelling(text) == corrected


@pytest.mark.parametrize(
    ("typed", "meant", "mistakes"),
    [
        ("robot", "robot", 0),
        ("robt", "robot", 1),
        ("roboot", "robot", 1),
        ("rabot", "robot", 1),
        ("rboot", "robot", 1),
        ("rbto", "robot", 2),
        ("engine", "robot", 3),
        ("", "robot", 3),
    ],
)
def test_mistakes_are_counted_up_to_a_limit(typed: str, meant: str, mistakes: int):
    assert count_mistakes(typed, meant, 2) == mistakes


@pytest.mark.usefixtures("directory")
def test_correction_keeps_the_other_choices():
    correction = suggest_correction(search("q=sofware&verified=yes"))

    assert (correction.label, correction.url) == ("software", "?verified=yes&q=software")


@pytest.mark.parametrize("query", ["q=software&size=500%2B", "", "verified=yes", "q=xqxq"])
@pytest.mark.usefixtures("directory")
def test_search_without_a_word_to_correct_has_no_correction(query: str):
    assert suggest_correction(search(query)) is None


def test_search_that_finds_something_has_no_correction(django_assert_num_queries):
    BusinessFactory(name="Robots", description="Sofware")
    found = search("q=sofware")
    len(found.matches)

    with django_assert_num_queries(0):
        assert suggest_correction(found) is None


@pytest.mark.usefixtures("directory")
def test_page_asks_what_was_meant(client, django_assert_max_num_queries):
    client.get("/businesses/?q=robots")  # reads the synonyms, once for all

    with django_assert_max_num_queries(8):
        html = client.get("/businesses/?q=sofware").content.decode()

    assert '<a class="govuk-link govuk-!-font-weight-bold" href="?q=software">software</a>?' in html


@pytest.mark.parametrize("text", ["loom newcastle", "Newcastle loom", "loom in Newcastle"])
def test_cluster_among_the_words_is_chosen_where_the_words_find_nothing(text: str):
    north = make_north_east()
    BusinessFactory(name="Loom", town="Wallsend", cluster=north["newcastle"])

    correction = suggest_correction(search(f"verified=&q={text}".replace(" ", "+")))

    assert (correction.label, correction.url) == ("loom in Newcastle", "?q=loom&cluster=newcastle")


@pytest.mark.parametrize("query", ["q=loom+newcastle", "q=newcastle", "q=loom+newcastle&cluster=sunderland"])
def test_cluster_is_not_offered_where_nothing_is_found_in_it_either(query: str):
    north = make_north_east()
    BusinessFactory(name="Loom", town="Leeds", cluster=north["leeds"])

    assert suggest_correction(search(query)) is None
