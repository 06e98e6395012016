"""Who may open and do what at the desk: every address, for every role, by typing it."""

import pytest

from accounts.models import User
from investors.models import Absence
from tests.accounts.people import sign_in, sign_in_to_desk
from tests.investors.asked_contacts import make_contact
from tests.investors.desk_rows import LATER, make_enquiry, offer_to
from tests.investors.routing_versions import make_draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("an_hour_later")]

Role = User.Role
FINE, MOVED, UNKNOWN, METHOD = 200, 302, 404, 405
ROLES = [Role.MANAGER, Role.TRIAGE_OFFICER, Role.REGIONAL_CONTACT, Role.MODERATOR, Role.NONE]

# Address, and what a manager, a triage officer, a regional contact (not the enquiry's), a
# moderator and somebody without a role are answered. The enquiry is nobody's but UKTI's.
PAGES = [
    ("/desk/enquiries/", [FINE, FINE, FINE, UNKNOWN, UNKNOWN]),
    ("/desk/enquiries/{reference}/", [FINE, FINE, UNKNOWN, UNKNOWN, UNKNOWN]),
    ("/desk/enquiries/TN-0000-0000/", [UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN]),
    ("/desk/contacts/", [FINE, FINE, UNKNOWN, UNKNOWN, UNKNOWN]),
    ("/desk/contacts/{contact}/", [FINE, FINE, UNKNOWN, UNKNOWN, UNKNOWN]),
    ("/desk/contacts/add/", [FINE, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN]),
    ("/desk/contacts/{contact}/edit/", [FINE, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN]),
    ("/desk/contacts/999999999999999999999/", [UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN]),
    ("/desk/routing/", [FINE, FINE, UNKNOWN, UNKNOWN, UNKNOWN]),
    ("/desk/routing/compare/", [FINE, FINE, UNKNOWN, UNKNOWN, UNKNOWN]),
    ("/desk/routing/simulate/", [FINE, FINE, UNKNOWN, UNKNOWN, UNKNOWN]),
    ("/desk/routing/replay/?version={draft}", [FINE, FINE, UNKNOWN, UNKNOWN, UNKNOWN]),
    ("/desk/routing/cover/", [FINE, FINE, UNKNOWN, UNKNOWN, UNKNOWN]),
    ("/desk/routing/capacity/", [FINE, FINE, UNKNOWN, UNKNOWN, UNKNOWN]),
    ("/desk/routing/{draft}/", [FINE, FINE, UNKNOWN, UNKNOWN, UNKNOWN]),
    ("/desk/routing/{draft}/edit/", [FINE, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN]),
    ("/desk/routing/{draft}/activate/", [FINE, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN]),
    ("/desk/routing/999999999999999999999/", [UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN]),
]
# FINE: the form comes back, since nothing was sent with it. MOVED: done.
ACTIONS = [
    ("/desk/enquiries/{reference}/refer/", [FINE, FINE, UNKNOWN, UNKNOWN, UNKNOWN]),
    ("/desk/enquiries/{reference}/take/", [FINE, FINE, UNKNOWN, UNKNOWN, UNKNOWN]),
    ("/desk/enquiries/{reference}/note/", [FINE, FINE, UNKNOWN, UNKNOWN, UNKNOWN]),
    ("/desk/enquiries/{reference}/close/", [FINE, FINE, UNKNOWN, UNKNOWN, UNKNOWN]),
    ("/desk/enquiries/{reference}/release/", [FINE, FINE, UNKNOWN, UNKNOWN, UNKNOWN]),
    ("/desk/enquiries/{reference}/spam/", [FINE, FINE, UNKNOWN, UNKNOWN, UNKNOWN]),
    ("/desk/enquiries/{reference}/reopen/", [FINE, FINE, UNKNOWN, UNKNOWN, UNKNOWN]),
    ("/desk/enquiries/{reference}/route/", [FINE, FINE, UNKNOWN, UNKNOWN, UNKNOWN]),
    ("/desk/enquiries/{reference}/accept/", [UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN]),
    ("/desk/enquiries/{reference}/decline/", [UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN]),
    ("/desk/enquiries/{reference}/ask/", [UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN]),
    ("/desk/contacts/{contact}/deactivate/", [MOVED, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN]),
    ("/desk/contacts/{contact}/activate/", [MOVED, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN]),
    ("/desk/contacts/{contact}/absences/", [FINE, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN]),
    ("/desk/contacts/{contact}/absences/{absence}/remove/", [MOVED, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN]),
    ("/desk/routing/draft/", [FINE, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN]),
    ("/desk/routing/{draft}/draft/", [FINE, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN]),
    ("/desk/routing/{draft}/discard/", [MOVED, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN]),
    ("/desk/routing/{draft}/take-back/", [MOVED, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN]),
]


