"""The desk's pages about projects and organisations."""

import csv
import io

import pytest

from accounts.models import User
from investors.models import AftercareDate, Contact, Organisation, Project, ProjectJobs
from investors.project_workflow import Stage
from investors.services import projects
from investors.workflow import Actor
from tests.accounts.people import sign_in_to_desk
from tests.investors.desk_rows import LATER, make_enquiry, read_page, sign_in_contact
from tests.investors.projects import (
    bring_to,
    convert,
    fill_in,
    make_officer,
    make_project,
    make_project_of_contact,
)
from tests.investors.sent_enquiries import make_cluster, read_enquiry_token
from tests.investors.sent_files import PDF, make_upload
from tests.investors.test_case_clock import accept_enquiry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("an_hour_later")]

JOBS = {
    "year": "2026",
    "expected_created": "40",
    "expected_safeguarded": "5",
    "actual_created": "",
    "actual_safeguarded": "",
}
FACTS = {"name": "Robots", "fdi_type": "new_site", "spend": "", "spend_band": "1m-2m", "currency": "usd"}


def path(project: Project, page: str = "") -> str:
    return f"/desk/projects/{project.reference}/{page}"


def send(client, project: Project, page: str, **values):
    project.refresh_from_db()
    return client.post(path(project, page), {"version": project.version, **values})


def test_project_is_made_of_an_enquiry_on_its_page(client, staff):
    enquiry = make_enquiry("Kyoto Ltd", status="in_progress")
    page = client.get(f"/desk/enquiries/{enquiry.reference}/")
    assert f'href="/desk/enquiries/{enquiry.reference}/convert/"' in page.content.decode()

    response = client.post(
        f"/desk/enquiries/{enquiry.reference}/convert/",
        {"version": enquiry.version, "organisation": "new", "name": "Kyoto Ltd", "registration": " ab 12 "},
        follow=True,
    )

    project = Project.objects.get()
    assert response.redirect_chain == [(path(project), 302)]
    assert project.organisation.registration == "AB12"
    assert "It has no project manager yet: choose one." in read_page(response)
    case = client.get(f"/desk/enquiries/{enquiry.reference}/").content.decode()
    assert f'href="{path(project)}"' in case
    again = client.get(f"/desk/enquiries/{enquiry.reference}/convert/")
    assert again["Location"] == path(project)


def test_known_organisation_is_shown_with_reasons_and_chosen(client, staff):
    first = make_project("Kyoto Ltd")
    enquiry = make_enquiry("KYOTO Limited", status="in_progress")
    address = f"/desk/enquiries/{enquiry.reference}/convert/"
    assert "Kyoto Ltd, Japan (the same domain, robotics.example, the same name)" in read_page(
        client.get(address)
    )

    client.post(address, {"version": enquiry.version, "organisation": first.organisation_id})

    assert Project.objects.filter(organisation=first.organisation).count() == 2
    assert Organisation.objects.count() == 1


def test_what_was_typed_finds_an_organisation_before_a_new_one_is_made(client, staff):
    first = make_project("Kyoto Ltd", email="a@kyoto.example")
    Organisation.objects.update(company_number="04870829")
    enquiry = make_enquiry("Nara Ltd", status="in_progress", email="b@nara.example")
    address = f"/desk/enquiries/{enquiry.reference}/convert/"
    typed = {
        "version": enquiry.version,
        "organisation": "new",
        "name": "Nara Ltd",
        "company_number": "4870829",
    }

    page = client.post(address, typed)

    assert "We know an organisation like this" in read_page(page)
    assert "Kyoto Ltd, Japan (the same company number)" in read_page(page)
    assert Project.objects.count() == 1
    page = client.post(address, typed | {"seen": first.organisation_id})
    assert "An organisation with this name or number is known: choose it" in read_page(page)
    assert Project.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "Choose the organisation, or that it is a new one"),
        ({"organisation": "new", "name": ""}, "Enter the name of the new organisation"),
        ({"organisation": "999"}, "Select a valid choice"),
        ({"organisation": "new", "name": "A", "company_number": "x"}, "Enter a company number, like"),
    ],
)
def test_conversion_asks_for_what_is_missing(client, staff, values, words):
    enquiry = make_enquiry("Kyoto", status="in_progress")

    page = client.post(f"/desk/enquiries/{enquiry.reference}/convert/", {"version": enquiry.version} | values)

    assert words in read_page(page)
    assert not Project.objects.exists()


