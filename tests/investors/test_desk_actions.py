"""What staff do with an enquiry at the desk: done, refused beside the field, or told who was first."""

import pytest

from investors.models import Contact, Enquiry, Referral
from investors.services import assignment, casework
from investors.workflow import Actor
from tests.investors.asked_contacts import make_contact, make_staff
from tests.investors.desk_rows import LATER, QUEUE, make_enquiry, offer_to, quarantine_enquiry, read_page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("an_hour_later")]


def post(client, enquiry: Enquiry, action: str, **data: object):
    """Post the form of ``action`` as the person sees it, with the version of ``enquiry``."""
    return client.post(f"{QUEUE}{enquiry.reference}/{action}/", {"version": enquiry.version, **data})


def read_last_event(enquiry: Enquiry) -> tuple[str, str, str]:
    event = enquiry.events.order_by("at", "pk").last()
    return event.kind, event.actor_name, event.text


def test_refer_puts_it_before_the_contact_chosen(client, staff):
    enquiry = make_enquiry("Kyoto")
    contact = make_contact()

    response = post(client, enquiry, "refer", contact=contact.pk, words="Knows robots")

    assert response.status_code == 302
    assert response["Location"] == f"{QUEUE}{enquiry.reference}/"
    assert enquiry.referrals.get().contact == contact
    assert read_last_event(enquiry) == ("offered", "Toni Triage", "Knows robots")


def test_take_gives_it_to_the_person(client, staff):
    enquiry = offer_to(make_contact()).enquiry

    response = post(client, enquiry, "take")

    assert response.status_code == 302
    enquiry.refresh_from_db()
    assert (enquiry.status, enquiry.taken_by) == ("triage", staff)
    assert read_last_event(enquiry) == ("taken", "Toni Triage", "")


def test_note_is_kept_with_its_author(client, staff):
    enquiry = make_enquiry("Kyoto")

    response = post(client, enquiry, "note", text="Spoke by telephone.")

    assert response.status_code == 302
    assert read_last_event(enquiry) == ("note", "Toni Triage", "Spoke by telephone.")


def test_close_closes_with_reason_and_words(client, staff):
    enquiry = make_enquiry("Kyoto")

    response = post(client, enquiry, "close", reason="not_fdi", text="A supplier.")

    assert response.status_code == 302
    enquiry.refresh_from_db()
    assert (enquiry.status, enquiry.close_reason) == ("closed", "not_fdi")
    assert read_last_event(enquiry) == ("closed", "Toni Triage", "A supplier.")


def test_release_makes_its_routing_due(client, staff):
    enquiry = quarantine_enquiry()

    response = post(client, enquiry, "release")

    assert response.status_code == 302
    enquiry.refresh_from_db()
    assert (enquiry.status, enquiry.due_at) == ("triage", LATER)
    assert read_last_event(enquiry)[:2] == ("released", "Toni Triage")


def test_close_as_spam_takes_one_click(client, staff):
    enquiry = quarantine_enquiry()

    response = post(client, enquiry, "spam")

    assert response.status_code == 302
    enquiry.refresh_from_db()
    assert (enquiry.status, enquiry.close_reason) == ("closed", "spam")
    assert read_last_event(enquiry)[:2] == ("closed", "Toni Triage")
    page = client.get(f"{QUEUE}{enquiry.reference}/")
    assert "Closed as spam: its words count as those of spam." in read_page(page)


def test_reopen_puts_it_at_triage(client, staff):
    enquiry = make_enquiry("Kyoto")
    casework.close_enquiry(enquiry=enquiry, reason="not_fdi", text="", by=staff, now=LATER)

    response = post(client, enquiry, "reopen", text="It is one after all.")

    assert response.status_code == 302
    enquiry.refresh_from_db()
    assert enquiry.status == "triage"
    assert read_last_event(enquiry) == ("reopened", "Toni Triage", "It is one after all.")


def test_route_makes_its_routing_due(client, staff):
    enquiry = make_enquiry("Kyoto")

    response = post(client, enquiry, "route")

    assert response.status_code == 302
    enquiry.refresh_from_db()
    assert enquiry.due_at == LATER


@pytest.mark.parametrize(
    ("action", "data", "field", "error"),
    [
        ("refer", {"words": "Knows robots"}, "contact", "Choose a contact"),
        ("refer", {"contact": "", "words": "Knows robots"}, "contact", "Choose a contact"),
        ("refer", {"contact": "0", "words": "x"}, "contact", "0 is not one of the available choices"),
        ("refer", {"contact": "x", "words": "x"}, "contact", "x is not one of the available choices"),
        ("refer", {}, "words", "Say why you refer it to them"),
        ("note", {"text": "  "}, "text", "Write the note"),
        ("note", {"text": "n" * 5001}, "text", "at most 5000 characters"),
        ("note", {"text": "a\x00b"}, "text", "Null characters are not allowed."),
        ("close", {"text": "A supplier."}, "reason", "Choose a reason"),
        ("close", {"reason": "boredom"}, "reason", "boredom is not one of the available choices"),
    ],
)
def test_action_says_beside_the_field_what_is_missing(client, staff, action, data, field, error):
    enquiry = make_enquiry("Kyoto")
    make_contact()

    response = post(client, enquiry, action, **data)

    assert response.status_code == 200
    form = response.context["form"]
    assert error in " ".join(form.errors[field])
    assert f'id="{action}_{field}_error"' in response.content.decode()
    assert enquiry.events.filter(actor_kind="staff").count() == 0


def test_action_with_an_error_keeps_what_was_typed(client, staff):
    enquiry = make_enquiry("Kyoto")

    response = post(client, enquiry, "refer", contact="", words="Knows robots <well>")

    assert "Knows robots &lt;well&gt;" in response.content.decode()


