"""Mails about what is new in saved searches."""

import datetime
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import User
from directory.models import Business, SavedSearch
from directory.saved_searches import change_search, save_search
from directory.search_alerts import send_due_alerts
from directory.tasks import send_search_alerts
from outbox.links import build_url
from outbox.mail import build_mail
from outbox.models import Message, SecretLink
from tests.accounts.people import UserFactory
from tests.at_once import run_while_locked
from tests.directory.listings import BusinessFactory, SectorFactory

pytestmark = pytest.mark.django_db

# A Tuesday, half past ten in London.
SAVED = datetime.datetime(2026, 6, 2, 9, 30, tzinfo=datetime.UTC)
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)
WEDNESDAY = datetime.datetime(2026, 6, 3, 6, 0, tzinfo=datetime.UTC)  # seven in London
MONDAY = WEDNESDAY + 5 * DAY


def save(query: str = "q=robots", frequency: str = "daily", user=None, name: str = "Robots") -> SavedSearch:
    return save_search(user=user or UserFactory(), name=name, query=query, frequency=frequency, now=SAVED)


def list_robots(name: str, at: datetime.datetime, **fields) -> Business:
    return BusinessFactory(name=name, summary="Robots", listed_at=at, **fields)


def read_names() -> list[list[str]]:
    """Return the names in each mail, in the order of the mails."""
    bodies = Message.objects.order_by("pk").values_list("body", flat=True)
    return [re.findall(r"^- (.*)$", body, flags=re.MULTILINE) for body in bodies]


def test_daily_search_is_told_in_the_morning():
    save()
    list_robots("Before", SAVED - HOUR)
    list_robots("After", SAVED + HOUR)
    BusinessFactory(name="Other", listed_at=SAVED + HOUR)

    assert send_due_alerts(now=WEDNESDAY - datetime.timedelta(seconds=1)) == 0
    assert send_due_alerts(now=WEDNESDAY) == 1
    assert read_names() == [["After"]]


def test_weekly_search_is_told_on_monday():
    save(frequency="weekly")
    list_robots("After", SAVED + HOUR)

    assert send_due_alerts(now=MONDAY - HOUR) == 0
    assert send_due_alerts(now=MONDAY) == 1
    assert SavedSearch.objects.get().due_at == MONDAY + 7 * DAY


def test_nothing_new_is_no_mail():
    search = save()

    assert send_due_alerts(now=WEDNESDAY) == 0
    assert not Message.objects.exists()
    search.refresh_from_db()
    assert search.due_at == WEDNESDAY + DAY


def test_beat_twice_tells_once():
    save()
    list_robots("After", SAVED + HOUR)

    assert [send_due_alerts(now=WEDNESDAY), send_due_alerts(now=WEDNESDAY)] == [1, 0]
    assert send_due_alerts(now=WEDNESDAY + DAY) == 0
    assert read_names() == [["After"]]


def test_beat_away_for_days_skips_nothing():
    save()
    for day in range(1, 4):
        list_robots(f"Day {day}", SAVED + day * DAY)

    assert send_due_alerts(now=WEDNESDAY + 4 * DAY + 3 * HOUR) == 1
    assert read_names() == [["Day 3", "Day 2", "Day 1"]]
    assert SavedSearch.objects.get().due_at == WEDNESDAY + 5 * DAY


def test_listing_that_shows_late_is_told_the_next_day():
    save()
    list_robots("Early", SAVED + HOUR)
    send_due_alerts(now=WEDNESDAY)
    list_robots("Late", WEDNESDAY - datetime.timedelta(minutes=30))

    send_due_alerts(now=WEDNESDAY + DAY)

    assert read_names() == [["Early"], ["Late"]]


def test_task_tells_by_the_clock(time_machine):
    save()
    list_robots("After", SAVED + HOUR)
    time_machine.move_to(WEDNESDAY, tick=False)

    send_search_alerts(from_a_later_version=True)
    time_machine.move_to(WEDNESDAY + DAY, tick=False)
    send_search_alerts()

    assert read_names() == [["After"]]


