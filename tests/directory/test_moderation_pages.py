"""Moderation at the desk, by address."""

import datetime

import pytest
import time_machine

from directory.models import Business, Report, Revision
from directory.services.reports import forget_reporters, report_business, settle_report
from directory.services.revisions import reject_revision, submit_revision, withdraw_revision
from directory.workflow import Actor
from outbox.models import Message
from tests.accounts.people import UserFactory, sign_in_to_desk
from tests.directory.listings import NOW, BusinessFactory
from tests.directory.teams import make_draft
from tests.directory.test_revisions import edit, publish, send

pytestmark = pytest.mark.django_db
QUEUE = "/desk/moderation/"


@pytest.fixture
def moderator(client):
    return sign_in_to_desk(client, "moderator")


def make_sent(**values) -> Revision:
    revision = make_draft(**values)
    submit_revision(revision=revision, by=Actor.system(), now=NOW)
    return revision


def decide(client, revision: Revision, **values):
    return client.post(f"{QUEUE}{revision.pk}/decide/", {"version": revision.version} | values)


@pytest.mark.parametrize("count", [1, 30])
def test_queue_makes_the_same_queries(client, moderator, count, django_assert_num_queries) -> None:
    for _ in range(count):
        make_sent()
    client.get(QUEUE)

    with django_assert_num_queries(7):
        response = client.get(QUEUE)

    assert response.context["page"].paginator.count == count


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Loom", "Edited", "Live"]),
        ("kind=first", ["Loom"]),
        ("kind=edit", ["Edited"]),
        ("kind=live", ["Live"]),
        ("q=edit", ["Edited"]),
        ("taken=me", []),
        ("age=1", ["Loom", "Edited", "Live"]),
        ("kind=nonsense", ["Loom", "Edited", "Live"]),
    ],
)
def test_queue_is_narrowed(client, moderator, query, names) -> None:
    make_sent()
    send(edit(publish(), name="Edited"))
    live = publish(verification="letter")
    send(edit(live, languages=["fr"]))
    Revision.objects.filter(business=live).update(content={"name": "Live"})

    response = client.get(f"{QUEUE}?{query}")

    assert response.status_code == 200
    assert sorted(each.content["name"] for each in response.context["page"].object_list) == sorted(names)


def test_queue_is_narrowed_by_how_long_it_waits(client, moderator) -> None:
    make_sent()

    with time_machine.travel(NOW + datetime.timedelta(days=2), tick=False):
        counts = [
            client.get(f"{QUEUE}?age={days}").context["page"].paginator.count for days in ("", "1", "3", "7")
        ]

    assert counts == [1, 1, 0, 0]


def test_first_profile_is_shown_whole(client, moderator) -> None:
    revision = make_sent()

    changes = client.get(f"{QUEUE}{revision.pk}/").context["changes"]

    labels = [str(each.label) for each in changes]
    assert labels == ["Name", "Kind", "Summary", "Sectors", "Sites", "Size"]


@pytest.mark.parametrize("decision", ["approve", "reject"])
def test_decided_revision_goes_on_showing_what_it_changed(client, moderator, decision) -> None:
    first = make_sent()
    decide(client, first, decision=decision, reasons=["other"], text="No.")
    revision = edit(publish(), summary="Better looms.")
    send(revision)
    decide(client, revision, decision=decision, reasons=["other"], text="No.")

    pages = [client.get(f"{QUEUE}{each.pk}/") for each in (first, revision)]

    assert [len(page.context["changes"]) for page in pages] == [6, 1]
    assert all(str(moderator) in page.content.decode() for page in pages)


@pytest.mark.parametrize("count", [1, 30])
def test_revision_asks_a_fixed_number_of_queries(client, moderator, count, django_assert_num_queries) -> None:
    business = publish()
    for number in range(count):
        revision = edit(business, summary=f"Looms, {number}.")
        send(revision)
        reject_revision(revision=revision, reasons=["other"], text="No.", by=moderator, now=NOW)
    last = edit(business, summary="Looms!")
    send(last)
    client.get(f"{QUEUE}{last.pk}/")

    with django_assert_num_queries(12):
        client.get(f"{QUEUE}{last.pk}/")


def test_revision_shows_changes_word_by_word_register_and_hints(client, moderator) -> None:
    business = publish()
    revision = edit(business, summary="Better software for looms, call 0113 496 0000.")
    send(revision)

    page = client.get(f"{QUEUE}{revision.pk}/").content.decode()

    assert "<del>" in page
    assert "<ins>" in page
    assert "looks like a telephone number" in page
    assert "Nobody has shown yet that they speak for this business" in page


