"""Every address of the desk: what it is part of in ``accounts.roles``, and what it needs to be asked.

A new address takes one row. ``route`` is written as in the urls; ``make(user)`` makes what it is about, and
returns the parts of the address by name.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from uuid import uuid4

from accounts.models import User
from accounts.roles import STAFF, Action, Role
from directory.models import ListingSheet
from directory.services.merging import merge_businesses
from directory.services.reports import report_business
from directory.services.revisions import submit_revision
from directory.workflow import Actor
from investors.models import (
    Absence,
    AftercareDate,
    Contact,
    InboundMail,
    Organisation,
    Referral,
    ReplyTemplate,
    SavedView,
)
from investors.services import assignment
from investors.services.bulk import do_bulk
from investors.services.case_tasks import add_task
from investors.services.exports import ask_export
from investors.services.opportunities import start_revision
from investors.services.opportunities import submit_revision as submit_opportunity
from investors.services.opportunity_files import add_document
from investors.services.translation_reports import report_translation
from investors.tasks import make_export
from investors.workflow import Actor as CaseActor
from outbox.models import Suppression
from outbox.suppressions import suppress_address
from tests.accounts.people import UserFactory
from tests.directory.claims import claim_with_evidence
from tests.directory.listings import NOW as LISTED_AT
from tests.directory.listings import BusinessFactory, SourceFactory
from tests.directory.teams import make_draft
from tests.insights.announcements import make_announcement
from tests.insights.cluster_data import make_figure
from tests.insights.worded_clusters import draft_words, publish_words, submit_words
from tests.investors import routing_versions
from tests.investors.asked_contacts import make_contact
from tests.investors.desk_rows import LATER, offer_to
from tests.investors.opportunities import make_draft as make_opportunity_draft
from tests.investors.opportunities import publish_opportunity
from tests.investors.projects import convert, make_officer
from tests.investors.projects import fill_in as project_facts
from tests.investors.sent_enquiries import NOW
from tests.investors.sent_files import attach, make_file
from tests.outbox.mails import make_message

Names = dict[str, object]


def make_nothing(user: User) -> Names:
    return {}


@dataclass(frozen=True)
class Address:
    """One address. ``not_for``: roles whom the case itself refuses, since no referral is theirs."""

    route: str
    action: str
    methods: tuple[str, ...] = ("get",)
    make: Callable[[User], Names] = make_nothing
    not_for: Collection[str] = ()


POST, FORM = ("post",), ("get", "post")
NOT_ASKED = (*STAFF, Role.SENIOR_LEAD)


def own_contact(user: User) -> Contact:
    """Return the contact that ``user`` is, made as their role says; for others, somebody in Leeds."""
    if not user.is_contact:
        return Contact.objects.filter(user=None).first() or make_contact("Bo Test")
    role = Contact.Role.SENIOR_LEAD if user.is_senior_lead else Contact.Role.CONTACT
    return Contact.objects.filter(user=user).first() or make_contact("Bo Test", user=user, role=role)


def an_announcement(user: User) -> Names:
    return {"pk": make_announcement().pk}


def a_case(user: User) -> Names:
    own = own_contact(user)  # nobody asks a senior lead while a contact of the cluster can be asked
    referral = offer_to(make_contact("Amir Test") if user.is_senior_lead else own)
    assignment.accept_referral(referral=referral, by=CaseActor.contact(referral.contact), now=NOW)
    return {"reference": referral.enquiry.reference, "name": "reply"}


def a_file(user: User) -> Names:
    names = a_case(user)
    return names | {"pk": attach(Referral.objects.get().enquiry).pk}


def a_contact(user: User) -> Names:
    contact = own_contact(user)
    absence = Absence.objects.create(contact=contact, first_day=LATER.date(), last_day=LATER.date())
    return {"pk": contact.pk, "absence_pk": absence.pk}


def own_absence(user: User) -> Names:
    return {"pk": a_contact(user)["absence_pk"]}


def own_referral(user: User) -> Names:
    a_case(user)
    return {"pk": Referral.objects.get().pk}


def a_version(user: User) -> Names:
    return {"number": routing_versions.make_draft().number}


def a_message(user: User) -> Names:
    return {"pk": make_message(status="failed").pk}


def a_revision(user: User) -> Names:
    revision = make_draft()
    submit_revision(revision=revision, by=Actor.system(), now=LISTED_AT)
    return {"pk": revision.pk}


def a_report(user: User) -> Names:
    business = BusinessFactory()
    report = report_business(business=business, reason="wrong", text="", email="", signs=[], now=LISTED_AT)
    return {"pk": report.pk}


def a_translation_report(user: User) -> dict[str, object]:
    report = report_translation(language="de", page="/de/", text="!", email="", signs=[], now=LISTED_AT)
    return {"pk": report.pk}


def a_merger(user: User) -> Names:
    kept, gone = BusinessFactory(slug="kept"), BusinessFactory(slug="gone")
    merge_businesses(kept=kept, gone=gone, by=UserFactory(role="moderator"), now=LISTED_AT)
    return {"pk": kept.mergers.get().pk}


def a_listing(user: User) -> Names:
    return {"slug": BusinessFactory().slug}


def a_claim(user: User) -> Names:
    return {"pk": claim_with_evidence().pk}


def own_sheet(user: User) -> Names:
    sheet = ListingSheet.objects.create(
        file_name="a.csv", source=SourceFactory(), rows=[], chosen_by=user, chosen_at=LISTED_AT
    )
    return {"pk": sheet.pk}


def a_converted(user: User) -> Names:
    names = a_case(user)
    project = convert(Referral.objects.get().enquiry, by=CaseActor.staff(make_officer()))
    jobs = project_facts(project, make_officer())
    file = make_file("lease.pdf")
    jobs.evidence_file, jobs.evidence_name, jobs.evidence_type = file.content, file.name, file.content_type
    jobs.save()
    day = LATER.date()
    aftercare = AftercareDate.objects.create(project=project, due_on=day, remind_at=LATER, purpose="Visit")
    year, pk = jobs.year, aftercare.pk
    return names | {"reference": project.reference, "year": year, "pk": pk}


def an_organisation(user: User) -> Names:
    a_converted(user)
    return {"pk": Organisation.objects.get().pk}


def a_task(user: User) -> Names:
    names = a_case(user)
    enquiry = Referral.objects.get().enquiry
    by = make_officer("Task Giver")
    task = add_task(enquiry=enquiry, text="Ask", due_on=LATER.date(), assignee=by, by=by, now=LATER)
    return names | {"pk": task.pk}


def a_template(user: User) -> Names:
    return {"pk": ReplyTemplate.objects.earliest("pk").pk}


def own_view(user: User) -> Names:
    return {"pk": SavedView.objects.create(name="View", query="", owner=user, saved_at=LATER).pk}


def own_bulk(user: User) -> Names:
    a_case(user)
    bulk = do_bulk(key=uuid4(), name="note", versions={}, values={}, by=user, now=LATER)
    return {"pk": bulk.pk}


def a_mail(user: User) -> Names:
    mail = InboundMail.objects.create(
        message_id="<mail@sender.example>",
        digest="0",
        subject="Hello",
        received_at=LATER,
        status=InboundMail.Status.INBOX,
    )
    return {"pk": mail.pk}


def own_export(user: User) -> Names:
    export = ask_export(query="", filters="All", reason="Because", by=user, now=LATER)
    make_export(export_id=export.pk)
    return {"pk": export.pk}


def a_suppression(user: User) -> Names:
    suppress_address(email="gone@robotics.example", reason="bounced", note="550 No such user", now=LATER)
    return {"pk": Suppression.objects.get().pk}


def an_opportunity(user: User) -> Names:
    """A published opportunity of Leeds with a document, and changes that were sent to UKTI."""
    own = own_contact(user)
    opportunity = publish_opportunity(contact=own.pk, title=f"Hall {own.pk}")
    revision = start_revision(opportunity=opportunity, by=UserFactory(), now=NOW)
    add_document(revision=revision, file=make_file("plan.pdf"), title="Plan", by=UserFactory(), now=NOW)
    submit_opportunity(revision=revision, actor=CaseActor.system(), now=NOW)
    return {"slug": opportunity.slug, "pk": opportunity.files.get().pk}


def a_draft_opportunity(user: User) -> Names:
    own = own_contact(user)
    revision = make_opportunity_draft(contact=own.pk, title=f"Hall {own.pk}")
    return {"slug": revision.opportunity.slug, "pk": 1}


def own_words(user: User) -> Names:
    """Return a cluster with public words, of which changes were sent to UKTI."""
    own_contact(user)
    publish_words("leeds")
    return {"slug": submit_words("leeds", text="Changed").cluster_id}


def own_draft_words(user: User) -> Names:
    own_contact(user)
    return {"slug": draft_words("leeds").cluster_id}


def a_figure(user: User) -> Names:
    return {"pk": make_figure(None).pk}


CASE, CONTACT, RULES = "desk/enquiries/<slug:reference>/", "desk/contacts/<int:pk>/", "desk/routing/"
PROJECT = "desk/projects/<slug:reference>/"
OPPORTUNITY = "desk/opportunities/<slug:slug>/"
WORDS, FIGURE = "desk/clusters/<slug:slug>/", "desk/figures/<int:pk>/"
REVISION, REPORT = "desk/moderation/<int:pk>/", "desk/moderation/reports/<int:pk>/"
LISTING, CLAIM = "desk/moderation/listings/<slug:slug>/", "desk/claims/<int:pk>/"
MERGE, SHEET = "desk/moderation/merge/", "desk/businesses/import/"

ADDRESSES = [
    Address("desk/", Action.OPEN_DESK),
    # Cases
    Address("desk/enquiries/", Action.WORK_CASES),
    Address(CASE, Action.WORK_CASES, make=a_case),
    Address(CASE + "refer/", Action.REASSIGN, POST, a_case),
    Address(CASE + "take/", Action.STEER, POST, a_case),
    Address(CASE + "note/", Action.STEER, POST, a_case),
    Address(CASE + "close/", Action.STEER, POST, a_case),
    Address(CASE + "release/", Action.STEER, POST, a_case),
    Address(CASE + "spam/", Action.STEER, POST, a_case),
    Address(CASE + "reopen/", Action.STEER, POST, a_case),
    Address(CASE + "join/", Action.STEER, POST, a_case),
    Address(CASE + "split/", Action.STEER, POST, a_case),
    Address(CASE + "route/", Action.STEER, POST, a_case),
    Address(CASE + "accept/", Action.WORK_CASES, POST, a_case, not_for=NOT_ASKED),
    Address(CASE + "decline/", Action.WORK_CASES, POST, a_case, not_for=NOT_ASKED),
    Address(CASE + "ask/", Action.WORK_CASES, POST, a_case, not_for=NOT_ASKED),
    Address(CASE + "do/<slug:name>/", Action.WORK_CASES, POST, a_case, not_for=[Role.SENIOR_LEAD]),
    Address(CASE + "files/<int:pk>/", Action.WORK_CASES, make=a_file),
    Address(CASE + "care/", Action.OVERSEE, make=a_case),
    Address(CASE + "care/copy/", Action.OVERSEE, POST, a_case),
    Address(CASE + "care/erase/", Action.OVERSEE, POST, a_case),
    Address("desk/retention/", Action.OVERSEE),
    # The queue, and work on cases among staff
    Address("desk/enquiries/bulk/", Action.STEER, POST),
    Address("desk/enquiries/bulk/do/", Action.STEER, POST),
    Address("desk/enquiries/bulk/<int:pk>/", Action.STEER, make=own_bulk),
    Address("desk/enquiries/bulk/<int:pk>/go-on/", Action.STEER, POST, own_bulk),
    Address("desk/enquiries/bulk/<int:pk>/undo/", Action.STEER, POST, own_bulk),
    Address("desk/enquiries/counts/", Action.WORK_CASES),
    Address("desk/enquiries/find/", Action.SEARCH, POST),
    Address("desk/enquiries/columns/", Action.STEER, POST),
    Address("desk/enquiries/views/", Action.STEER, POST),
    Address("desk/enquiries/views/<int:pk>/delete/", Action.STEER, POST, own_view),
    Address(CASE + "task/", Action.STEER, POST, a_case),
    Address(CASE + "read/", Action.STEER, POST, a_case),
    Address("desk/tasks/", Action.STEER),
    Address("desk/tasks/<int:pk>/done/", Action.STEER, POST, a_task),
    Address("desk/tasks/<int:pk>/move/", Action.STEER, POST, a_task),
    Address("desk/news/", Action.PUBLISH),
    Address("desk/news/new/", Action.PUBLISH, FORM),
    Address("desk/news/<int:pk>/", Action.PUBLISH, make=an_announcement),
    Address("desk/news/<int:pk>/edit/", Action.PUBLISH, FORM, an_announcement),
    Address("desk/reply-templates/", Action.STEER),
    Address("desk/reply-templates/add/", Action.MANAGE, FORM),
    Address("desk/reply-templates/<int:pk>/", Action.MANAGE, FORM, a_template),
    # Mail that came in
    Address("desk/inbox/", Action.STEER),
    Address("desk/inbox/<int:pk>/", Action.STEER, make=a_mail),
    Address("desk/inbox/<int:pk>/file/", Action.STEER, POST, a_mail),
    Address("desk/inbox/<int:pk>/set-aside/", Action.STEER, POST, a_mail),
    Address("desk/inbox/<int:pk>/take-back/", Action.STEER, POST, a_mail),
    # Reports and exports
    Address("desk/reports/", Action.STEER),
    Address("desk/reports/<slug:name>/", Action.STEER, make=lambda user: {"name": "funnel"}),
    Address("desk/reports/<slug:name>.csv", Action.STEER, make=lambda user: {"name": "funnel"}),
    Address("desk/exports/", Action.STEER),
    Address("desk/exports/ask/", Action.STEER, POST),
    Address("desk/exports/<int:pk>/file/", Action.STEER, POST, own_export),
    # Projects
    Address(CASE + "convert/", Action.KEEP_PROJECTS, FORM, a_case, not_for=[Role.SENIOR_LEAD]),
    Address("desk/projects/", Action.WORK_CASES),
    Address("desk/projects.csv", Action.WORK_CASES),
    Address(PROJECT, Action.WORK_CASES, make=a_converted),
    *(
        Address(PROJECT + name, Action.KEEP_PROJECTS, FORM, a_converted)
        for name in (
            "facts/",
            "manager/",
            "back/",
            "status/",
            "win/",
            "close/",
            "jobs/add/",
            "aftercare/add/",
        )
    ),
    Address(PROJECT + "move/", Action.KEEP_PROJECTS, POST, a_converted),
    Address(PROJECT + "jobs/<int:year>/", Action.KEEP_PROJECTS, FORM, a_converted),
    Address(PROJECT + "jobs/<int:year>/verify/", Action.KEEP_PROJECTS, FORM, a_converted),
    Address(PROJECT + "jobs/<int:year>/evidence/", Action.WORK_CASES, make=a_converted),
    Address(PROJECT + "aftercare/<int:pk>/", Action.KEEP_PROJECTS, FORM, a_converted),
    Address(PROJECT + "aftercare/<int:pk>/done/", Action.KEEP_PROJECTS, FORM, a_converted),
    Address("desk/organisations/<int:pk>/", Action.WORK_CASES, make=an_organisation),
    # Opportunities
    Address("desk/opportunities/", Action.KEEP_FOR_CLUSTER),
    Address("desk/opportunities/new/", Action.DRAFT_FOR_CLUSTER, FORM),
    Address(OPPORTUNITY, Action.KEEP_FOR_CLUSTER, make=an_opportunity),
    Address(OPPORTUNITY + "preview/", Action.KEEP_FOR_CLUSTER, make=an_opportunity),
    Address(OPPORTUNITY + "edit/", Action.DRAFT_FOR_CLUSTER, FORM, a_draft_opportunity),
    Address(OPPORTUNITY + "files/", Action.DRAFT_FOR_CLUSTER, FORM, a_draft_opportunity),
    Address(OPPORTUNITY + "files/<int:pk>/", Action.KEEP_FOR_CLUSTER, make=an_opportunity),
    Address(OPPORTUNITY + "files/<int:pk>/remove/", Action.DRAFT_FOR_CLUSTER, POST, a_draft_opportunity),
    Address(OPPORTUNITY + "send/", Action.DRAFT_FOR_CLUSTER, POST, a_draft_opportunity),
    Address(OPPORTUNITY + "take-back/", Action.DRAFT_FOR_CLUSTER, POST, an_opportunity),
    Address(OPPORTUNITY + "discard/", Action.DRAFT_FOR_CLUSTER, POST, an_opportunity),
    Address(OPPORTUNITY + "decide/", Action.APPROVE_FOR_CLUSTER, POST, an_opportunity),
    Address(OPPORTUNITY + "withdraw/", Action.KEEP_FOR_CLUSTER, POST, an_opportunity),
    # Words of clusters
    Address("desk/clusters/", Action.KEEP_FOR_CLUSTER),
    Address(WORDS, Action.KEEP_FOR_CLUSTER, make=own_words),
    Address(WORDS + "edit/", Action.DRAFT_FOR_CLUSTER, FORM, own_draft_words),
    Address(WORDS + "send/", Action.DRAFT_FOR_CLUSTER, POST, own_draft_words),
    Address(WORDS + "take-back/", Action.DRAFT_FOR_CLUSTER, POST, own_words),
    Address(WORDS + "discard/", Action.DRAFT_FOR_CLUSTER, POST, own_words),
    Address(WORDS + "decide/", Action.APPROVE_FOR_CLUSTER, POST, own_words),
    Address(WORDS + "take-down/", Action.KEEP_FOR_CLUSTER, POST, own_words),
    # Published figures
    Address("desk/figures/", Action.PUBLISH),
    Address("desk/figures/new/", Action.PUBLISH, FORM),
    Address("desk/figures/changes/", Action.PUBLISH),
    Address(FIGURE, Action.PUBLISH, FORM, a_figure),
    Address(FIGURE + "withdraw/", Action.PUBLISH, POST, a_figure),
    # One's own cover
    Address("desk/mine/", Action.KEEP_OWN_COVER, make=a_contact),
    Address("desk/mine/absences/", Action.KEEP_OWN_COVER, POST, a_contact),
    Address("desk/mine/absences/<int:pk>/remove/", Action.KEEP_OWN_COVER, POST, own_absence),
    Address("desk/mine/capacity/", Action.KEEP_OWN_COVER, POST, a_contact),
    Address(
        "desk/mine/open/<int:pk>/",
        Action.KEEP_OWN_COVER,
        POST,
        own_referral,
        not_for=[Role.SENIOR_LEAD],
    ),
    # Contacts
    Address("desk/contacts/", Action.STEER),
    Address("desk/contacts/add/", Action.MANAGE, FORM),
    Address(CONTACT, Action.STEER, make=a_contact),
    Address(CONTACT + "edit/", Action.MANAGE, FORM, a_contact),
    Address(CONTACT + "deactivate/", Action.MANAGE, POST, a_contact),
    Address(CONTACT + "activate/", Action.MANAGE, POST, a_contact),
    Address(CONTACT + "absences/", Action.MANAGE, POST, a_contact),
    Address(CONTACT + "absences/<int:absence_pk>/remove/", Action.MANAGE, POST, a_contact),
    Address(CONTACT + "reach/", Action.MANAGE, POST, a_contact),
    # Rules of routing
    Address(RULES, Action.STEER),
    Address(RULES + "draft/", Action.MANAGE, POST),
    Address(RULES + "compare/", Action.STEER),
    Address(RULES + "simulate/", Action.STEER, FORM),
    Address(RULES + "replay/", Action.STEER),
    Address(RULES + "cover/", Action.STEER),
    Address(RULES + "capacity/", Action.STEER),
    Address(RULES + "<int:number>/", Action.STEER, make=a_version),
    Address(RULES + "<int:number>/draft/", Action.MANAGE, POST, a_version),
    Address(RULES + "<int:number>/edit/", Action.MANAGE, FORM, a_version),
    Address(RULES + "<int:number>/activate/", Action.MANAGE, FORM, a_version),
    Address(RULES + "<int:number>/take-back/", Action.MANAGE, POST, a_version),
    Address(RULES + "<int:number>/discard/", Action.MANAGE, POST, a_version),
    # The ledger
    Address("desk/messages/", Action.STEER),
    Address("desk/messages/<int:pk>/", Action.STEER, make=a_message),
    Address("desk/messages/<int:pk>/retry/", Action.STEER, POST, a_message),
    Address("desk/messages/again/", Action.STEER),
    Address("desk/messages/again/send/", Action.STEER, POST),
    Address("desk/messages/again/set-aside/", Action.STEER, POST),
    Address("desk/messages/suppressed/", Action.STEER),
    Address("desk/messages/suppressed/add/", Action.STEER, POST),
    Address("desk/messages/suppressed/<int:pk>/", Action.STEER, FORM, a_suppression),
    # The directory
    Address("desk/moderation/", Action.MODERATE),
    Address(REVISION, Action.MODERATE, make=a_revision),
    Address(REVISION + "decide/", Action.MODERATE, POST, a_revision),
    Address(REVISION + "take/", Action.MODERATE, POST, a_revision),
    Address(REVISION + "hand-back/", Action.MODERATE, POST, a_revision),
    Address("desk/moderation/reports/", Action.MODERATE),
    Address(REPORT, Action.MODERATE, make=a_report),
    Address(REPORT + "settle/", Action.MODERATE, POST, a_report),
    Address("desk/moderation/translations/", Action.MODERATE),
    Address("desk/moderation/translations/<int:pk>/settle/", Action.MODERATE, POST, a_translation_report),
    Address(MERGE, Action.MODERATE),
    Address(MERGE + "confirm/", Action.MODERATE, POST),
    Address(MERGE + "<int:pk>/undo/", Action.MODERATE, POST, a_merger),
    Address(LISTING, Action.MODERATE, make=a_listing),
    Address(LISTING + "remove/", Action.MODERATE, POST, a_listing),
    Address(LISTING + "put-back/", Action.MODERATE, POST, a_listing),
    Address("desk/claims/", Action.MODERATE),
    Address("desk/claims/letters/", Action.MODERATE),
    Address("desk/claims/letters/addresses/", Action.MODERATE, POST),
    Address("desk/claims/letters/print/", Action.MODERATE, POST),
    Address(CLAIM, Action.MODERATE, make=a_claim),
    Address(CLAIM + "approve/", Action.MODERATE, POST, a_claim),
    Address(CLAIM + "deny/", Action.MODERATE, POST, a_claim),
    Address(CLAIM + "revoke/", Action.MODERATE, POST, a_claim),
    Address(SHEET, Action.MODERATE, FORM),
    Address(SHEET + "template.csv", Action.MODERATE),
    Address(SHEET + "<int:pk>/", Action.MODERATE, make=own_sheet),
    Address(SHEET + "<int:pk>/import/", Action.MODERATE, POST, own_sheet),
]
EVERY_ROLE = [str(role) for role in Role]
