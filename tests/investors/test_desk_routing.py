"""The pages of the routing rules: read, draw up, compare, put in force."""

import datetime

import pytest

from accounts.models import User
from investors.models import RoutingVersion
from investors.routing_rules import BUILT_IN, STEPS, Assignment, Rules, read_rules
from tests.accounts.people import sign_in_to_desk
from tests.investors.asked_contacts import make_contact, offer_enquiry
from tests.investors.desk_rows import LATER, make_sectors, read_page
from tests.investors.routing_versions import make_draft, put_in_force
from tests.investors.sent_enquiries import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("an_hour_later")]

LIST = "/desk/routing/"
WITHOUT_NEAREST = Rules(nearest_counts=False)


@pytest.fixture
def manager(client) -> User:
    return sign_in_to_desk(client, User.Role.MANAGER, name="Mina Manager")


def fill_form(rules: Rules = BUILT_IN, *assignments: dict[str, str], **changes: str) -> dict[str, str]:
    """Return what a browser sends of the edit form with ``rules`` and ``assignments``."""
    rows = [*assignments, {}]
    filled = {
        "note": "A draft (test)",
        "saves": "0",
        "scale_jobs": rules.scale_jobs,
        "scale_spend": rules.scale_spend,
        **{f"step_{name}": str(place) for place, name in enumerate(rules.order, 1)},
        "assignments-TOTAL_FORMS": str(len(rows)),
        "assignments-INITIAL_FORMS": "0",
    }
    if rules.nearest_counts:
        filled["nearest_counts"] = "on"
    for number, row in enumerate(rows):
        for name in ("subject", "target", "note"):
            filled[f"assignments-{number}-{name}"] = row.get(name, "")
    return filled | changes


def test_list_shows_each_version_with_its_standing(client, manager):
    make_contact()
    current = put_in_force()
    offer_enquiry()
    make_draft(note="Try without (test)")

    page = read_page(client.get(LIST))

    assert f"Version {current.number} In force (test) In force from 2 June 2026, 11:30 on TechNorth" in page
    assert "Try without (test) Draft –" in page


@pytest.mark.parametrize("rows", [1, 20])
def test_list_takes_as_many_queries_for_twenty_as_for_one(
    client, manager, rows, django_assert_max_num_queries, django_assert_num_queries
):
    for _row in range(rows):
        make_draft()

    with django_assert_num_queries(6):
        client.get(LIST)


def test_version_is_shown_in_words_with_what_differs(client, staff):
    contact = make_contact("Amir Test")
    put_in_force()
    draft = make_draft(
        Rules(
            order=("named-place",),
            nearest_counts=False,
            scale_jobs="",
            assignments=(
                Assignment("country", "JP", contact.pk, "Speaks Japanese"),
                Assignment("country", "RU"),
            ),
        )
    )

    page = read_page(client.get(f"{LIST}{draft.number}/"))

    assert "Country: Japan Amir Test, Leeds Speaks Japanese" in page
    assert "Country: Russia UKTI triage" in page
    assert "Large by jobs in the first three years never" in page
    assert "Removed: Rule before: A named business or opportunity: its cluster" in page
    assert "Added: Country: Japan after: Amir Test, Leeds (Speaks Japanese)" in page
    assert "Put in force" not in page


def test_draft_is_drawn_up_from_a_version(client, manager):
    source = make_draft(WITHOUT_NEAREST)

    response = client.post(f"{LIST}{source.number}/draft/", {"note": "From it"})

    draft = RoutingVersion.objects.get(note="From it")
    assert response["Location"] == f"{LIST}{draft.number}/edit/"
    assert (read_rules(draft.rules), draft.author) == (WITHOUT_NEAREST, manager)


def test_draft_is_drawn_up_from_the_rules_in_force(client, manager):
    put_in_force(WITHOUT_NEAREST)

    client.post(f"{LIST}draft/", {"note": "From what is in force"})

    assert read_rules(RoutingVersion.objects.get(note="From what is in force").rules) == WITHOUT_NEAREST


def test_draft_is_drawn_up_from_the_built_in_rules_where_no_version_is_in_force(client, manager):
    RoutingVersion.objects.in_force(LATER).update(valid_until=NOW)

    client.post(f"{LIST}draft/", {"note": "First"})

    assert read_rules(RoutingVersion.objects.get(note="First").rules) == BUILT_IN


@pytest.mark.parametrize("address", ["draft/", "{number}/draft/"])
def test_draft_needs_a_reason(client, manager, address):
    source = make_draft()

    response = client.post(LIST + address.format(number=source.number), {"note": " "})

    assert "Say what the version changes, and why" in read_page(response)