def by_role(rows):
    return [(path, role, answers[place]) for path, answers in rows for place, role in enumerate(ROLES)]


@pytest.fixture
def names() -> dict[str, object]:
    contact = make_contact("Bo Other", cluster="sheffield")
    absence = Absence.objects.create(contact=contact, first_day=LATER.date(), last_day=LATER.date())
    return {
        "reference": make_enquiry("Kyoto").reference,
        "contact": contact.pk,
        "absence": absence.pk,
        "draft": make_draft().number,
    }


@pytest.mark.parametrize(("path", "role", "answer"), by_role(PAGES))
def test_page_answers_by_role(client, names, path, role, answer):
    sign_in_to_desk(client, role)

    assert client.get(path.format(**names)).status_code == answer


@pytest.mark.parametrize(("path", "role", "answer"), by_role(ACTIONS))
def test_action_answers_by_role(client, names, path, role, answer):
    sign_in_to_desk(client, role)

    assert client.post(path.format(**names)).status_code == answer


@pytest.mark.parametrize("path", [path for path, _answers in ACTIONS])
def test_action_does_nothing_by_get(client, names, path):
    sign_in_to_desk(client, Role.MANAGER)

    assert client.get(path.format(**names)).status_code == METHOD


@pytest.mark.parametrize("path", [path for path, _answers in PAGES])
def test_page_sends_strangers_to_sign_in(client, names, path):
    response = client.get(path.format(**names))

    assert response.status_code == MOVED
    assert response["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("path", [path for path, _answers in PAGES if "999" not in path])
def test_page_needs_the_second_factor(client, names, path):
    sign_in(client, Role.MANAGER)

    response = client.get(path.format(**names))

    assert response.status_code == MOVED
    assert response["Location"] == "/accounts/2fa/totp/activate/"


@pytest.mark.parametrize("action", ["refer", "take", "note", "close", "release", "spam", "reopen", "route"])
def test_contact_cannot_do_what_staff_do_with_their_own_referral(client, action):
    user = sign_in_to_desk(client, Role.REGIONAL_CONTACT)
    referral = offer_to(make_contact(user=user))

    response = client.post(f"/desk/enquiries/{referral.enquiry.reference}/{action}/")

    assert response.status_code == UNKNOWN


@pytest.mark.parametrize("action", ["accept", "decline", "ask"])
def test_staff_cannot_answer_for_a_contact_even_with_the_account_tied(client, action):
    user = sign_in_to_desk(client, Role.TRIAGE_OFFICER)
    referral = offer_to(make_contact(user=user))

    response = client.post(f"/desk/enquiries/{referral.enquiry.reference}/{action}/", {"question": "Why?"})

    assert response.status_code == UNKNOWN
    referral.refresh_from_db()
    assert referral.status == "offered"


def test_contact_no_longer_sees_what_was_taken_back(client):
    user = sign_in_to_desk(client, Role.REGIONAL_CONTACT)
    referral = offer_to(make_contact(user=user))
    referral.status, referral.ended_at = "withdrawn", LATER
    referral.save()

    assert client.get(f"/desk/enquiries/{referral.enquiry.reference}/").status_code == UNKNOWN


@pytest.mark.parametrize("reference", ["%00", "TN-%00", "%F0%9F%98%80", "a b"])
def test_reference_that_cannot_be_is_not_found(client, reference):
    sign_in_to_desk(client)

    assert client.get(f"/desk/enquiries/{reference}/").status_code == 404
    assert client.post(f"/desk/enquiries/{reference}/note/", {"text": "Note"}).status_code == 404