def test_refer_does_not_offer_a_deactivated_contact(client, staff):
    enquiry = make_enquiry("Kyoto")
    contact = make_contact(is_active=False)

    response = post(client, enquiry, "refer", contact=contact.pk, words="Knows robots")

    assert response.status_code == 200
    assert Referral.objects.count() == 0


@pytest.mark.parametrize("version", ["", "-1", "x", None])
def test_action_without_a_version_is_asked_for_again(client, staff, version):
    enquiry = make_enquiry("Kyoto")
    data = {} if version is None else {"version": version}

    response = client.post(f"{QUEUE}{enquiry.reference}/take/", data)

    assert response.status_code == 200
    assert response.context["form"].errors["version"]
    enquiry.refresh_from_db()
    assert enquiry.taken_by is None


def test_second_to_refer_is_told_who_was_first_and_keeps_the_words(client, staff):
    enquiry = make_enquiry("Kyoto")
    first, second = make_contact("Amir Test"), make_contact("Bo Other")
    seen_version = enquiry.version
    assignment.refer_enquiry(
        enquiry=enquiry, contact=first, reason="Nearest", by=Actor.staff(make_staff()), now=LATER
    )

    response = client.post(
        f"{QUEUE}{enquiry.reference}/refer/",
        {"version": seen_version, "contact": second.pk, "words": "Knows robots"},
    )

    assert response.status_code == 409
    words = read_page(response)
    assert "Nothing was done" in words
    assert "Olu Officer was first, at 12:30: Offered to a contact: Amir Test." in words
    assert "Knows robots" in words
    assert [row.contact for row in enquiry.referrals.live()] == [first]


def test_second_to_refer_can_send_the_same_form_again(client, staff):
    enquiry = make_enquiry("Kyoto")
    first, second = make_contact("Amir Test"), make_contact("Bo Other")
    late = {"version": enquiry.version, "contact": second.pk, "words": "Knows robots"}
    assignment.refer_enquiry(
        enquiry=enquiry, contact=first, reason="Nearest", by=Actor.staff(make_staff()), now=LATER
    )
    refused = client.post(f"{QUEUE}{enquiry.reference}/refer/", late)
    form = next(row["form"] for row in refused.context["actions"] if row["action"].name == "refer")

    response = client.post(f"{QUEUE}{enquiry.reference}/refer/", form.data)

    assert response.status_code == 302
    assert [row.contact for row in enquiry.referrals.live()] == [second]


def test_late_words_stay_when_the_action_is_no_longer_possible(client, staff):
    enquiry = make_enquiry("Kyoto")
    contact = make_contact()
    late = {"version": enquiry.version, "contact": contact.pk, "words": "Knows robots"}
    casework.close_enquiry(enquiry=enquiry, reason="duplicate", text="", by=make_staff(), now=LATER)

    response = client.post(f"{QUEUE}{enquiry.reference}/refer/", late)

    assert response.status_code == 409
    words = read_page(response)
    assert "Olu Officer was first, at 12:30: Closed." in words
    assert "You had typed: Knows robots" in words
    assert Referral.objects.count() == 0


@pytest.mark.parametrize(
    ("status", "action", "data"),
    [
        ("triage", "release", {}),
        ("received", "spam", {}),
        ("triage", "reopen", {"text": "Again"}),
        ("referred", "route", {}),
        ("received", "close", {"reason": "spam"}),
        ("nurture", "refer", {"contact": "{contact}", "words": "x"}),
        ("quarantined", "take", {}),
    ],
)
def test_action_that_the_status_forbids_changes_nothing(client, staff, status, action, data):
    enquiry = make_enquiry("Kyoto", status=status)
    contact = make_contact()
    before = Enquiry.objects.values().get(pk=enquiry.pk)
    sent = {name: value.format(contact=contact.pk) for name, value in data.items()}

    response = post(client, enquiry, action, **sent)

    assert response.status_code == 409
    assert f"that has the status “{enquiry.get_status_display()}”." in read_page(response)
    assert Enquiry.objects.values().get(pk=enquiry.pk) == before
    assert enquiry.events.filter(actor_kind="staff").count() == 0


def test_note_needs_no_version_and_is_never_too_late(client, staff):
    enquiry = make_enquiry("Kyoto")
    Enquiry.objects.filter(pk=enquiry.pk).update(version=enquiry.version + 5)

    response = post(client, enquiry, "note", text="Spoke by telephone.")

    assert response.status_code == 302
    assert read_last_event(enquiry)[0] == "note"


def test_staff_cannot_close_twice(client, staff):
    enquiry = make_enquiry("Kyoto")

    first = post(client, enquiry, "close", reason="not_fdi")
    second = post(client, enquiry, "close", reason="spam", text="Junk")

    assert [first.status_code, second.status_code] == [302, 409]
    enquiry.refresh_from_db()
    assert enquiry.close_reason == "not_fdi"
    assert "You had typed: Junk" in read_page(second)


def test_refer_by_staff_counts_for_the_contacts_load(client, staff):
    enquiry = make_enquiry("Kyoto")
    contact = make_contact()

    post(client, enquiry, "refer", contact=contact.pk, words="Knows robots")

    assert Contact.objects.with_load().get(pk=contact.pk).load == 1


@pytest.mark.django_db(transaction=True)
def test_note_written_while_the_database_is_away_is_given_back(client, staff, cut_database):
    cut, mend = cut_database
    enquiry = make_enquiry("Kyoto")
    cut()

    response = post(client, enquiry, "note", text="Spoke by telephone.")
    mend()

    assert response.status_code == 503
    words = read_page(response)
    assert "What you did was not saved" in words
    assert "What you wrote Spoke by telephone." in words
    assert enquiry.events.filter(kind="note").count() == 0
