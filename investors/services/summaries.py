"""The weekly summary of a contact: what is open with them, if any of it waits for them."""

import datetime
from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction
from django.template import Context, Engine

from investors.clock import LONDON, start_clock
from investors.models import Contact, Referral
from investors.workflow import Status
from outbox.links import issue_link
from outbox.models import Message, SecretLink
from outbox.services import queue_message

OWN_PATH = "/contacts/{token}/"
LINK_DAYS = 30
FRESH = datetime.timedelta(days=1)  # what came since yesterday is no news to anybody


@dataclass(frozen=True)
class Summary:
    """What is open with one contact; each part in the order of its clock."""

    to_answer: list[Referral]
    to_reply: list[Referral]
    running: int  # in progress and answered
    awaiting: int  # the investor's turn, or put off

    @property
    def is_news(self) -> bool:
        """Whether anything waits for the contact."""
        return bool(self.to_answer or self.to_reply)


def queue_summaries(*, now: datetime.datetime) -> int:
    """Queue this week's summaries, on its first working morning or as soon after as beat comes.

    Once for each contact and week, however often it is called, and on working days only. Who is away, or has
    nothing that waits for them, gets none. Returns how many were queued now.
    """
    local = now.astimezone(LONDON)
    if start_clock(now) != local:
        return 0
    present = Contact.objects.present(local.date()).order_by("pk")
    summaries = summarise(now)
    queued = 0
    for contact in present.filter(pk__in=[pk for pk, each in summaries.items() if each.is_news]):
        queued += _queue(contact, summaries[contact.pk], f"{local:%G-%V}", now)
    return queued


def summarise(now: datetime.datetime) -> dict[int, Summary]:
    """Return by contact what is open with them. One query."""
    live = Referral.objects.live().select_related("enquiry").order_by("due_at", "pk")
    by_contact: dict[int, list[Referral]] = defaultdict(list)
    for referral in live:
        by_contact[referral.contact_id].append(referral)
    return {pk: _summarise_one(referrals, now) for pk, referrals in by_contact.items()}


def _summarise_one(referrals: list[Referral], now: datetime.datetime) -> Summary:
    offered = [each for each in referrals if each.status == Referral.Status.OFFERED]
    leads = [each for each in referrals if each.accepted_at and each.role == Referral.Role.LEAD]
    running = [each for each in leads if each.enquiry.status == Status.IN_PROGRESS]
    owed = [each for each in running if each.enquiry.replied_at is None]
    return Summary(
        to_answer=[each for each in offered if each.offered_at < now - FRESH],
        to_reply=sorted(
            (each for each in owed if each.accepted_at and each.accepted_at < now - FRESH),
            key=lambda each: each.enquiry.reply_due_at,
        ),
        running=len(running) - len(owed),
        awaiting=sum(each.enquiry.status in {Status.AWAITING_INVESTOR, Status.NURTURE} for each in leads),
    )


@transaction.atomic
def _queue(contact: Contact, summary: Summary, week: str, now: datetime.datetime) -> bool:
    key = f"contact-summary:{contact.pk}:{week}"
    if Message.objects.filter(dedupe_key=key).exists():
        return False
    link = issue_link(
        purpose=SecretLink.Purpose.CONTACT,
        subject_id=contact.pk,
        path=OWN_PATH,
        now=now,
        expires_at=now + datetime.timedelta(days=LINK_DAYS),
    )
    values = {"to_name": contact.name, "summary": summary, "link": f"[[link:{link.pk}]]"}
    mail = Engine.get_default().get_template("emails/contact-summary.txt")
    subject, _line, body = mail.render(Context(values, autoescape=False)).strip().partition("\n")
    queue_message(
        kind="contact-summary",
        dedupe_key=key,
        to_email=contact.email,
        to_name=contact.name,
        subject=subject.strip(),
        body=body.strip() + "\n",
        link=link,
        now=now,
    )
    return True