def test_one_mail_holds_all_searches_and_each_listing_once():
    user, other = UserFactory(name="Ann"), UserFactory()
    save(user=user, name="A")
    save("sector=space", user=user, name="B")
    save(user=other)
    list_robots("Both", SAVED + HOUR, sectors=[SectorFactory(code="space")])
    BusinessFactory(name="Space", listed_at=SAVED + HOUR, sectors=[SectorFactory(code="space")])

    assert send_due_alerts(now=WEDNESDAY) == 2

    assert sorted(read_names()) == [["Both"], ["Both", "Space"]]
    message = Message.objects.get(to_email=user.email)
    assert message.subject == "2 new listings in your searches"
    assert "/businesses/?q=robots&sort=newest" in message.body


def test_long_news_is_cut_and_examples_are_marked():
    save()
    for number in range(12):
        list_robots(f"Robot {number}", SAVED + HOUR, origin=Business.Origin.EXAMPLE)

    send_due_alerts(now=WEDNESDAY)

    (names,) = read_names()
    assert len(names) == 10
    assert names[0] == "Example, not a real business: Robot 11"
    assert "And 2 more." in Message.objects.get().body


def test_silent_search_begins_anew():
    search = save(frequency="never")
    list_robots("Meanwhile", SAVED + HOUR)
    change_search(search=search, name="Robots", frequency="daily", now=SAVED + DAY)
    list_robots("Then", SAVED + DAY + HOUR)

    send_due_alerts(now=WEDNESDAY + 3 * DAY)

    assert read_names() == [["Then"]]


def test_closed_account_is_told_nothing():
    save(user=UserFactory(is_active=False))
    list_robots("After", SAVED + HOUR)

    assert send_due_alerts(now=WEDNESDAY) == 0


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_tell_once():
    save()
    list_robots("After", SAVED + HOUR)

    def sweep(_: int) -> int:
        try:
            return send_due_alerts(now=WEDNESDAY)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(sweep, range(2))) == [0, 1]
    assert Message.objects.count() == 1


def make_mail() -> Message:
    save_search(
        user=UserFactory(), name="Robots", query="q=robots", frequency="daily", now=timezone.now() - 3 * DAY
    )
    list_robots("After", timezone.now() - 2 * DAY)
    send_due_alerts(now=timezone.now())
    return Message.objects.select_related("link").get()


def test_mail_can_be_ended_at_one_click(client: Client):
    message = make_mail()
    mail = build_mail(message).message()

    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    url = re.fullmatch(r"<(.*)>", mail["List-Unsubscribe"].replace("\n", "").replace(" ", "")).group(1)
    assert url == build_url(message.link)
    assert url in build_mail(message).body

    strict = Client(enforce_csrf_checks=True)
    path = url.removeprefix("http://localhost:8000")
    response = strict.post(path, {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200
    assert not response.cookies
    assert SavedSearch.objects.get().frequency == "never"
    assert strict.post(path).status_code == 200


def test_link_alone_changes_nothing(client: Client):
    path = build_url(make_mail().link).removeprefix("http://localhost:8000")

    response = client.get(path)

    assert "Stop these mails" in response.content.decode()
    assert SavedSearch.objects.get().frequency == "daily"


def test_strange_or_ended_link_is_missing(client: Client):
    path = build_url(make_mail().link).removeprefix("http://localhost:8000")
    SecretLink.objects.update(revoked_at=timezone.now())

    assert client.post(path).status_code == 404
    assert client.post("/unsubscribe/abc/").status_code == 404
    assert SavedSearch.objects.get().frequency == "daily"


def test_person_keeps_one_link():
    save()
    for day in range(2):
        list_robots(f"Day {day}", SAVED + HOUR + day * DAY)
        send_due_alerts(now=WEDNESDAY + day * DAY)

    assert Message.objects.count() == 2
    assert SecretLink.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_alert_goes_to_the_address_of_whoever_changed_it_a_moment_ago():
    user = save().user
    list_robots("After", SAVED + HOUR)

    run_while_locked(
        SavedSearch.objects.all(),
        change=lambda: User.objects.filter(pk=user.pk).update(email="new@loom.example"),
        call=lambda: send_due_alerts(now=WEDNESDAY),
    )

    assert Message.objects.get().to_email == "new@loom.example"