def test_approval_publishes(client, moderator) -> None:
    revision = make_sent(summary="Looms for all.")

    response = decide(client, revision, decision="approve")

    assert response.url == QUEUE
    assert Business.objects.listed().get(pk=revision.business_id).summary == "Looms for all."


@pytest.mark.parametrize(("decision", "status"), [("changes", "changes_requested"), ("reject", "rejected")])
def test_refusal_needs_a_reason(client, moderator, decision, status) -> None:
    revision = make_sent()

    refused = decide(client, revision, decision=decision)
    other = decide(client, revision, decision=decision, reasons=["other"])
    decide(client, revision, decision=decision, reasons=["unclear"], text="Say what you do.")

    assert "Choose at least one reason" in refused.content.decode()
    assert "Say what the reason is" in other.content.decode()
    revision.refresh_from_db()
    assert (revision.status, revision.reasons) == (status, ["unclear"])


def test_decision_on_what_changed_since_is_refused(client, moderator) -> None:
    revision = make_sent()
    Revision.objects.filter(pk=revision.pk).update(version=revision.version + 2)

    response = decide(client, revision, decision="approve")

    assert response.status_code == 409
    assert "changed while you read it" in response.content.decode()
    revision.refresh_from_db()
    assert revision.status == Revision.Status.IN_REVIEW


def test_decision_on_what_changed_since_names_it_and_keeps_what_was_typed(client, moderator) -> None:
    revision = make_sent()
    page = client.get(f"{QUEUE}{revision.pk}/")
    seen = page.context["form"]["seen"].value()
    content = {**revision.content, "summary": "Cloth.", "keywords": ["wool"]}
    Revision.objects.filter(pk=revision.pk).update(version=revision.version + 2, content=content)

    response = decide(client, revision, decision="changes", seen=seen, reasons=["unclear"], text="Say more.")

    page = response.content.decode()
    assert "Since you opened it these changed: Summary, Keywords." in page
    assert "Say more.</textarea>" in page
    assert response.context["form"]["reasons"].value() == ["unclear"]


def test_decision_on_what_the_team_took_back_leads_to_the_queue(client, moderator) -> None:
    revision = make_sent()
    withdraw_revision(revision=revision, by=Actor.system(), now=NOW)

    for response in (decide(client, revision, decision="approve"), client.get(f"{QUEUE}{revision.pk}/")):
        assert response.url == QUEUE

    assert "The team has taken this back" in client.get(QUEUE).content.decode()


def test_decision_that_was_made_already_is_refused(client, moderator) -> None:
    revision = make_sent()
    decide(client, revision, decision="approve")

    response = decide(client, revision, decision="reject", reasons=["other"], text="No.")

    assert response.status_code == 409
    assert f"{moderator} was first: Approved." in response.content.decode()


def test_two_moderators_see_who_reads(client, moderator) -> None:
    revision = make_sent()
    other = UserFactory(role="moderator", name="Gwen")
    Revision.objects.filter(pk=revision.pk).update(taken_by=other)

    page = client.post(f"{QUEUE}{revision.pk}/take/", follow=True).content.decode()
    assert "Gwen is reading it already" in page
    client.post(f"{QUEUE}{revision.pk}/hand-back/")
    client.post(f"{QUEUE}{revision.pk}/take/")

    revision.refresh_from_db()
    assert revision.taken_by == moderator


def test_live_edit_is_looked_over_or_taken_back(client, moderator) -> None:
    business = publish(verification="letter")
    send(edit(business, languages=["fr"]))
    first = business.revisions.get()
    client.post(f"{QUEUE}{first.pk}/decide/", {"decision": "right"})
    send(edit(business, languages=["de"]))
    second = business.revisions.order_by("-pk").first()

    client.post(f"{QUEUE}{second.pk}/decide/", {"decision": "back", "text": "Nobody there speaks it."})

    business.refresh_from_db()
    assert business.languages == ["fr"]
    assert not Revision.objects.waiting().exists()


def test_live_edit_that_was_changed_again_is_not_taken_back_alone(client, moderator) -> None:
    business = publish(verification="letter")
    for code in ("fr", "de"):
        send(edit(business, languages=[code]))
    first = business.revisions.order_by("pk").first()

    address = f"{QUEUE}{first.pk}/decide/"
    response = client.post(address, {"decision": "back", "text": "Nobody there speaks it."})

    assert response.status_code == 409
    assert "changed again since this edit" in response.content.decode()
    assert "Nobody there speaks it.</textarea>" in response.content.decode()