def test_conversion_by_an_old_page_is_refused(client, staff):
    enquiry = make_enquiry("Kyoto", status="in_progress")

    response = client.post(
        f"/desk/enquiries/{enquiry.reference}/convert/",
        {"version": enquiry.version + 7, "organisation": "new", "name": "Kyoto"},
        follow=True,
    )

    assert "The enquiry changed a moment ago" in read_page(response)
    assert not Project.objects.exists()


def test_investor_is_told_on_the_page_of_the_enquiry(client):
    project, contact = make_project_of_contact()
    token = read_enquiry_token(project.enquiry)

    page = read_page(client.get(f"/enquiries/{project.enquiry.reference}/{token}/"))

    assert f"Your enquiry has become an investment project. {contact.name} goes on with you." in page
    assert "It became an investment project" in page


def test_project_walks_from_prospect_to_won_at_the_desk(client, staff):
    project = make_project()
    cluster = make_cluster("leeds").slug
    fill_in(Project.objects.get(pk=project.pk), make_officer())  # a sector exists

    send(client, project, "manager/", manager=staff.pk)
    send(client, project, "facts/", **FACTS, activities="research", sectors="games", clusters=cluster)
    response = send(
        client,
        project,
        "facts/",
        **FACTS,
        activities="research",
        lands_on="2027-03-01",
        sectors="games",
        clusters=cluster,
    )
    assert response.status_code == 302
    for to in ("assign_pm", "active", "verify_win"):
        response = send(client, project, "move/", to=to)
    project.refresh_from_db()
    assert (project.stage, project.currency) == (Stage.VERIFY_WIN, "USD")
    assert "A second person must verify the win" in read_page(client.get(path(project)))
    refused = send(client, project, "win/", text="Mine")
    assert "Somebody else must verify it" in read_page(refused)

    sign_in_to_desk(client, name="Vera Second")
    send(client, project, "win/", text="Seen the lease")
    page = client.post(path(project, "move/"), {"version": project.version + 1, "to": "won"}, follow=True)

    assert "The project is now at the stage “Won”" in read_page(page)
    assert "the win was verified by Vera Second" in read_page(page)


def test_page_says_what_is_missing_with_a_link_to_its_place(client, staff):
    project = make_project()

    page = client.get(path(project)).content.decode()

    assert f'<a class="govuk-link" href="{path(project, "manager/")}">It has no project manager yet' in page


def test_move_that_lacks_something_says_so(client, staff):
    project = make_project()

    response = client.post(
        path(project, "move/"), {"version": project.version, "to": "assign_pm"}, follow=True
    )

    assert "It has no project manager yet: choose one." in read_page(response)


@pytest.mark.parametrize(
    "values", [{}, {"version": 0}, {"version": 99, "to": "assign_pm"}, {"version": 0, "to": "won"}]
)
def test_move_that_cannot_be_does_nothing(client, staff, values):
    project = make_project()

    response = client.post(path(project, "move/"), values, follow=True)

    assert response.status_code == 200
    project.refresh_from_db()
    assert project.stage == Stage.PROSPECT


def test_old_form_is_refused_and_keeps_what_was_typed(client, staff):
    project = make_project()
    version = project.version
    fill_in(project, make_officer())

    response = client.post(
        path(project, "status/"), {"version": version, "status": "lost", "reason": "They left"}
    )

    assert response.status_code == 409
    assert "Somebody changed the project since you opened this page" in read_page(response)
    assert "They left" in response.content.decode()
    again = client.post(path(project, "status/"), dict(response.context["form"].data.items()))
    assert again.status_code == 302
    project.refresh_from_db()
    assert project.status == "lost"


