"""Cases that are closed and hold much about a person, for tests of erasure and retention."""

import datetime

from investors.models import Enquiry, InboundMail
from investors.services.case_tasks import add_task
from investors.services.casework import close_enquiry
from investors.services.notes import add_note
from tests.accounts.people import UserFactory
from tests.investors.sent_enquiries import NOW, put_at, refer_to_contact, send_enquiry
from tests.investors.sent_files import attach

SECRET = "warehouse robots"  # in the plan, and in what the investor wrote
SETTLED = {"status": "sent", "sent_at": NOW}


def close_case(reason: str = "not_fdi", *, at: datetime.datetime = NOW, **answers) -> Enquiry:
    """Return a closed enquiry with a note, a task, a file, mail that came in and messages that were sent."""
    enquiry = send_enquiry(**answers)
    refer_to_contact(enquiry)
    attach(enquiry)
    staff = UserFactory(role="triage_officer")
    add_note(enquiry=enquiry, text=f"Hanako wants {SECRET}.", by=staff, now=NOW)
    add_task(
        enquiry=enquiry, text=f"Ask about {SECRET}", due_on=NOW.date(), assignee=staff, by=staff, now=NOW
    )
    InboundMail.objects.create(
        message_id=f"<{enquiry.pk}@sender.example>",
        digest="0",
        from_name="Hanako",
        text=SECRET,
        received_at=NOW,
        status=InboundMail.Status.FILED,
        filed_as=InboundMail.FiledAs.INVESTOR,
        enquiry=enquiry,
    )
    put_at(enquiry, "triage")
    close_enquiry(enquiry=enquiry, reason=reason, text="Hanako said no.", by=staff, now=at)
    enquiry.refresh_from_db()
    return enquiry
