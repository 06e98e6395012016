"""Who covers what, counted purely, and the pages that show it."""

import datetime

import pytest

from investors.cover_report import (
    Cell,
    Level,
    Loss,
    Sector,
    count_speakers,
    find_breakage,
    forecast_capacity,
    list_working_days,
    measure_cell,
)
from investors.routing_rules import Assignment, Rules
from tests.investors.asked_contacts import make_contact as store_contact
from tests.investors.asked_contacts import offer_enquiry
from tests.investors.desk_rows import make_sectors, read_page
from tests.investors.routing_cases import DAY, make_contact, make_cover
from tests.investors.routing_versions import put_in_force
from tests.investors.sent_enquiries import NOW

GAMES = Sector("games", "Games", frozenset({"studios"}))
SPACE = Sector("space", "Space")
NEXT_DAY = DAY + datetime.timedelta(days=1)
COVER, CAPACITY = "/desk/routing/cover/", "/desk/routing/capacity/"


def test_cell_counts_who_is_there_covers_the_sector_and_speaks():
    cover = make_cover(
        make_contact(1, languages=frozenset({"ja"})),
        make_contact(2, role="deputy"),
        make_contact(3, role="duty_inbox"),
        make_contact(4, role="senior_lead"),
        make_contact(5, is_active=False),
        make_contact(6, absences=((DAY, DAY),)),
        make_contact(7, sectors=frozenset({"studios"})),
        make_contact(8, "sheffield"),
    )

    assert measure_cell("leeds", GAMES, "ja", DAY, cover) == Cell(Level.CONTACT, 2, 1, 1)
    assert measure_cell("leeds", GAMES, "en", DAY, cover) == Cell(Level.CONTACT, 2, 2, 1)
    assert measure_cell("leeds", GAMES, "fr", DAY, cover).is_gap


@pytest.mark.parametrize(
    ("roles", "level"),
    [
        (["contact", "duty_inbox"], Level.CONTACT),
        (["deputy", "duty_inbox"], Level.DEPUTY),
        (["duty_inbox"], Level.DUTY_INBOX),
        ([], Level.NOBODY),
    ],
)
def test_cell_says_the_best_that_can_be_asked(roles, level):
    cover = make_cover(*(make_contact(id, role=role) for id, role in enumerate(roles, 1)))

    cell = measure_cell("leeds", GAMES, "en", DAY, cover)

    assert (cell.level, cell.is_gap) == (level, level < Level.DEPUTY)


def test_cell_of_a_sub_cluster_counts_who_covers_the_whole_cluster():
    cover = make_cover(make_contact(1, "north-east"), make_contact(2, "sunderland"))

    assert measure_cell("newcastle", GAMES, "en", DAY, cover).people == 1


def test_speakers_are_counted_without_the_duty_inbox():
    cover = make_cover(
        make_contact(1, languages=frozenset({"ja"})),
        make_contact(2, role="duty_inbox", languages=frozenset({"ja"})),
    )

    assert count_speakers("leeds", "ja", DAY, cover) == 1


def test_breakage_without_a_contact_is_what_others_cannot_do():
    only = make_contact(1, languages=frozenset({"ja", "fr"}))
    cover = make_cover(
        only, make_contact(2, role="deputy", sectors=frozenset({"games"}), languages=frozenset({"fr"}))
    )

    found = find_breakage(only, [DAY], [GAMES, SPACE], cover)

    assert found.losses == (
        Loss("leeds", "games", DAY, Level.CONTACT, Level.DEPUTY),
        Loss("leeds", "space", DAY, Level.CONTACT, Level.NOBODY),
    )
    assert found.languages == (("leeds", "ja"),)


def test_breakage_of_somebody_whose_work_others_do_is_nothing():
    cover = make_cover(make_contact(1), make_contact(2))

    found = find_breakage(cover.contacts[0], [DAY], [GAMES], cover)

    assert (found.losses, found.languages) == ((), ())


def test_breakage_on_given_days_minds_who_else_is_away_then():
    first, other = make_contact(1), make_contact(2, absences=((NEXT_DAY, NEXT_DAY),))
    cover = make_cover(first, other)

    found = find_breakage(first, [DAY, NEXT_DAY], [GAMES], cover)

    assert found.losses == (Loss("leeds", "games", NEXT_DAY, Level.CONTACT, Level.NOBODY),)


def test_breakage_of_a_whole_cluster_shows_in_its_parts():
    contact = make_contact(1, "north-east")

    found = find_breakage(contact, [DAY], [GAMES], make_cover(contact))

    assert [loss.cluster for loss in found.losses] == ["newcastle", "sunderland"]


