"""Who opened a case: noted before the page is answered, once a person, case, page and hour."""

import datetime

from accounts.models import User
from investors.models import CaseView, Contact, Enquiry


def note_view(*, enquiry: Enquiry, by: User | Contact, page: str, now: datetime.datetime) -> None:
    """Note that ``by`` opens ``page`` (a CaseView.Page) of ``enquiry``, in one query.

    Raises what the database raises: a case that cannot be noted is not shown.
    """
    who = {"user": by} if isinstance(by, User) else {"contact": by}
    hour = now.replace(minute=0, second=0, microsecond=0)
    view = CaseView(enquiry=enquiry, name=str(by)[:160], page=page, hour=hour, at=now, **who)
    CaseView.objects.bulk_create([view], ignore_conflicts=True)