def test_sampling_takes_the_first_three_and_then_a_share(settings) -> None:
    settings.MODERATION_SAMPLE_PERCENT = 0
    business = publish(verification="letter")

    for code in ("fr", "de", "es", "it"):
        send(edit(business, languages=[code]))

    sampled = business.revisions.order_by("pk").values_list("is_sampled", flat=True)
    assert list(sampled) == [True, True, True, False]


def test_listing_is_removed_and_put_back_with_reasons(client, moderator) -> None:
    business = publish()
    page = f"{QUEUE}listings/{business.slug}/"

    assert "Give a reason" in client.post(page + "remove/", {"reason": ""}).content.decode()
    client.post(page + "remove/", {"reason": "No such firm."})
    gone = client.get(business.get_absolute_url())
    client.post(page + "put-back/", {"reason": "It exists."})

    assert gone.status_code == 410
    assert "taken down" in gone.content.decode()
    assert client.get(business.get_absolute_url()).status_code == 200
    assert "No such firm." in Message.objects.get(kind="profile-removed").body


def test_merger_is_previewed_confirmed_and_undone(client, moderator) -> None:
    kept, gone = BusinessFactory(slug="kept"), publish(slug="gone")
    query = {"keep": f"http://localhost/businesses/{kept.slug}/", "merge": gone.slug}

    preview = client.get(f"{QUEUE}merge/", query)
    client.post(f"{QUEUE}merge/confirm/", query)
    moved = kept.memberships.count()
    client.post(f"{QUEUE}merge/{kept.mergers.get().pk}/undo/")

    assert [each.moves for each in preview.context["movements"] if each.name == "memberships"] == [1]
    assert (moved, kept.memberships.count(), gone.memberships.count()) == (1, 0, 1)


def test_merged_listing_is_put_back_by_undoing_alone(client, moderator) -> None:
    kept, gone = BusinessFactory(slug="kept"), publish(slug="gone")
    client.post(f"{QUEUE}merge/confirm/", {"keep": kept.slug, "merge": gone.slug})

    client.post(f"{QUEUE}listings/{gone.slug}/put-back/", {"reason": "They are two."})
    page = client.get(f"{QUEUE}listings/{gone.slug}/").content.decode()

    gone.refresh_from_db()
    assert gone.status == Business.Status.REMOVED
    assert "Undo the merger instead" in page
    assert "Put it back" not in page


@pytest.mark.parametrize("count", [1, 30])
def test_listing_asks_a_fixed_number_of_queries(client, moderator, count, django_assert_num_queries) -> None:
    business = publish()
    for number in range(count):
        revision = edit(business, summary=f"Looms, {number}.")
        send(revision)
        reject_revision(revision=revision, reasons=["other"], text="No.", by=moderator, now=NOW)
        report_business(business=business, reason="wrong", text="", email="", signs=[], now=NOW)
    client.get(f"{QUEUE}listings/{business.slug}/")

    with django_assert_num_queries(10):
        client.get(f"{QUEUE}listings/{business.slug}/")


@pytest.mark.parametrize("count", [1, 30])
def test_reports_ask_a_fixed_number_of_queries(client, moderator, count, django_assert_num_queries) -> None:
    for _ in range(count):
        report_business(business=publish(), reason="wrong", text="", email="", signs=[], now=NOW)
    client.get(f"{QUEUE}reports/")

    with django_assert_num_queries(6):
        client.get(f"{QUEUE}reports/")


def test_navigation_counts_what_waits(client, moderator) -> None:
    make_sent()
    report_business(business=publish(), reason="wrong", text="", email="", signs=[], now=NOW)

    page = client.get("/desk/").content.decode()

    assert 'tn-desk-bar__count">2<' in page


def test_merger_of_what_is_not_there_is_refused_beside_the_field(client, moderator) -> None:
    response = client.get(f"{QUEUE}merge/", {"keep": "nothing", "merge": ""})

    assert response.context["form"].errors.keys() == {"keep", "merge"}


def send_report(client, business: Business, *, seconds: int = 10, **values):
    """Open the form and send it after some seconds."""
    address = f"{business.get_absolute_url()}report/"
    with time_machine.travel(NOW, tick=False) as clock:
        opened = client.get(address).context["opened"]
        clock.shift(seconds)
        return client.post(address, {"reason": "wrong", "opened": opened} | values)


def test_report_is_kept_and_shown_at_the_desk(client) -> None:
    business = publish()

    response = send_report(client, business, text="It moved.", email="reader@example.com")

    assert response.url == business.get_absolute_url()
    report = Report.objects.get()
    assert (report.text, report.signs, report.status) == ("It moved.", [], "open")
    sign_in_to_desk(client, "moderator")
    assert "It moved." in client.get(f"{QUEUE}reports/").content.decode()