def test_forecast_takes_absences_off_by_working_days():
    monday = datetime.date(2026, 6, 8)
    cover = make_cover(
        make_contact(1, load=4, capacity=10, absences=((monday, monday + datetime.timedelta(days=1)),)),
        make_contact(2, role="deputy", load=1, capacity=5),
        make_contact(3, role="duty_inbox", load=9, capacity=200),
    )

    (leeds,) = forecast_capacity(cover, datetime.date(2026, 6, 1), 3)

    assert (leeds.cluster, leeds.load, leeds.capacity) == ("leeds", 5, 15)
    assert [(week.first_day.day, week.capacity) for week in leeds.weeks] == [(1, 15), (8, 11), (15, 15)]


def test_forecast_of_a_week_without_work_is_no_capacity():
    cover = make_cover(make_contact(1, absences=((DAY, DAY + datetime.timedelta(days=60)),)))

    assert [week.capacity for week in forecast_capacity(cover, DAY, 2)[0].weeks] == [0, 0]


def test_working_days_leave_out_weekends_and_bank_holidays():
    days = list_working_days(datetime.date(2026, 8, 28), datetime.date(2026, 9, 1))

    assert days == [datetime.date(2026, 8, 28), datetime.date(2026, 9, 1)]


@pytest.mark.django_db
@pytest.mark.usefixtures("an_hour_later")
class TestPages:
    """The reports as the desk shows them."""

    def test_cover_shows_gaps_by_sector_cluster_and_language(self, client, staff):
        games, _studios = make_sectors()
        contact = store_contact("Amir Test", languages=["ja"])
        contact.sectors.add(games)
        store_contact("Sheffield desk", cluster="sheffield", role="duty_inbox")

        english = client.get(COVER)
        french = client.get(COVER, {"language": "fr"})

        assert "Games 1 the duty inbox" in read_page(english)
        assert "1 gap." in read_page(english)
        assert "Games 0 of 1 the duty inbox" in read_page(french)
        assert "Japanese (日本語) 1 none" in read_page(english)

    def test_cover_says_what_breaks_when_somebody_leaves(self, client, staff):
        make_sectors()
        contact = store_contact("Amir Test", languages=["ja"])
        put_in_force(Rules(assignments=(Assignment("country", "JP", contact.pk),)))
        offer_enquiry()

        page = read_page(client.get(COVER, {"contact": contact.pk}))

        assert "What breaks if Amir Test leaves" in page
        assert "Leeds, Games: nobody: UKTI triage instead of a regional contact" in page
        assert "Leeds: nobody else speaks Japanese" in page
        assert "The rules in force assign to them: Country: Japan" in page
        assert "1 open referral stays with them" in page

    def test_cover_says_what_breaks_on_given_days(self, client, staff):
        make_sectors()
        contact, other = store_contact("Amir Test"), store_contact("Una Test")
        other.absences.create(first_day=datetime.date(2026, 6, 10), last_day=datetime.date(2026, 6, 10))

        page = read_page(
            client.get(COVER, {"contact": contact.pk, "first_day": "2026-06-08", "last_day": "2026-06-12"})
        )

        assert "What breaks while Amir Test is away, 8 June 2026 to 12 June 2026" in page
        assert "Leeds, Games: nobody: UKTI triage instead of a regional contact (from 10 June)" in page

    @pytest.mark.parametrize(
        ("query", "said"),
        [
            ({"language": "xx"}, "Choose a language from the list"),
            ({"contact": "0"}, "Choose a contact from the list"),
            ({"day": "soon"}, "Enter a day, like 2026-11-23"),
            ({"first_day": "2026-06-08"}, "Enter the last day away too"),
            ({"last_day": "2026-06-08"}, "Enter the first day away too"),
            ({"first_day": "2026-06-08", "last_day": "2026-06-07"}, "must not be before the first day"),
            ({"first_day": "2026-06-08", "last_day": "2026-12-07"}, "Look at three months at most"),
            ({"first_day": "0001-01-01", "last_day": "0001-01-01"}, "Look at days within a year of today"),
            ({"day": "9999-12-31"}, "Look at days within a year of today"),
        ],
    )
    def test_cover_says_what_it_cannot_read(self, client, staff, query, said):
        store_contact("Amir Test")

        response = client.get(COVER, query)

        assert response.status_code == 200
        assert said in read_page(response)

    @pytest.mark.parametrize("rows", [1, 30])
    def test_reports_take_as_many_queries_for_thirty_contacts_as_for_one(
        self, client, staff, rows, django_assert_num_queries
    ):
        make_sectors()
        for row in range(rows):
            contact = store_contact(f"Contact {row}", languages=["ja"])
            contact.absences.create(first_day=NOW.date(), last_day=NOW.date())

        with django_assert_num_queries(10):
            client.get(COVER, {"contact": contact.pk})
        with django_assert_num_queries(5):
            client.get(CAPACITY)

    def test_capacity_shows_who_is_full(self, client, staff):
        store_contact("Amir Test", capacity=1)
        offer_enquiry()

        page = read_page(client.get(CAPACITY))

        assert "Leeds 1 1 Full 1 Full" in page
        assert "Week from 2 June" in page

    def test_capacity_without_contacts_offers_a_way_out(self, client, staff):
        assert "No contact can be asked" in read_page(client.get(CAPACITY))
