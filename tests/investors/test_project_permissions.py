"""Who may open and do what with projects: every address, for every role, by typing it."""

import datetime

import pytest

from accounts.models import User
from investors.models import AftercareDate
from tests.accounts.people import sign_in, sign_in_to_desk
from tests.investors.desk_rows import LATER, make_enquiry, read_through
from tests.investors.projects import fill_in, make_officer, make_project
from tests.investors.sent_files import make_file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("an_hour_later")]

Role = User.Role
FINE, MOVED, UNKNOWN, METHOD = 200, 302, 404, 405
ROLES = [Role.MANAGER, Role.TRIAGE_OFFICER, Role.REGIONAL_CONTACT, Role.MODERATOR, Role.NONE]
STAFF = [FINE, FINE, UNKNOWN, UNKNOWN, UNKNOWN]

# Address, and what a manager, a triage officer, a regional contact (not the case's), a moderator and
# somebody without a role are answered. The project is UKTI's.
PAGES = [
    ("/desk/projects/", [FINE, FINE, FINE, UNKNOWN, UNKNOWN]),
    ("/desk/projects.csv", [FINE, FINE, FINE, UNKNOWN, UNKNOWN]),
    ("/desk/projects/{reference}/", STAFF),
    ("/desk/projects/{reference}/facts/", STAFF),
    ("/desk/projects/{reference}/manager/", STAFF),
    ("/desk/projects/{reference}/back/", STAFF),
    ("/desk/projects/{reference}/status/", STAFF),
    ("/desk/projects/{reference}/win/", STAFF),
    ("/desk/projects/{reference}/close/", STAFF),
    ("/desk/projects/{reference}/jobs/add/", STAFF),
    ("/desk/projects/{reference}/jobs/2026/", STAFF),
    ("/desk/projects/{reference}/jobs/2026/verify/", STAFF),
    ("/desk/projects/{reference}/jobs/2026/evidence/", STAFF),
    ("/desk/projects/{reference}/aftercare/add/", STAFF),
    ("/desk/projects/{reference}/aftercare/{aftercare}/", STAFF),
    ("/desk/projects/{reference}/aftercare/{aftercare}/done/", STAFF),
    ("/desk/organisations/{organisation}/", STAFF),
    ("/desk/enquiries/{enquiry}/convert/", STAFF),
    ("/desk/projects/TP-0000-0000/", [UNKNOWN] * 5),
    ("/desk/projects/{reference}/jobs/2031/", [UNKNOWN] * 5),
    ("/desk/projects/{reference}/jobs/99999999999999999999/", [UNKNOWN] * 5),
    ("/desk/projects/{reference}/aftercare/99999999999999999999/", [UNKNOWN] * 5),
    ("/desk/organisations/99999999999999999999/", [UNKNOWN] * 5),
]
# FINE: the form comes back, since nothing was sent with it.
ACTIONS = [
    *(row for row in PAGES if row[1] == STAFF and "evidence" not in row[0] and "organisations" not in row[0]),
    ("/desk/projects/{reference}/move/", [MOVED, MOVED, UNKNOWN, UNKNOWN, UNKNOWN]),
]
READ_ONLY = ["/desk/projects/", "/desk/projects.csv", "/desk/projects/{reference}/"]


def by_role(rows):
    return [(path, role, answers[place]) for path, answers in rows for place, role in enumerate(ROLES)]


@pytest.fixture
def names() -> dict[str, object]:
    project = make_project("Kyoto")
    jobs = fill_in(project, make_officer())
    file = make_file("lease.pdf")
    jobs.evidence_file, jobs.evidence_name, jobs.evidence_type = file.content, file.name, file.content_type
    jobs.save()
    day = LATER.date() + datetime.timedelta(days=3)
    aftercare = AftercareDate.objects.create(project=project, due_on=day, remind_at=LATER, purpose="Visit")
    return {
        "reference": project.reference,
        "organisation": project.organisation_id,
        "aftercare": aftercare.pk,
        "enquiry": make_enquiry("Nara", status="in_progress").reference,
    }


@pytest.mark.parametrize(("path", "role", "answer"), by_role(PAGES))
def test_page_answers_by_role(client, names, path, role, answer):
    sign_in_to_desk(client, role)

    assert read_through(client.get(path.format(**names))).status_code == answer


@pytest.mark.parametrize(
    ("path", "role", "answer"), by_role(row for row in ACTIONS if row[0] not in READ_ONLY)
)
def test_action_answers_by_role(client, names, path, role, answer):
    sign_in_to_desk(client, role)

    assert client.post(path.format(**names)).status_code == answer


@pytest.mark.parametrize("path", READ_ONLY)
def test_page_that_is_read_takes_nothing(client, names, path):
    sign_in_to_desk(client, Role.MANAGER)

    assert client.post(path.format(**names)).status_code == METHOD


def test_move_does_nothing_by_get(client, names):
    sign_in_to_desk(client, Role.MANAGER)

    assert client.get(f"/desk/projects/{names['reference']}/move/").status_code == METHOD


@pytest.mark.parametrize("path", [path for path, _answers in PAGES])
def test_page_sends_strangers_to_sign_in(client, names, path):
    response = client.get(path.format(**names))

    assert response.status_code == MOVED
    assert response["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("path", [path for path, _answers in PAGES if "999" not in path])
def test_page_needs_the_second_factor(client, names, path):
    sign_in(client, Role.MANAGER)

    response = client.get(path.format(**names))

    assert response["Location"] == "/accounts/2fa/totp/activate/"