def test_lost_project_offers_to_close_its_enquiry(client, staff):
    project, _contact = make_project_of_contact()
    send(client, project, "status/", status="lost", reason="Lyon")
    assert f'href="{path(project, "close/")}"' in client.get(path(project)).content.decode()

    send(client, project, "close/", reason="declined_by_investor", text="Lyon")

    project.enquiry.refresh_from_db()
    assert project.enquiry.close_reason == "declined_by_investor"
    assert path(project, "close/") not in client.get(path(project)).content.decode()


def test_project_goes_back_with_a_reason(client, staff):
    project = bring_to(make_project(), Stage.ACTIVE)
    assert "Say in a few words why it goes back" in read_page(send(client, project, "back/", to="prospect"))

    send(client, project, "back/", to="prospect", reason="Other plans")

    project.refresh_from_db()
    assert project.stage == Stage.PROSPECT
    assert "Other plans" in read_page(client.get(path(project)))


def test_jobs_are_entered_with_a_file_and_verified_by_somebody_else(client, staff):
    project = make_project()
    response = send(
        client,
        project,
        "jobs/add/",
        **JOBS | {"actual_created": "38", "actual_safeguarded": "0"},
        evidence_file=make_upload("lease.pdf"),
    )
    assert response.status_code == 302
    file = client.get(path(project, "jobs/2026/evidence/"))
    assert b"".join(file) == PDF
    assert file["Content-Disposition"] == 'attachment; filename="lease.pdf"'
    own = send(client, project, "jobs/2026/verify/", text="Fine")
    assert "Somebody else must verify it" in read_page(own)

    sign_in_to_desk(client, name="Vera Second")
    send(client, project, "jobs/2026/verify/", text="Payroll")

    assert ProjectJobs.objects.get().verified_name == "Vera Second"
    page = read_page(client.get(path(project)))
    assert "38 actual" in page
    assert "they must be verified again" in read_page(client.get(path(project, "jobs/2026/")))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"expected_created": "many"}, "Enter a whole number, like 40"),
        ({"expected_created": "-1"}, "Enter a whole number, like 40"),
        ({"year": "1900"}, "Enter a year, like 2027"),
        ({"actual_created": "1"}, "Enter both actual numbers"),
        ({"year": "2030", "actual_created": "1", "actual_safeguarded": "1"}, "This year is still to come"),
        ({"evidence_url": "nowhere"}, "Enter a web address"),
        ({"evidence_file": make_upload("x.pdf", b"MZ")}, "is not a PDF"),
    ],
)
def test_jobs_that_cannot_be_are_refused_with_the_reason(client, staff, values, words):
    project = make_project()

    assert words in read_page(send(client, project, "jobs/add/", **JOBS | values))
    assert not ProjectJobs.objects.exists()


def test_file_that_is_too_large_is_said(client, staff, settings):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1000
    project = make_project()

    page = send(client, project, "jobs/add/", **JOBS, evidence_file=make_upload("x.pdf", PDF + b" " * 2000))

    assert "The file is larger than 10 MB" in read_page(page)


def test_virus_is_not_kept(client, staff, settings, tmp_path):
    from tests.investors.sent_files import EICAR, run_clamd

    project = make_project()
    with run_clamd(tmp_path) as clamd:
        settings.CLAMAV_SOCKET = clamd.path
        page = send(client, project, "jobs/add/", **JOBS, evidence_file=make_upload("x.pdf", PDF + EICAR))
        assert "A virus was found in this file" in read_page(page)
        clean = send(client, project, "jobs/add/", **JOBS, evidence_file=make_upload("x.pdf"))
        assert clean.status_code == 302
    settings.CLAMAV_SOCKET = str(tmp_path / "away.ctl")
    page = send(client, project, "jobs/2026/", **JOBS, evidence_file=make_upload("x.pdf"))
    assert "could not be checked for viruses" in read_page(page)


