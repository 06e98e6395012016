"""Enquiries, the regional contacts who answer them, and what was decided."""

from investors.models.aftercare import AftercareDate
from investors.models.attachments import Attachment
from investors.models.bulk import BulkAction, BulkItem
from investors.models.care import CaseView, Erasure, RetentionRun
from investors.models.case_facts import CaseFacts, OfferFacts
from investors.models.case_tasks import CaseTask, Mention
from investors.models.contacts import Absence, Contact
from investors.models.desk_searches import CaseText, DeskSearch, SavedView, StatusCount
from investors.models.drafts import EnquiryDraft
from investors.models.enquiry import Enquiry
from investors.models.events import EnquiryEvent
from investors.models.exports import Export, ExportEvent
from investors.models.inbound import InboundFile, InboundMail
from investors.models.opportunity import Opportunity
from investors.models.opportunity_events import OpportunityEvent
from investors.models.opportunity_files import OpportunityFile
from investors.models.opportunity_revisions import OpportunityRevision
from investors.models.organisation import Organisation
from investors.models.project import Project
from investors.models.project_events import ProjectEvent
from investors.models.project_jobs import ProjectJobs
from investors.models.referral import Decision, Referral
from investors.models.reply_templates import ReplyTemplate
from investors.models.requests import AddressChange, LinkRequest
from investors.models.routing_version import RoutingVersion
from investors.models.shortlist import Shortlist
from investors.models.spam import SenderTrace, SpamCheck, WordCount
from investors.models.translation_reports import TranslationReport

__all__ = [
    "Absence",
    "AddressChange",
    "AftercareDate",
    "Attachment",
    "BulkAction",
    "BulkItem",
    "CaseFacts",
    "CaseTask",
    "CaseText",
    "CaseView",
    "Contact",
    "Decision",
    "DeskSearch",
    "Enquiry",
    "EnquiryDraft",
    "EnquiryEvent",
    "Erasure",
    "Export",
    "ExportEvent",
    "InboundFile",
    "InboundMail",
    "LinkRequest",
    "Mention",
    "OfferFacts",
    "Opportunity",
    "OpportunityEvent",
    "OpportunityFile",
    "OpportunityRevision",
    "Organisation",
    "Project",
    "ProjectEvent",
    "ProjectJobs",
    "Referral",
    "ReplyTemplate",
    "RetentionRun",
    "RoutingVersion",
    "SavedView",
    "SenderTrace",
    "Shortlist",
    "SpamCheck",
    "StatusCount",
    "TranslationReport",
    "WordCount",
]
