"""Every field that holds personal data: for what, and on which lawful basis. /privacy/ and the docs show it.

A test walks all models: each field that can hold words or a file is here, or in ``NOT_PERSONAL``.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Lawful bases: article 6(1) of the UK GDPR.
CONSENT = _("consent (article 6(1)(a))")
PUBLIC_TASK = _("public task (article 6(1)(e))")
CONTRACT = _("terms of the account (article 6(1)(b))")
INTEREST = _("legitimate interest in security (article 6(1)(f))")


@dataclass(frozen=True)
class Group:
    """Fields of one table that are kept for one purpose on one basis. ``who``: whose data it is."""

    model: str
    fields: tuple[str, ...]
    who: str | Promise
    purpose: str | Promise
    basis: str | Promise


INVESTOR, CONTACT = _("Investors"), _("Regional contacts")
STAFF = _("Staff")
ACCOUNT, READER = _("People with an account"), _("Readers who report")

PERSONAL = [
    Group(
        "investors.Enquiry",
        ("name", "email", "phone", "job_title", "organisation", "website", "language"),
        INVESTOR,
        _("to answer the enquiry"),
        CONSENT,
    ),
    Group(
        "investors.Enquiry",
        ("plan", "place", "anything_else"),
        INVESTOR,
        _("to find who can answer, and to answer"),
        CONSENT,
    ),
    Group(
        "investors.Enquiry",
        ("triage_reason", "spam_reasons"),
        INVESTOR,
        _("to say why a person looks at it first; may quote the enquiry"),
        PUBLIC_TASK,
    ),
    Group("investors.Enquiry", ("consent_wording",), INVESTOR, _("to prove what was agreed to"), PUBLIC_TASK),
    Group(
        "investors.EnquiryEvent",
        ("text", "detail", "actor_name"),
        _("Investors, contacts and staff"),
        _("to account for each step"),
        PUBLIC_TASK,
    ),
    Group(
        "investors.Decision",
        ("lines", "candidates"),
        _("Investors and contacts"),
        _("to explain who was asked"),
        PUBLIC_TASK,
    ),
    Group("investors.Referral", ("reason",), INVESTOR, _("to explain why it was passed on"), PUBLIC_TASK),
    Group("investors.Attachment", ("name", "file", "sha256"), INVESTOR, _("to answer the enquiry"), CONSENT),
    Group("investors.EnquiryDraft", ("email", "answers"), INVESTOR, _("to go on with it later"), CONSENT),
    Group("investors.AddressChange", ("email",), INVESTOR, _("to write to another address"), CONSENT),
    Group("investors.LinkRequest", ("email",), INVESTOR, _("to mail a lost link"), CONSENT),
    Group(
        "investors.SpamCheck", ("signs", "marks", "words"), INVESTOR, _("to notice spam and copies"), INTEREST
    ),
    Group("investors.SenderTrace", ("address", "network"), INVESTOR, _("to notice floods"), INTEREST),
    Group(
        "investors.Contact",
        ("name", "email", "organisation", "languages"),
        CONTACT,
        _("to ask the right person"),
        PUBLIC_TASK,
    ),
    Group("investors.Absence", ("reason",), CONTACT, _("to ask nobody who is away"), PUBLIC_TASK),
    Group("investors.CaseView", ("name",), _("Staff and contacts"), _("to show who opened a case"), INTEREST),
    Group(
        "investors.InboundMail",
        ("from_email", "from_name", "recipients", "subject", "text", "headers", "refused_files", "reason"),
        _("Whoever writes to us"),
        _("to put it on its case, or before staff"),
        PUBLIC_TASK,
    ),
    Group(
        "investors.InboundFile",
        ("name", "file", "sha256"),
        _("Whoever writes to us"),
        _("to put it on its case, or before staff"),
        PUBLIC_TASK,
    ),
    Group(
        "investors.BulkAction",
        ("parameters",),
        _("Investors and contacts"),
        _("to show with what words staff did one thing to many enquiries"),
        PUBLIC_TASK,
    ),
    Group("investors.CaseTask", ("text",), INVESTOR, _("to do what was promised in time"), PUBLIC_TASK),
    Group(
        "investors.DeskSearch",
        ("text",),
        INVESTOR,
        _("to find a case again; kept off addresses and logs"),
        PUBLIC_TASK,
    ),
    Group(
        "investors.SavedView", ("name", "query"), STAFF, _("to keep how one works at the desk"), PUBLIC_TASK
    ),
    Group(
        "investors.Export",
        ("asked_by_name", "reason", "filters", "query", "file"),
        _("Staff, and investors in the file"),
        _("to give staff what they ask for, and to show who asked and why"),
        INTEREST,
    ),
    Group("investors.ExportEvent", ("actor_name", "text"), STAFF, _("to show who took a file"), INTEREST),
    Group(
        "investors.Organisation",
        ("name", "folded_name", "domain", "company_number", "registration"),
        _("Investors who trade under their own name"),
        _("to know an organisation again"),
        PUBLIC_TASK,
    ),
    Group(
        "investors.Project",
        ("name", "place", "win_verified_name"),
        _("Investors and staff"),
        _("to bring the project in, and to show who verified it"),
        PUBLIC_TASK,
    ),
    Group(
        "investors.ProjectEvent",
        ("text", "actor_name"),
        _("Investors, contacts and staff"),
        _("to account for each step"),
        PUBLIC_TASK,
    ),
    Group(
        "investors.ProjectJobs",
        ("evidence_text", "evidence_url", "evidence_file", "evidence_name", "entered_name", "verified_name"),
        _("Investors, contacts and staff"),
        _("to show what was verified, and by whom"),
        PUBLIC_TASK,
    ),
    Group(
        "investors.AftercareDate",
        ("purpose", "done_text"),
        INVESTOR,
        _("to look after investors who came"),
        PUBLIC_TASK,
    ),
    Group(
        "investors.Opportunity",
        ("title", "summary", "description", "facts", "documents", "images", "words"),
        CONTACT,
        _("published opportunities, which may name people"),
        PUBLIC_TASK,
    ),
    Group(
        "investors.OpportunityRevision",
        ("content", "reason"),
        _("Contacts and staff"),
        _("opportunities before they are approved, and why they were sent back"),
        PUBLIC_TASK,
    ),
    Group(
        "investors.OpportunityEvent",
        ("text",),
        _("Contacts and staff"),
        _("to account for each step; people by number alone"),
        PUBLIC_TASK,
    ),
    Group(
        "investors.OpportunityFile",
        ("name", "file", "sha256"),
        CONTACT,
        _("documents and pictures of opportunities, which may name people"),
        PUBLIC_TASK,
    ),
    Group(
        "insights.ClusterRevision",
        ("content", "reason"),
        _("Contacts and staff"),
        _("the words of clusters, which may name people, and why they were sent back"),
        PUBLIC_TASK,
    ),
    Group(
        "insights.ClusterEvent",
        ("text",),
        _("Contacts and staff"),
        _("to account for each step of the words of a cluster; people by number alone"),
        PUBLIC_TASK,
    ),
    Group(
        "directory.FigureChange",
        ("reason",),
        STAFF,
        _("to show why a published figure was changed; people by number alone"),
        PUBLIC_TASK,
    ),
    Group(
        "outbox.Suppression",
        ("email", "note", "removed_note"),
        _("Whoever is written to"),
        _("not to write to who is not there, or complained"),
        INTEREST,
    ),
    Group(
        "outbox.Message",
        ("to_email", "to_name", "reply_to", "subject", "body"),
        _("Whoever is written to"),
        _("to send it, to show what was said, to send it again"),
        PUBLIC_TASK,
    ),
    Group(
        "outbox.Message",
        ("cause", "came_back_cause", "settled_reason"),
        _("Whoever is written to"),
        _("to see why it did not arrive"),
        PUBLIC_TASK,
    ),
    Group(
        "outbox.Attempt",
        ("cause",),
        _("Whoever is written to"),
        _("to see why it did not arrive"),
        PUBLIC_TASK,
    ),
    Group("accounts.User", ("email", "name", "password"), ACCOUNT, _("to let them in"), CONTRACT),
    Group("account.EmailAddress", ("email",), ACCOUNT, _("to know that the address is theirs"), CONTRACT),
    Group("mfa.Authenticator", ("data",), ACCOUNT, _("their second step of sign-in"), CONTRACT),
    Group(
        "usersessions.UserSession",
        ("ip", "user_agent", "session_key", "data"),
        ACCOUNT,
        _("to see and end their sessions"),
        INTEREST,
    ),
    Group(
        "sessions.Session",
        ("session_key", "session_data"),
        _("Whoever writes or signs in"),
        _("to keep what is typed and who is signed in"),
        CONTRACT,
    ),
    Group(
        "investors.Shortlist",
        ("entries",),
        ACCOUNT,
        _("to keep what they want to look at again, with their notes"),
        CONSENT,
    ),
    Group(
        "directory.Claim",
        ("email", "evidence", "evidence_url", "reason"),
        ACCOUNT,
        _("to know who stands for a business"),
        PUBLIC_TASK,
    ),
    Group("directory.Invitation", ("email",), ACCOUNT, _("to invite to a team"), INTEREST),
    Group("directory.JoinRequest", ("text",), ACCOUNT, _("to ask to join a team"), CONTRACT),
    Group("directory.SavedSearch", ("name", "query"), ACCOUNT, _("to mail what is new"), CONSENT),
    Group("directory.Report", ("email", "text", "note"), READER, _("to answer a report"), CONSENT),
    Group("investors.TranslationReport", ("email",), READER, _("to ask the reader back"), CONSENT),
    Group("investors.TranslationReport", ("text",), READER, _("to put a translation right"), CONSENT),
    Group(
        "directory.BusinessEvent",
        ("text", "detail"),
        ACCOUNT,
        _("to account for each step; people by number alone"),
        PUBLIC_TASK,
    ),
    Group(
        "directory.Revision",
        ("content", "base", "reason_text", "reasons"),
        ACCOUNT,
        _("the profile of a business, which may name people"),
        CONTRACT,
    ),
    Group(
        "directory.Business",
        ("description", "summary", "case_studies", "social_links", "spin_off_of"),
        ACCOUNT,
        _("published profiles, which may name people"),
        CONTRACT,
    ),
]

# Words about companies, places, rules and machinery, and keys that say nothing of anybody. ``*``: all.
NOT_PERSONAL: dict[str, tuple[str, ...]] = {
    "investors.Enquiry": ("reference", "activities", "drivers", "page_language"),
    "investors.EnquiryDraft": ("page_language",),
    "investors.TranslationReport": ("language", "page", "signs"),
    "investors.EnquiryEvent": ("from_status", "to_status"),
    "investors.Decision": ("rule",),
    "investors.Attachment": ("content_type",),
    "investors.Erasure": ("counts",),
    "investors.RetentionRun": ("done",),
    "investors.InboundMail": ("message_id", "digest", "automatic_sign", "inbox_reason", "suggested"),
    "investors.InboundFile": ("content_type",),
    "investors.DeskSearch": ("key",),
    "investors.BulkItem": ("words",),
    "investors.StatusCount": ("status",),
    "investors.CaseFacts": ("country", "first_in_line", "asked", "rule"),
    "investors.OfferFacts": ("country",),
    "investors.ReplyTemplate": ("name", "language", "text"),
    "investors.Project": ("reference", "activities", "drivers", "currency"),
    "investors.ProjectEvent": ("from_stage", "to_stage", "from_status", "to_status", "detail"),
    "investors.ProjectJobs": ("entered_by", "evidence_type"),
    "investors.Opportunity": ("slug", "place", "investment_types"),
    "investors.OpportunityEvent": ("from_status", "to_status"),
    "investors.OpportunityFile": ("content_type",),
    "investors.RoutingVersion": ("note", "rules"),
    "outbox.Message": ("kind", "dedupe_key", "about", "message_id", "business_slug"),
    "outbox.SecretLink": ("nonce", "token_hash", "path"),
    "account.EmailConfirmation": ("key",),
    "directory.Claim": ("nonce",),
    "directory.Report": ("signs",),
    "directory.BusinessEvent": ("from_status", "to_status"),
    "directory.Business": ("*",),
    "directory.FigureChange": ("before", "after"),
}
# Tables without any person: the directory's reference data, its index, counts, and Django's own.
IMPERSONAL = frozenset(
    {
        "directory.Area",
        "directory.Attribution",
        "directory.Cluster",
        "directory.ClusterFact",
        "directory.Company",
        "directory.CompanyImport",
        "directory.Figure",
        "directory.ListingSheet",
        "directory.Logo",
        "directory.Merger",
        "directory.Metric",
        "directory.Outcode",
        "directory.Outline",
        "directory.Place",
        "directory.PostcodeArea",
        "directory.SearchChange",
        "directory.SearchEntry",
        "directory.SearchSet",
        "directory.SearchSpelling",
        "directory.Sector",
        "directory.Site",
        "directory.Source",
        "insights.Announcement",
        "insights.ClusterDemand",
        "insights.Snapshot",
        "auth.Group",
        "auth.Permission",
        "contenttypes.ContentType",
    }
)


def describe_personal_data() -> list[dict[str, object]]:
    """Return each group with its fields in words, for /privacy/."""
    return [
        {
            "who": group.who,
            "fields": ", ".join(name.replace("_", " ") for name in group.fields),
            "purpose": group.purpose,
            "basis": group.basis,
        }
        for group in PERSONAL
    ]