def test_second_row_of_a_year_is_refused(client, staff):
    project = make_project()
    send(client, project, "jobs/add/", **JOBS)

    assert "There is a row for this year already" in read_page(send(client, project, "jobs/add/", **JOBS))


def test_aftercare_is_planned_changed_and_done(client, staff):
    project = make_project()
    values = {"owner": staff.pk, "due_on": "2027-06-02", "purpose": "Visit"}
    send(client, project, "aftercare/add/", **values)
    date = AftercareDate.objects.get()
    assert "planned for that day already" in read_page(send(client, project, "aftercare/add/", **values))
    past = send(client, project, f"aftercare/{date.pk}/", **values | {"due_on": "2020-01-01"})
    assert "Give a day that is still to come" in read_page(past)
    send(client, project, f"aftercare/{date.pk}/", **values | {"due_on": "2027-07-02"})

    send(client, project, f"aftercare/{date.pk}/done/", text="They grow")

    page = read_page(client.get(path(project)))
    assert "2 July 2027 Visit Done" in page
    assert client.get(path(project, f"aftercare/{date.pk}/")).status_code == 404


def test_organisation_shows_its_cases_and_projects(client, staff):
    project = make_project("Kyoto Ltd")
    other = make_enquiry("Kyoto Ltd", email="x@elsewhere.example")
    unlike = make_enquiry("Nara", email="n@nara.example")

    page = read_page(client.get(f"/desk/organisations/{project.organisation_id}/"))

    assert project.reference in page
    assert project.enquiry.reference in page
    assert other.reference in page
    assert unlike.reference not in page


def list_shown(response) -> list[str]:
    return [project.name for project in response.context["page"].object_list]


def test_list_is_narrowed_by_the_address(client, staff):
    leeds, other = make_project("Kyoto"), make_project("Nara", email="n@nara.example")
    fill_in(leeds, staff)
    projects.move_on(project=leeds, to=Stage.ASSIGN_PM, by=Actor.staff(staff), now=LATER)
    projects.set_status(project=other, status="delayed", reason="Wait", by=Actor.staff(staff), now=LATER)

    def shown(query: str) -> list[str]:
        return list_shown(client.get(f"/desk/projects/?{query}"))

    assert shown("") == ["Nara", "Robots for Leeds"]
    assert shown("sort=oldest") == ["Robots for Leeds", "Nara"]
    assert shown("sort=organisation") == ["Robots for Leeds", "Nara"]
    assert shown("sort=lands") == ["Robots for Leeds", "Nara"]
    assert shown("stage=assign_pm") == ["Robots for Leeds"]
    assert shown("status=delayed") == ["Nara"]
    assert shown("cluster=leeds") == ["Robots for Leeds"]
    assert shown(f"manager={staff.pk}") == ["Robots for Leeds"]
    assert shown("manager=nobody") == ["Nara"]
    assert shown("q=kyoto") == ["Robots for Leeds"]
    assert shown("q=nowhere") == []
    assert shown("stage=no&manager=x&sort=y") == ["Nara", "Robots for Leeds"]


def test_list_counts_the_stages_under_the_other_filters(client, staff):
    make_project("Kyoto")
    page = read_page(client.get("/desk/projects/?q=kyoto&stage=won"))

    assert "All 1 Prospect 1 Project manager assigned 0 Active 0 Win to verify 0 Won 0" in page
    assert "Nothing matches these filters" in page


def test_csv_has_a_row_for_each_project_and_no_formula(client, staff):
    project = make_project("=Kyoto", email="k@kyoto.example")
    fill_in(project, staff)
    make_project("Nara", email="n@nara.example")

    response = client.get("/desk/projects.csv?manager=" + str(staff.pk))

    rows = list(csv.DictReader(io.StringIO(b"".join(response).decode())))
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert [(row["reference"], row["organisation"], row["jobs_created_expected"]) for row in rows] == [
        (project.reference, "'=Kyoto", "40")
    ]
    assert "kyoto.example" not in str(rows)


