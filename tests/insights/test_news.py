import datetime

import pytest
from bs4 import BeautifulSoup
from lxml import etree

from accounts.models import User
from insights.models import Announcement
from insights.services.announcements import StaleAnnouncement, choose_slug, save_announcement
from tests.accounts.people import UserFactory, sign_in_to_desk
from tests.directory.listings import ClusterFactory, SourceFactory
from tests.insights.announcements import HOUR, NOW, make_announcement

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def no_news():
    """Take away the announcement that the site begins with."""
    Announcement.objects.all().delete()


def list_titles(client) -> list[str]:
    page = BeautifulSoup(client.get("/news/").content, "html.parser")
    return [heading.get_text() for heading in page.select(".tn-news__title")]


def fill_in(**fields) -> dict[str, object]:
    """Return what a person types for an announcement that is public from now on."""
    typed = {
        "title": "Rail link opens",
        "summary": "Faster.",
        "body": "Twice an hour.",
        "language": "en",
        "cluster": "",
        "state": "ready",
        "publish_at_0": "2026-11-30",
        "publish_at_1": "10:00",
        "opened_at": "",
    }
    return typed | fields


def test_news_begins_with_the_announcement_of_2014_and_its_sources(client):
    SourceFactory(key="bis2014", title="A press release of 2014")

    page = client.get("/news/technorth-announced-2014/").content.decode()

    assert list_titles(client) == ["TechNorth was announced in October 2014"]
    assert "more than 20,000 businesses" in page
    assert "A press release of 2014" in page


@pytest.mark.parametrize(
    "fields",
    [
        {"state": Announcement.State.DRAFT},
        {"state": Announcement.State.WITHDRAWN},
        {"publish_at": NOW + datetime.timedelta(seconds=1)},
    ],
    ids=["draft", "withdrawn", "scheduled"],
)
@pytest.mark.usefixtures("no_news")
def test_announcement_stays_hidden_until_it_is_ready_and_due(client, fields):
    make_announcement(**fields)

    assert list_titles(client) == []
    assert client.get("/news/a-new-laboratory/").status_code == 404
    assert b"laboratory" not in client.get("/news.atom").content


@pytest.mark.usefixtures("no_news")
def test_scheduled_announcement_becomes_public_by_itself(client, time_machine):
    make_announcement(publish_at=NOW + HOUR)

    time_machine.move_to(NOW + HOUR)

    assert list_titles(client) == ["A new laboratory"]


@pytest.mark.usefixtures("no_news")
def test_news_stand_newest_first(client):
    make_announcement(slug="old", title="Old", publish_at=NOW - 3 * HOUR)
    make_announcement(slug="new", title="New", publish_at=NOW - HOUR)

    assert list_titles(client) == ["New", "Old"]


def test_announcement_is_shown_in_its_language_and_can_do_no_harm(client):
    make_announcement(language="de", body="<script>alert(1)</script> **Neu**")

    article = BeautifulSoup(client.get("/news/a-new-laboratory/").content, "html.parser").article

    assert article["lang"] == "de"
    assert article.strong.get_text() == "Neu"
    assert not article.select("script")


@pytest.mark.usefixtures("no_news")
def test_feed_holds_the_whole_text(client):
    make_announcement(cluster=ClusterFactory(slug="leeds", name="Leeds"))

    (entry,) = etree.fromstring(client.get("/news.atom").content).findall(f"{ATOM}entry")

    assert entry.findtext(f"{ATOM}title") == "A new laboratory"
    assert "<strong>opens</strong>" in entry.findtext(f"{ATOM}content")
    assert entry.find(f"{ATOM}category").get("term") == "Leeds"


@pytest.mark.usefixtures("no_news")
def test_feed_is_not_sent_twice_but_anew_when_one_is_added_or_taken_away(client):
    first, second = make_announcement(), make_announcement(slug="second")
    known = client.get("/news.atom")
    unchanged = client.get("/news.atom", headers={"If-None-Match": known["ETag"]})
    second.delete()

    changed = client.get("/news.atom", headers={"If-None-Match": known["ETag"]})

    assert (unchanged.status_code, unchanged.content, changed.status_code) == (304, b"", 200)
    assert first.title in changed.content.decode()
    assert known["Cache-Control"] == "public, max-age=300"
    assert "Last-Modified" not in known


