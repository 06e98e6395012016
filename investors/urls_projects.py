"""Addresses of the desk's pages about projects and organisations."""

from django.urls import URLPattern, path

from investors.views.desk import convert, evidence, organisations, project_edits, project_records, projects

ONE = "desk/projects/<slug:reference>/"

urlpatterns: list[URLPattern] = [
    path("desk/enquiries/<slug:reference>/convert/", convert.convert, name="desk_enquiry_convert"),
    path("desk/projects/", projects.list_projects, name="desk_projects"),
    path("desk/projects.csv", projects.export_projects, name="desk_projects_csv"),
    path(ONE, projects.show_project, name="desk_project"),
    path(f"{ONE}facts/", project_edits.change_facts, name="desk_project_facts"),
    path(f"{ONE}manager/", project_edits.set_manager, name="desk_project_manager"),
    path(f"{ONE}move/", project_edits.move_on, name="desk_project_move"),
    path(f"{ONE}back/", project_edits.move_back, name="desk_project_back"),
    path(f"{ONE}status/", project_edits.set_status, name="desk_project_status"),
    path(f"{ONE}win/", project_edits.verify_win, name="desk_project_win"),
    path(f"{ONE}close/", project_edits.close_enquiry, name="desk_project_close"),
    path(f"{ONE}jobs/add/", project_records.enter_jobs, name="desk_project_jobs_add"),
    path(f"{ONE}jobs/<int:year>/", project_records.enter_jobs, name="desk_project_jobs"),
    path(f"{ONE}jobs/<int:year>/verify/", project_records.verify_jobs, name="desk_project_jobs_verify"),
    path(f"{ONE}jobs/<int:year>/evidence/", evidence.give_evidence, name="desk_project_evidence"),
    path(f"{ONE}aftercare/add/", project_records.plan_aftercare, name="desk_project_aftercare_add"),
    path(f"{ONE}aftercare/<int:pk>/", project_records.plan_aftercare, name="desk_project_aftercare"),
    path(
        f"{ONE}aftercare/<int:pk>/done/", project_records.finish_aftercare, name="desk_project_aftercare_done"
    ),
    path("desk/organisations/<int:pk>/", organisations.show_organisation, name="desk_organisation"),
]