def test_edit_shows_what_is_stored(client, manager):
    contact = make_contact("Amir Test")
    rules = Rules(
        order=("named-place", "named-business"), assignments=(Assignment("country", "JP", contact.pk),)
    )
    draft = make_draft(rules)

    response = client.get(f"{LIST}{draft.number}/edit/")

    form, rows = response.context["form"], response.context["assignments"]
    assert (form["step_named-place"].value(), form["step_relationship"].value()) == ("1", None)
    assert rows[0]["target"].value() == str(contact.pk)
    assert len(rows.forms) == 4


def test_edit_stores_rules_order_parameters_and_assignments(client, manager):
    contact = make_contact("Amir Test")
    make_sectors()
    draft = make_draft()
    wanted = Rules(
        order=("chosen-clusters", "named-place"),
        nearest_counts=False,
        scale_jobs="51-100",
        scale_spend="",
        assignments=(Assignment("sector", "studios", contact.pk, "Knows them"), Assignment("country", "RU")),
    )
    sent = fill_form(
        wanted,
        {"subject": "sector:studios", "target": str(contact.pk), "note": "Knows them"},
        {"subject": "country:RU", "target": "ukti"},
        note="Changed (test)",
    )

    response = client.post(f"{LIST}{draft.number}/edit/", sent)

    assert response["Location"] == f"{LIST}{draft.number}/"
    draft.refresh_from_db()
    assert (read_rules(draft.rules), draft.note, draft.saves) == (wanted, "Changed (test)", 1)


@pytest.mark.parametrize(
    ("assignments", "changes", "said"),
    [
        ([], {"step_named-place": "1", "step_relationship": "1"}, "Another rule has this place"),
        ([], {"note": ""}, "Say what the version changes"),
        ([], {"scale_jobs": "lots"}, "Select a valid choice"),
        ([{"subject": "country:JP"}], {}, "Choose who gets these enquiries"),
        ([{"note": "Why"}], {}, "Choose which enquiries this is about"),
        ([{"subject": "country:XX", "target": "ukti"}], {}, "Choose from the list"),
        (
            [{"subject": "country:JP", "target": "ukti"}] * 2,
            {},
            "There is an assignment of these enquiries already",
        ),
        ([], {"assignments-TOTAL_FORMS": "no"}, "ManagementForm data is missing"),
    ],
)
def test_edit_says_what_is_wrong_and_keeps_what_was_typed(client, manager, assignments, changes, said):
    draft = make_draft()

    response = client.post(
        f"{LIST}{draft.number}/edit/",
        fill_form(BUILT_IN, *assignments, **{"note": "Typed (test)", **changes}),
    )

    assert response.status_code == 200
    assert said in read_page(response)
    draft.refresh_from_db()
    assert draft.saves == 0
    if "note" not in changes:
        assert "Typed (test)" in response.content.decode()


def test_edit_of_a_draft_that_somebody_else_saved_keeps_what_was_typed(client, manager):
    draft = make_draft()
    RoutingVersion.objects.filter(pk=draft.pk).update(saves=1)

    response = client.post(f"{LIST}{draft.number}/edit/", fill_form(WITHOUT_NEAREST, note="Mine (test)"))

    assert "Somebody else saved this draft meanwhile" in read_page(response)
    assert "Mine (test)" in response.content.decode()


@pytest.mark.parametrize("page", ["edit", "activate"])
def test_version_in_force_is_not_edited(client, manager, page):
    version = put_in_force()

    response = client.get(f"{LIST}{version.number}/{page}/", follow=True)

    assert response.redirect_chain[0][0] == f"{LIST}{version.number}/"
    assert "Somebody else changed or activated this version meanwhile" in read_page(response)


def test_edit_offers_who_may_be_asked_and_keeps_who_is_assigned(client, manager):
    make_contact("Ann Active")
    make_contact("Sen Lead", role="senior_lead")
    gone = make_contact("Gus Gone", is_active=False)
    draft = make_draft(Rules(assignments=(Assignment("country", "JP", gone.pk),)))

    page = read_page(client.get(f"{LIST}{draft.number}/edit/"))

    assert "Ann Active (Regional contact)" in page
    assert "Gus Gone (Regional contact)" in page
    assert "Sen Lead" not in page


def test_activation_shows_the_difference_and_needs_a_tick(client, manager):
    put_in_force()
    draft = make_draft(WITHOUT_NEAREST)
    address = f"{LIST}{draft.number}/activate/"

    page = read_page(client.get(address))
    refused = read_page(client.post(address, {"saves": "0", "day": "2026-06-02"}))

    assert "Changed: A place in no cluster's official area" in page
    assert "Tick the box to confirm" in refused
    draft.refresh_from_db()
    assert draft.valid_from is None