@pytest.mark.usefixtures("no_news")
def test_feed_leaves_out_what_no_xml_can_hold(client):
    make_announcement(summary="Two lines\x0bof a slide", body="A \x01 mark")

    (entry,) = etree.fromstring(client.get("/news.atom").content).findall(f"{ATOM}entry")

    assert entry.findtext(f"{ATOM}summary") == "Two linesof a slide"


@pytest.mark.parametrize("number", [1, 15])
@pytest.mark.usefixtures("no_news")
def test_news_ask_as_much_of_the_database_for_many_as_for_one(client, django_assert_num_queries, number):
    cluster = ClusterFactory(slug="leeds")
    for index in range(number):
        make_announcement(slug=f"news-{index}", cluster=cluster)

    with django_assert_num_queries(2):
        client.get("/news/")


@pytest.mark.usefixtures("no_news")
def test_staff_write_an_announcement(client):
    sign_in_to_desk(client)

    answer = client.post("/desk/news/new/", fill_in())

    announcement = Announcement.objects.get()
    assert (announcement.slug, announcement.publish_at) == ("rail-link-opens", NOW)
    assert answer["Location"] == f"/desk/news/{announcement.pk}/"
    assert list_titles(client) == ["Rail link opens"]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("title", "", "Give it a title"),
        ("summary", "", "Say it in one or two sentences"),
        ("body", "", "Write the text"),
        ("publish_at_0", "soon", "Enter a date like 2026-11-29"),
        ("publish_at_1", "noon", "Enter a time like 09:30"),
        ("state", "secret", "Select a valid choice"),
    ],
)
@pytest.mark.usefixtures("no_news")
def test_mistake_is_named_and_nothing_typed_is_lost(client, field, value, words):
    sign_in_to_desk(client)

    page = client.post("/desk/news/new/", fill_in(**{"anything": "", field: value})).content.decode()

    assert words in page
    assert (field == "body") or "Twice an hour." in page
    assert not Announcement.objects.exists()


def test_address_stays_when_the_title_changes(client):
    announcement = make_announcement()
    sign_in_to_desk(client)

    client.post(f"/desk/news/{announcement.pk}/edit/", fill_in(opened_at=announcement.changed_at.isoformat()))

    announcement.refresh_from_db()
    assert (announcement.slug, announcement.title) == ("a-new-laboratory", "Rail link opens")


def test_second_editor_is_told_and_can_then_save(client):
    announcement = make_announcement()
    seen_at = announcement.changed_at
    save_announcement(announcement, by=UserFactory(), now=NOW, opened_at=seen_at)
    sign_in_to_desk(client)
    path = f"/desk/news/{announcement.pk}/edit/"

    refused = client.post(path, fill_in(opened_at=seen_at.isoformat()))
    typed = BeautifulSoup(refused.content, "html.parser").find("input", {"name": "opened_at"})["value"]
    client.post(path, fill_in(opened_at=typed))

    assert "Somebody else changed this meanwhile" in refused.content.decode()
    assert Announcement.objects.get(pk=announcement.pk).title == "Rail link opens"


def test_save_refuses_what_was_changed_meanwhile():
    announcement = make_announcement()

    with pytest.raises(StaleAnnouncement):
        save_announcement(announcement, by=UserFactory(), now=NOW, opened_at=NOW - 9 * HOUR)


def test_preview_says_who_sees_it(client):
    announcement = make_announcement(state=Announcement.State.DRAFT)
    sign_in_to_desk(client, User.Role.AUDITOR)

    page = client.get(f"/desk/news/{announcement.pk}/").content.decode()

    assert "A draft: only staff see it." in page
    assert 'content="noindex"' in page


@pytest.mark.parametrize(
    ("title", "slug"),
    [("A new laboratory!", "a-new-laboratory-2"), ("新闻", "news"), ("x" * 120, "x" * 70)],
)
def test_slug_is_free_and_short(title, slug):
    make_announcement()

    assert choose_slug(title) == slug
