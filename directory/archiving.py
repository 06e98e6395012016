"""Why a profile was taken down, as its history has it."""

from directory.models import Business, BusinessEvent, Company

# In ``detail["reason"]`` of the event. A team or staff who take a profile down need give none.
UNCONFIRMED = "unconfirmed"
COMPANY_CLOSED = "company_closed"


def find_archival_reason(business: Business) -> str:
    """Return why ``business``, which is archived, was taken down: one of the above, or "". One query."""
    events = BusinessEvent.objects.filter(business=business, to_status=Business.Status.ARCHIVED)
    last = events.order_by("-at", "-pk").first()
    return str(last.detail.get("reason", "")) if last else ""


def is_company_closed(business: Business) -> bool:
    """Say whether the register has the company of ``business`` as closed. One query at most."""
    number = business.company_number
    return bool(number) and Company.objects.closed().filter(number=number).exists()