@pytest.mark.parametrize(
    ("values", "signs"),
    [
        ({"leave_empty": "x"}, ["hidden field"]),
        ({"seconds": 1}, ["too fast"]),
        ({"opened": "x"}, ["no time"]),
    ],
)
def test_report_of_a_program_is_marked_and_kept(client, values, signs) -> None:
    send_report(client, publish(), **values)

    assert Report.objects.get().signs == signs


def test_report_says_what_is_missing_and_keeps_what_was_typed(client) -> None:
    response = send_report(client, publish(), reason="other", email="not an address")

    assert response.context["form"].errors.keys() == {"text", "email"}
    assert 'value="not an address"' in response.content.decode()


def test_reports_are_limited_by_address(client) -> None:
    business = publish()

    statuses = [send_report(client, business).status_code for _ in range(11)]

    assert statuses == [302] * 10 + [429]


def test_report_is_settled_once_and_the_reader_is_told(client, moderator) -> None:
    report = report_business(
        business=publish(), reason="wrong", text="", email="reader@example.com", signs=[], now=NOW
    )
    page = f"{QUEUE}reports/{report.pk}/"

    client.post(page + "settle/", {"outcome": "handled", "note": "Mended."})
    client.post(page + "settle/", {"outcome": "dismissed", "note": "Too late."})

    report.refresh_from_db()
    assert (report.status, report.note) == ("handled", "Mended.")
    assert Message.objects.get(kind="report-settled").to_email == "reader@example.com"


def test_team_is_told_what_a_report_was_about_and_not_by_whom(client, moderator) -> None:
    business = publish()
    report = report_business(
        business=business, reason="wrong", text="It moved.", email="reader@example.com", signs=[], now=NOW
    )
    words = {"outcome": "handled", "note": "Asked them.", "to_team": "Please look at the second site."}

    client.post(f"{QUEUE}reports/{report.pk}/settle/", words)

    mail = Message.objects.get(kind="profile-reported")
    assert mail.to_email == business.memberships.get().user.email
    assert "Something in it is wrong" in mail.body
    assert "Please look at the second site." in mail.body
    assert not any(word in mail.body for word in ("reader@", "Asked them.", "It moved."))


def test_team_is_not_told_of_a_report_that_was_dismissed(client, moderator) -> None:
    report = report_business(business=publish(), reason="wrong", text="", email="", signs=[], now=NOW)

    client.post(f"{QUEUE}reports/{report.pk}/settle/", {"outcome": "dismissed", "note": "It is right."})

    assert not Message.objects.filter(kind="profile-reported").exists()


def test_forget_reporters_deletes_addresses_after_ninety_days() -> None:
    report = report_business(
        business=publish(), reason="wrong", text="It moved.", email="reader@example.com", signs=[], now=NOW
    )
    settle_report(report=report, is_handled=True, note="Mended.", by=UserFactory(), now=NOW)

    early = forget_reporters(now=NOW + datetime.timedelta(days=89))
    due = forget_reporters(now=NOW + datetime.timedelta(days=90))

    report.refresh_from_db()
    assert (early, due, report.email, report.text) == (0, 1, "", "It moved.")
    assert not Message.objects.filter(to_email="reader@example.com").exists()


PAGES = [
    ("get", ""),
    ("get", "{revision}/"),
    ("post", "{revision}/decide/"),
    ("post", "{revision}/take/"),
    ("post", "{revision}/hand-back/"),
    ("get", "reports/"),
    ("get", "reports/{report}/"),
    ("post", "reports/{report}/settle/"),
    ("get", "listings/{slug}/"),
    ("post", "listings/{slug}/remove/"),
    ("post", "listings/{slug}/put-back/"),
    ("get", "merge/"),
    ("post", "merge/confirm/"),
    ("post", "merge/1/undo/"),
]
ROLES = ["moderator", "manager", "triage_officer", "regional_contact", ""]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("method", "path"), PAGES)
def test_moderation_is_for_moderators_and_managers(client, role, method, path) -> None:
    revision = make_sent()
    report = report_business(business=revision.business, reason="wrong", text="", email="", signs=[], now=NOW)
    sign_in_to_desk(client, role)
    address = path.format(revision=revision.pk, report=report.pk, slug=revision.business.slug)

    response = getattr(client, method)(QUEUE + address)

    if role in ("moderator", "manager") and "undo" not in path:
        assert response.status_code in (200, 302)
    else:
        assert response.status_code == 404