@pytest.mark.parametrize("rows", [1, 30])
def test_list_asks_a_fixed_number_of_queries(client, staff, rows, django_assert_num_queries):
    for number in range(rows):
        fill_in(make_project(f"Org {number}", email=f"a@org{number}.example"), make_officer())
    client.get("/desk/projects/")

    with django_assert_num_queries(9):
        response = client.get("/desk/projects/")

    assert response.context["page"].paginator.count == rows


@pytest.mark.parametrize("rows", [1, 30])
def test_project_asks_a_fixed_number_of_queries(client, staff, rows, django_assert_num_queries):
    project = make_project()
    first = fill_in(project, staff)
    for number in range(rows):
        ProjectJobs.objects.create(
            project=project, year=2027 + number, entered_by=[1], entered_name="x", entered_at=first.entered_at
        )
        AftercareDate.objects.create(
            project=project, owner=make_officer(), due_on=LATER.date(), remind_at=LATER, purpose=f"{number}"
        )

    with django_assert_num_queries(14):
        client.get(path(project))


@pytest.mark.parametrize("rows", [1, 30])
def test_organisation_asks_a_fixed_number_of_queries(client, staff, rows, django_assert_num_queries):
    project = make_project("Kyoto")
    for _number in range(rows):
        enquiry = make_enquiry("Kyoto", status="in_progress")
        projects.convert_enquiry(
            enquiry=enquiry, organisation=project.organisation, by=Actor.system(), now=LATER
        )

    with django_assert_num_queries(6):
        client.get(f"/desk/organisations/{project.organisation_id}/")


def test_contact_converts_their_own_case_and_keeps_its_project(client):
    user = sign_in_to_desk(client, User.Role.REGIONAL_CONTACT)
    enquiry, contact = accept_enquiry()
    Contact.objects.filter(pk=contact.pk).update(user=user)
    address = f"/desk/enquiries/{enquiry.reference}/"
    assert f"{address}convert/" in client.get(address).content.decode()

    client.post(f"{address}convert/", {"version": enquiry.version, "organisation": "new", "name": "Kyoto"})

    project = Project.objects.get()
    assert project.events.get().actor_name == contact.name
    assert list_shown(client.get("/desk/projects/")) == ["Kyoto"]
    assert send(client, project, "status/", status="delayed", reason="Wait").status_code == 302
    assert client.get(f"/desk/organisations/{project.organisation_id}/").status_code == 200
    assert client.get(path(project)).status_code == 200


def test_contact_who_is_only_asked_cannot_convert(client):
    from tests.investors.desk_rows import offer_to

    contact = sign_in_contact(client)
    referral = offer_to(contact)

    assert client.get(f"/desk/enquiries/{referral.enquiry.reference}/convert/").status_code == 404


def test_senior_lead_edits_the_projects_of_their_cluster_alone(client):
    contact = sign_in_contact(client, cluster="sheffield", name="Sonia Lead")
    leeds, _contact = make_project_of_contact()
    sheffield = convert(make_enquiry("Nara", status="in_progress", email="n@nara.example"), by=Actor.system())
    sheffield.clusters.set([contact.cluster])
    assert client.get(path(sheffield)).status_code == 404

    Contact.objects.filter(pk=contact.pk).update(role=Contact.Role.SENIOR_LEAD)

    assert client.get(path(leeds)).status_code == 404
    assert client.get(path(sheffield)).status_code == 200
    assert send(client, sheffield, "status/", status="delayed", reason="Wait").status_code == 302


def test_contact_keeps_what_they_manage_once_the_case_is_gone(client):
    user = sign_in_to_desk(client, User.Role.REGIONAL_CONTACT)
    project = make_project()
    assert client.get(path(project)).status_code == 404

    Project.objects.update(manager=user)

    assert client.get(path(project)).status_code == 200
    assert f"/desk/enquiries/{project.enquiry.reference}/" not in client.get(path(project)).content.decode()
