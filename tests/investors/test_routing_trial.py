"""The simulator and the replay: what they say, and that they write nothing."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from investors.facts import gather_facts
from investors.models import Contact, Enquiry
from investors.past_facts import gather_past_facts, load_past
from investors.replay import replay_rules
from investors.routing_rules import BUILT_IN, Assignment, Rules
from investors.services.assignment import accept_referral, route_enquiry
from investors.workflow import Actor
from tests.investors.asked_contacts import make_contact, offer_enquiry
from tests.investors.desk_rows import LATER, make_sectors, read_page
from tests.investors.routing_versions import make_draft, put_in_force
from tests.investors.sent_enquiries import NOW, make_cluster, send_enquiry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("an_hour_later")]

SIMULATOR, REPLAY = "/desk/routing/simulate/", "/desk/routing/replay/"
TYPED = {"language": "en", "fdi_type": "new_site", "version": ""}


def list_writes(queries: CaptureQueriesContext) -> list[str]:
    """Return the statements that are no question, those of sessions apart."""
    reads = ("SELECT", "SAVEPOINT", "RELEASE")
    return [q["sql"] for q in queries if not q["sql"].startswith(reads) and "session" not in q["sql"]]


def test_simulator_says_who_would_get_it_and_why(client, staff):
    contact = make_contact("Amir Test")
    make_contact("Una Away").absences.create(first_day=LATER.date(), last_day=LATER.date())

    with CaptureQueriesContext(connection) as queries:
        response = client.post(SIMULATOR, {**TYPED, "clusters": ["leeds"], "jobs": "100+", "country": "JP"})

    (verdict,) = response.context["verdicts"]
    assert (verdict.contact, verdict.decision.contact_id) == ("Amir Test", contact.pk)
    page = read_page(response)
    assert "Chosen cluster: the investor chose Leeds." in page
    assert "Large: jobs: over 100. UKTI triage is told as well." in page
    assert "Una Away" in page
    assert "is away until 2 June 2026" in page
    assert list_writes(queries) == []
    assert not Enquiry.objects.exists()


@pytest.mark.parametrize(
    ("answers", "rule"),
    [
        ({"country": "GB", "clusters": ["leeds"]}, "not-inward-investment"),
        ({"plan": "[url=https://x.example]x[/url]"}, "spam"),
        ({"sectors": ["games"]}, "no-preference"),
        ({"place": "Leeds"}, "named-place"),
        ({}, "no-preference"),
    ],
)
def test_simulator_takes_each_answer_into_account(client, staff, answers, rule):
    make_contact("Amir Test")
    make_sectors()

    response = client.post(SIMULATOR, TYPED | answers)

    assert response.context["verdicts"][0].decision.rule == rule


def test_simulator_finds_the_relationship_of_the_organisation(client, staff):
    contact = make_contact("Ilse Test", cluster="sheffield")
    _enquiry, referral = offer_enquiry("sheffield")
    accept_referral(referral=referral, by=Actor.contact(contact), now=NOW)

    response = client.post(SIMULATOR, TYPED | {"organisation": referral.enquiry.organisation})

    assert response.context["verdicts"][0].decision.rule == "relationship"


def test_simulator_sets_a_draft_beside_the_version_in_force(client, staff):
    make_contact("Amir Test")
    put_in_force()
    draft = make_draft(Rules(assignments=(Assignment("country", "JP"),)))

    response = client.post(SIMULATOR, TYPED | {"country": "JP", "version": str(draft.number)})

    first, second = response.context["verdicts"]
    assert (first.title, first.decision.rule) == (f"Version {draft.number}", "assignments")
    assert (second.title, second.decision.rule) == ("The version in force", "no-preference")


def test_simulator_loads_an_enquiry_by_its_reference(client, staff):
    contact = make_contact("Amir Test")
    enquiry = send_enquiry(clusters=(make_cluster("leeds").slug,), jobs="11-50")

    response = client.get(SIMULATOR, {"reference": enquiry.reference.lower(), "version": ""})

    assert response.context["verdicts"][0].decision.contact_id == contact.pk
    assert response.context["form"]["jobs"].value() == "11-50"
    assert f"Enquiry {enquiry.reference}, as it stands" in read_page(response)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"reference": "TN-0000-0000"}, "There is no enquiry with this reference"),
        ({"reference": "TN-0000-0000", "version": "999"}, "Choose a version from the list"),
        ({"version": "x"}, "Choose a version from the list"),
    ],
)
def test_simulator_says_what_it_cannot_load(client, staff, query, said):
    response = client.get(SIMULATOR, query)

    assert said in read_page(response)
    assert response.context["verdicts"] == []


@pytest.mark.parametrize(
    "answers", [{"clusters": ["nowhere"]}, {"jobs": "lots"}, {"version": "999"}, {"language": ""}]
)
def test_simulator_says_what_it_cannot_read(client, staff, answers):
    response = client.post(SIMULATOR, TYPED | answers)

    assert response.context["form"].errors
    assert response.context["verdicts"] == []


def test_past_facts_are_those_that_routing_had(client):
    games, studios = make_sectors()
    make_contact("Amir Test")
    make_contact("Ilse Test", cluster="sheffield")
    _first, referral = offer_enquiry("sheffield")
    accept_referral(referral=referral, by=Actor.contact(referral.contact), now=NOW)
    one = send_enquiry(now=LATER, sectors=(studios.code,), place="Atlantis", clusters=("leeds", "sheffield"))
    two = send_enquiry(
        now=LATER, sectors=(games.code,), organisation="Other (test)", email="x@gmail.com", plan="<a href=x>"
    )

    loaded = load_past(Enquiry.objects.filter(pk__in=[one.pk, two.pk]), 10)

    assert {facts.spam_signs != () for facts in gather_past_facts(loaded)} == {True, False}
    assert gather_past_facts(loaded) == [gather_facts(enquiry, enquiry.received_at) for enquiry in (two, one)]
    assert gather_past_facts(loaded)[1].relationship.contact_id == referral.contact_id


def test_past_facts_know_no_relationship_that_came_later():
    make_contact("Ilse Test", cluster="sheffield")
    early = send_enquiry(now=NOW - datetime.timedelta(days=1))
    _later, referral = offer_enquiry("sheffield", email="somebody@robotics.example")
    accept_referral(referral=referral, by=Actor.contact(referral.contact), now=NOW)

    (facts,) = gather_past_facts(load_past(Enquiry.objects.filter(pk=early.pk), 1))

    assert facts.relationship is None


@pytest.mark.parametrize("rows", [1, 30])
def test_past_facts_take_as_many_queries_for_thirty_as_for_one(rows, django_assert_num_queries):
    games, studios = make_sectors()
    make_cluster("leeds")
    for row in range(rows):
        sectors = (games.code,) if row % 2 else (studios.code,)
        send_enquiry(
            place=f"Place {row}", email=f"p{row}@x{row}.example", sectors=sectors, clusters=("leeds",)
        )
    gather_past_facts(load_past(Enquiry.objects.all(), 100))  # the sets of sectors are read once a process

    with django_assert_num_queries(12):
        gather_past_facts(load_past(Enquiry.objects.all(), 100))


def test_replay_counts_and_lists_what_would_go_elsewhere():
    make_contact("Amir Test")
    make_contact("Ilse Test", cluster="sheffield")
    offer_enquiry("leeds", country="JP")
    kept, _referral = offer_enquiry("leeds", country="KR", email="k@korea.example")
    ilse = Contact.objects.get(name="Ilse Test")
    send_enquiry(now=NOW - datetime.timedelta(days=91))
    draft = Rules(
        assignments=(Assignment("country", "JP", ilse.pk),), order=("assignments", "chosen-clusters")
    )

    result = replay_rules(BUILT_IN, draft, LATER)

    assert (result.total, result.looked_at, result.is_cut) == (2, 2, False)
    assert (result.changed, result.other_contact, result.to_ukti, result.from_ukti) == (1, 1, 0, 0)
    (difference,) = result.differences
    assert difference.enquiry != kept
    assert (difference.then.contact.name, difference.current.contact, difference.draft.contact) == (
        "Amir Test",
        "Amir Test",
        "Ilse Test",
    )
    assert ("Assigned", 0, 1) in result.by_rule


@pytest.mark.parametrize(("country", "counted"), [("JP", "to_ukti"), ("GB", "from_ukti")])
def test_replay_counts_what_goes_to_ukti_and_comes_from_there(country, counted):
    make_contact("Amir Test")
    send_enquiry(clusters=(make_cluster("leeds").slug,), country=country)
    drafts = {
        "to_ukti": Rules(assignments=(Assignment("country", "JP"),)),
        "from_ukti": Rules(order=("chosen-clusters",)),
    }

    result = replay_rules(BUILT_IN, drafts[counted], LATER)

    assert getattr(result, counted) == 1
    assert result.changed == 1


def test_replay_leaves_out_what_was_put_together_with_another_whatever_the_rules():
    make_contact()
    first, _referral = offer_enquiry()
    again = send_enquiry()
    route_enquiry(enquiry_id=again.pk, now=NOW)

    result = replay_rules(BUILT_IN, Rules(order=()), LATER)

    again.refresh_from_db()
    assert (again.joined_to, result.looked_at) == (first, 1)


def test_replay_says_that_it_was_cut(monkeypatch):
    make_contact("Amir Test")
    for number in range(4):
        send_enquiry(email=f"p{number}@x.example", now=NOW + datetime.timedelta(minutes=number))

    by_number = replay_rules(BUILT_IN, Rules(order=()), LATER, most=3)
    monkeypatch.setattr("investors.replay.CHUNK", 1)
    by_time = replay_rules(BUILT_IN, Rules(order=()), LATER, seconds=-1)

    assert (by_number.looked_at, by_number.total, by_number.is_cut) == (3, 4, True)
    assert (by_time.looked_at, by_time.total, by_time.is_cut) == (1, 4, True)


@pytest.mark.parametrize("rows", [1, 30])
def test_replay_page_takes_as_many_queries_for_thirty_as_for_one_and_writes_nothing(client, staff, rows):
    make_contact("Amir Test")
    make_cluster("leeds")
    put_in_force()
    for row in range(rows):
        send_enquiry(clusters=("leeds",), email=f"p{row}@x{row}.example", place="Atlantis")
    draft = make_draft(Rules(assignments=(Assignment("country", "JP"),)))

    with CaptureQueriesContext(connection) as queries:
        response = client.get(REPLAY, {"version": draft.number})

    assert len(queries) == 21
    assert list_writes(queries) == []
    assert response.context["result"].to_ukti == rows
    assert f"{rows} would go elsewhere: 0 to another contact, {rows} to UKTI" in read_page(response)


def test_replay_of_the_version_in_force_says_that_nothing_changes(client, staff):
    version = put_in_force()

    assert "This version is the one in force" in read_page(client.get(REPLAY, {"version": version.number}))


def test_replay_of_no_version_says_so(client, staff):
    assert "Choose a version from the list" in read_page(client.get(REPLAY, {"version": "999"}))