def test_activation_puts_the_draft_in_force(client, manager):
    old = put_in_force()
    draft = make_draft(WITHOUT_NEAREST)

    response = client.post(
        f"{LIST}{draft.number}/activate/", {"saves": "0", "day": "2026-06-02", "confirmed": "on"}, follow=True
    )

    assert f"Version {draft.number} decides from 2 June 2026, 12:30 on." in read_page(response)
    draft.refresh_from_db()
    old.refresh_from_db()
    assert draft.activated_by == manager
    assert old.valid_until == draft.valid_from == NOW + datetime.timedelta(hours=1)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2026-06-01", "The day must not be in the past"),
        ("2026-06-06", "Choose a working day"),
        ("2026-08-31", "Choose a working day"),
        ("2027-12-01", "The day must be within a year"),
        ("soon", "Enter a day, like 2026-11-23"),
        ("", "Enter the day from which it counts"),
    ],
)
def test_activation_refuses_days_that_are_none(client, manager, day, said):
    draft = make_draft()

    response = client.post(f"{LIST}{draft.number}/activate/", {"saves": "0", "day": day, "confirmed": "on"})

    assert said in read_page(response)


def test_activation_of_a_draft_changed_meanwhile_shows_how_it_stands(client, manager):
    draft = make_draft()
    RoutingVersion.objects.filter(pk=draft.pk).update(saves=1)

    response = client.post(
        f"{LIST}{draft.number}/activate/", {"saves": "0", "day": "2026-06-02", "confirmed": "on"}, follow=True
    )

    assert "Somebody else changed or activated this version meanwhile" in read_page(response)


def test_scheduled_version_is_taken_back_from_its_page(client, manager):
    put_in_force()
    draft, other = make_draft(), make_draft()
    sent = {"saves": "0", "day": "2026-06-09", "confirmed": "on"}
    client.post(f"{LIST}{draft.number}/activate/", sent)

    waiting = read_page(client.post(f"{LIST}{other.number}/activate/", sent))
    shown = read_page(client.get(f"{LIST}{draft.number}/"))
    client.post(f"{LIST}{draft.number}/take-back/")

    assert "Another version waits for its day" in waiting
    assert "Scheduled" in shown
    assert "Take back" in shown
    draft.refresh_from_db()
    assert draft.valid_from is None


def test_draft_is_discarded_and_what_is_in_force_is_not(client, manager):
    version, draft = put_in_force(), make_draft()

    for number in (version.number, draft.number):
        client.post(f"{LIST}{number}/discard/")

    assert RoutingVersion.objects.filter(number=version.number).exists()
    assert not RoutingVersion.objects.filter(number=draft.number).exists()


def test_comparison_names_what_was_added_removed_and_changed(client, staff):
    old = make_draft(
        Rules(order=("named-place", "named-business"), assignments=(Assignment("country", "JP"),))
    )
    new = make_draft(
        Rules(
            order=("named-business", "named-place", "relationship"),
            scale_jobs="11-50",
            assignments=(Assignment("country", "KR"),),
        )
    )

    page = read_page(client.get(f"{LIST}compare/?old={old.number}&new={new.number}"))

    assert f"Added: Rule after: {STEPS['relationship']}" in page
    assert "Changed: Order of the rules" in page
    assert "before: at or above: Over 100 ; end of before after: at or above: 11 to 50" in page
    assert "Removed: Country: Japan before: UKTI triage" in page
    assert "Added: Country: South Korea after: UKTI triage" in page


def test_comparison_of_the_same_rules_finds_nothing(client, staff):
    old, new = make_draft(), make_draft()

    assert "Nothing: the rules are the same." in read_page(
        client.get(f"{LIST}compare/?old={old.number}&new={new.number}")
    )


@pytest.mark.parametrize("query", ["old=x&new=1", "old=999&new=", "old=1"])
def test_comparison_of_what_is_no_version_says_so(client, staff, query):
    assert "Choose two versions that exist." in read_page(client.get(f"{LIST}compare/?{query}"))


def test_case_names_the_version_that_decided(client, staff):
    make_contact()
    version = put_in_force()
    enquiry, _referral = offer_enquiry()

    page = read_page(client.get(f"/desk/enquiries/{enquiry.reference}/"))

    assert f"by Version {version.number} of the rules" in page
    assert "has room · role 1 · area 1 · the language · load 0 %" in page
