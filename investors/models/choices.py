"""The values of an enquiry's fields (design.md section 4), and of what decisions look at; no model here."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FdiType(models.TextChoices):
    NEW_SITE = "new_site", _("A new site or activity")
    EXPANSION = "expansion", _("Expansion of an existing site or activity")
    ACQUISITION = "acquisition", _("Acquisition")
    MERGER = "merger", _("Merger")
    JOINT_VENTURE = "joint_venture", _("Joint venture")
    CAPITAL_ONLY = "capital_only", _("Capital only")
    RETENTION = "retention", _("Retention of an existing investment")
    NOT_SURE = "not_sure", _("Not sure yet")


class Activity(models.TextChoices):
    EUROPEAN_HQ = "european_hq", _("European headquarters")
    GLOBAL_HQ = "global_hq", _("Global headquarters")
    RESEARCH = "research", _("Research and development")
    ENGINEERING = "engineering", _("Software engineering centre")
    DATA_AI = "data_ai", _("Data centre or AI")
    SALES = "sales", _("Sales")
    SERVICES = "services", _("Services")
    SHARED_SERVICES = "shared_services", _("Shared service centre")
    MANUFACTURING = "manufacturing", _("Manufacturing")
    ECOMMERCE = "ecommerce", _("E-commerce and distribution")
    OTHER = "other", _("Other")


class Driver(models.TextChoices):
    MARKET = "market", _("Access to market")
    CLIENTS = "clients", _("Access to clients")
    SKILLS = "skills", _("Skills")
    TECHNOLOGY = "technology", _("Technology")
    SUPPLIERS = "suppliers", _("Proximity to suppliers")
    COST = "cost", _("Cost")
    INCENTIVES = "incentives", _("Incentives")
    RESOURCES = "resources", _("Access to resources")
    OTHER = "other", _("Other")


class Jobs(models.TextChoices):
    NONE = "none", _("None yet")
    TO_10 = "1-10", _("1 to 10")
    TO_50 = "11-50", _("11 to 50")
    TO_100 = "51-100", _("51 to 100")
    OVER_100 = "100+", _("Over 100")


class Spend(models.TextChoices):
    UNDER_500K = "under_500k", _("Under £500,000")
    TO_1M = "500k-1m", _("£500,000 to £1 million")
    TO_2M = "1m-2m", _("£1 million to £2 million")
    TO_5M = "2m-5m", _("£2 million to £5 million")
    TO_10M = "5m-10m", _("£5 million to £10 million")
    OVER_10M = "over_10m", _("Over £10 million")
    NOT_KNOWN = "not_known", _("Not known")


class Landing(models.TextChoices):
    UNDER_6_MONTHS = "under_6_months", _("Within 6 months")
    TO_12_MONTHS = "6-12_months", _("In 6 to 12 months")
    TO_2_YEARS = "1-2_years", _("In 1 to 2 years")
    OVER_2_YEARS = "over_2_years", _("In over 2 years")
    EXPLORING = "exploring", _("Only exploring")


class InvestmentType(models.TextChoices):
    """What an investor would put money or work into, at an opportunity."""

    NEW_SITE = "new_site", _("Set up a site or activity")
    JOINT_VENTURE = "joint_venture", _("Joint venture or partnership")
    EQUITY = "equity", _("Stake in a business")
    PROPERTY = "property", _("Land and buildings")
    INFRASTRUCTURE = "infrastructure", _("Infrastructure")
    RESEARCH = "research", _("Research and development")


class InvestmentScale(models.TextChoices):
    """How much is sought in all; in this order."""

    UNDER_1M = "under_1m", _("Under £1 million")
    TO_5M = "1m-5m", _("£1 million to £5 million")
    TO_25M = "5m-25m", _("£5 million to £25 million")
    TO_100M = "25m-100m", _("£25 million to £100 million")
    OVER_100M = "over_100m", _("Over £100 million")
    NOT_KNOWN = "not_known", _("Not known")


class OpportunityStage(models.TextChoices):
    """How far the money has come together."""

    SEEKING = "seeking", _("Seeking investment")
    PART_FUNDED = "part_funded", _("Part funded")
    FUNDED = "funded", _("Funded")
    SUSPENDED = "suspended", _("Suspended")
    ABANDONED = "abandoned", _("Abandoned")


class OpportunityEventKind(models.TextChoices):
    DRAFTED = "drafted", _("Draft begun")
    SUBMITTED = "submitted", _("Sent to UKTI for approval")
    TAKEN_BACK = "taken_back", _("Taken back from review")
    CHANGES_REQUESTED = "changes_requested", _("Changes requested")
    PUBLISHED = "published", _("Published")
    UPDATED = "updated", _("Changes published")
    DISCARDED = "discarded", _("Changes discarded")
    REMINDED = "reminded", _("Its contact was told that it expires soon")
    EXPIRED = "expired", _("Expired")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class CloseReason(models.TextChoices):
    SUCCEEDED = "succeeded", _("Succeeded")
    NOT_FDI = "not_fdi", _("Not inward investment")
    NOT_APPLICABLE = "not_applicable", _("Not applicable")
    NON_RESPONSIVE = "non_responsive", _("The investor did not answer")
    DECLINED_BY_INVESTOR = "declined_by_investor", _("Declined by the investor")
    DUPLICATE = "duplicate", _("Duplicate")
    SPAM = "spam", _("Spam")
    WITHDRAWN = "withdrawn", _("Withdrawn by the investor")


class ClockStep(models.TextChoices):
    """What the clock of a case does next; each belongs to one status (``investors.case_clock``)."""

    REMIND_REPLY = "remind_reply", _("Remind whoever has it of the reply")
    ESCALATE_REPLY = "escalate_reply", _("Tell the senior lead that the reply is late")
    TELL_UKTI = "tell_ukti", _("Tell UKTI that the reply is still late")
    CHECK_QUIET = "check_quiet", _("Ask whoever has it what came of it")
    ASK_INVESTOR = "ask_investor", _("Ask the investor once more")
    CLOSE_SILENT = "close_silent", _("Close, as the investor did not answer")
    RETURN = "return", _("Take it up again")


class ContactRole(models.TextChoices):
    CONTACT = "contact", _("Regional contact")
    DEPUTY = "deputy", _("Deputy")
    SENIOR_LEAD = "senior_lead", _("Senior lead")
    DUTY_INBOX = "duty_inbox", _("Duty inbox")


class DecisionOutcome(models.TextChoices):
    REFER = "refer", _("Refer to a contact")
    TRIAGE = "triage", _("To UKTI triage")
    QUARANTINE = "quarantine", _("Quarantine")
    JOIN = "join", _("Put together with an open enquiry")


class VersionStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SCHEDULED = "scheduled", _("Scheduled")
    ACTIVE = "active", _("In force")
    RETIRED = "retired", _("Retired")


class ProjectStage(models.TextChoices):
    """How far an investment project has come; in this order."""

    PROSPECT = "prospect", _("Prospect")
    ASSIGN_PM = "assign_pm", _("Project manager assigned")
    ACTIVE = "active", _("Active")
    VERIFY_WIN = "verify_win", _("Win to verify")
    WON = "won", _("Won")


class ProjectStatus(models.TextChoices):
    """Whether a project goes on, at whatever stage it is."""

    ONGOING = "ongoing", _("Ongoing")
    DELAYED = "delayed", _("Delayed")
    DORMANT = "dormant", _("Dormant")
    ABANDONED = "abandoned", _("Abandoned")
    LOST = "lost", _("Lost")


class ProjectEventKind(models.TextChoices):
    CREATED = "created", _("Project created from an enquiry")
    MOVED_ON = "moved_on", _("Moved on")
    MOVED_BACK = "moved_back", _("Moved back")
    STATUS = "status", _("Status changed")
    FACTS = "facts", _("Facts changed")
    MANAGER = "manager", _("Project manager changed")
    JOBS = "jobs", _("Jobs entered")
    JOBS_VERIFIED = "jobs_verified", _("Jobs verified")
    WIN_VERIFIED = "win_verified", _("Win verified")
    AFTERCARE = "aftercare", _("Aftercare planned")
    REMINDED = "reminded", _("Reminded of aftercare")
    AFTERCARE_DONE = "aftercare_done", _("Aftercare done")
    ENQUIRY_CLOSED = "enquiry_closed", _("Enquiry closed")
