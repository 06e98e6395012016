"""The reports' pages: who sees them, what they say of few cases, and what each counts."""

import csv
import datetime
import io

import pytest
from django_countries import countries

from accounts.models import User
from investors.models import Enquiry
from investors.reports.fairness import count_shares
from investors.reports.funnel import count_steps
from investors.reports.quarantine import count_months
from investors.reports.tables import Period, share, span
from investors.services.assignment import accept_referral
from investors.services.replies import log_reply
from investors.sheets import write_sheet
from investors.workflow import Actor, Kind
from tests.accounts.people import sign_in_to_desk
from tests.investors.asked_contacts import make_contact, offer_enquiry
from tests.investors.desk_rows import LATER, make_enquiry, quarantine_enquiry, read_page
from tests.investors.projects import bring_to, make_project
from tests.investors.sent_enquiries import NOW, make_cluster, send_enquiry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("an_hour_later")]

Role = User.Role
JUNE = Period(datetime.date(2026, 6, 1), datetime.date(2026, 6, 30))
FINE, UNKNOWN, METHOD = 200, 404, 405
ROLES = [Role.MANAGER, Role.TRIAGE_OFFICER, Role.REGIONAL_CONTACT, Role.MODERATOR, Role.NONE]
STAFF = [FINE, FINE, UNKNOWN, UNKNOWN, UNKNOWN]
QUERIES = {"times": 4, "fairness": 5, "funnel": 4, "quarantine": 4}
NAMES = ["times", "fairness", "funnel", "quarantine"]
PAGES = [
    ("/desk/reports/", STAFF),
    *((f"/desk/reports/{name}/", STAFF) for name in NAMES),
    *((f"/desk/reports/{name}.csv", STAFF) for name in NAMES),
    ("/desk/reports/nothing/", [UNKNOWN] * 5),
    ("/desk/reports/nothing.csv", [UNKNOWN] * 5),
    ("/desk/exports/", STAFF),
]
ACTIONS = [("/desk/exports/ask/", STAFF), ("/desk/exports/1/file/", [UNKNOWN] * 5)]


def by_role(rows):
    return [(path, role, answers[place]) for path, answers in rows for place, role in enumerate(ROLES)]


def read(response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


@pytest.mark.parametrize(("path", "role", "answer"), by_role(PAGES))
def test_page_answers_by_role(client, path, role, answer):
    sign_in_to_desk(client, role)

    assert client.get(path).status_code == answer


@pytest.mark.parametrize(("path", "role", "answer"), by_role(ACTIONS))
def test_action_answers_by_role(client, path, role, answer):
    sign_in_to_desk(client, role)

    assert client.post(path).status_code == answer


@pytest.mark.parametrize("path", [path for path, _answers in ACTIONS])
def test_action_does_nothing_by_get(client, path):
    sign_in_to_desk(client, Role.MANAGER)

    assert client.get(path).status_code == METHOD


COUNTRIES = list(countries.countries)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("number", [1, 30])
def test_page_asks_as_much_of_thirty_rows_as_of_one(client, staff, name, number, django_assert_num_queries):
    for country in COUNTRIES[:number]:
        make_enquiry(country, country=country)

    with django_assert_num_queries(QUERIES[name]):
        assert client.get(f"/desk/reports/{name}/?by=country").status_code == FINE


def test_times_say_how_few_they_rest_on(client, staff):
    make_contact()
    accept_referral(referral=offer_enquiry()[1], by=Actor.system(), now=NOW)

    page = read_page(client.get("/desk/reports/?by=contact"))
    rows = read(client.get("/desk/reports/times.csv?by=contact"))

    assert "Amir Test 1 too few (1) too few (1) too few (1) 0" in page
    assert (rows[0]["table"], rows[0]["group"], rows[0]["done"], rows[0]["median_working_days"]) == (
        ("accept", "All", "1", "")
    )


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("first=2026-06-02&last=2026-06-01", "must not be before"),
        ("last=2027-01-01", "not ahead"),
        ("first=2020-01-01", "two years at most"),
        ("first=never", "Enter a day"),
    ],
)
def test_period_that_cannot_be_is_said(client, staff, query, words):
    response = client.get(f"/desk/reports/funnel/?{query}")

    assert response.status_code == FINE
    assert words in read_page(response)


def test_share_and_span_need_enough_cases():
    assert (share(3, 4).value, share(3, 4).text) == (None, "too few (4)")
    assert (share(4, 5).value, share(4, 5).text) == (80.0, "80% (4 of 5)")
    assert (span(0.5, 5).text, span(2.25, 5).text, span(0.01, 5).text) == (
        "12.0 h",
        "2.2 days",
        "under an hour",
    )
    assert span(2.0, 9, 10).value is None


def test_funnel_counts_each_step_once():
    make_contact()
    send_enquiry()
    make_enquiry("Kyoto")
    enquiry, referral = offer_enquiry()
    accept_referral(referral=referral, by=Actor.system(), now=NOW)
    enquiry.refresh_from_db()
    log_reply(
        enquiry=enquiry, kind=Kind.REPLIED, text="Hello", awaits_answer=False, by=Actor.system(), now=LATER
    )

    assert count_steps(JUNE) == {
        "received": 3,
        "passed_on": 1,
        "accepted": 1,
        "replied": 1,
        "converted": 0,
        "won": 0,
    }


def test_funnel_ends_at_won_projects():
    bring_to(make_project("Kyoto"), "won")
    bring_to(make_project("Osaka"), "active")

    counts = count_steps(JUNE)

    assert (counts["converted"], counts["won"]) == (2, 1)


def test_fairness_tells_first_in_line_from_asked():
    make_cluster("leeds")
    make_contact("Full Person", capacity=1)
    for number in range(2):
        offer_enquiry(organisation=f"Firm {number}")

    tally = count_shares(JUNE)["leeds"]

    assert (tally.first, tally.asked, tally.lost, tally.gained) == (2, 2, 0, 0)


def test_fairness_counts_what_went_elsewhere():
    make_contact()
    enquiry, _referral = offer_enquiry()
    make_contact("Mo Other", cluster="sheffield")
    enquiry.decisions.update(cluster="sheffield")

    tallies = count_shares(JUNE)

    assert (tallies["leeds"].first, tallies["leeds"].lost) == (1, 1)
    assert (tallies["sheffield"].asked, tallies["sheffield"].gained) == (1, 1)


def test_quarantine_tells_spam_from_true_and_missed():
    quarantine_enquiry("Waiting")
    spam = quarantine_enquiry("Spam")
    missed = send_enquiry(email="other@firm.example", plan="Something else altogether, for us and for them.")
    for each in (spam, missed):
        Enquiry.objects.filter(pk=each.pk).update(
            status="closed", close_reason="spam", closed_at=NOW, due_at=None
        )

    [(month, every, figures)] = count_months(JUNE)

    assert (month, every) == ("June 2026", 3)
    assert (figures.quarantined, figures.waiting, figures.spam, figures.missed) == (2, 1, 1, 1)


def test_sheet_neutralises_formulas_and_leaves_numbers():
    written = write_sheet([["=1+1", "-2", " @x", -2, "plain"]]).decode("utf-8-sig")

    assert written == "'=1+1,'-2,' @x,-2,plain\r\n"


def test_form_shows_the_days_that_are_counted_where_none_were_asked_for(client, staff):
    page = client.get("/desk/reports/times/?by=sector").content.decode()

    assert 'value="2026-03-04"' in page
    assert 'value="2026-06-02"' in page


def test_period_without_enquiries_offers_a_way_out(client, staff):
    assert "No enquiry in this period" in read_page(client.get("/desk/reports/"))
