"""How many enquiries came how far: from receipt to a project."""

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from investors.models import CaseFacts
from investors.reports.tables import Column, Period, Row, Table, count, share

# In the order of ``CaseFacts.Reached``.
STEPS: dict[str, str | Promise] = {
    "received": gettext_lazy("Received"),
    "passed_on": gettext_lazy("Put before a contact or UKTI"),
    "accepted": gettext_lazy("Accepted by a contact, or taken by UKTI"),
    "replied": gettext_lazy("Replied to"),
    "converted": gettext_lazy("Converted to a project"),
    "won": gettext_lazy("Won, verified by a second person"),
}
COLUMNS = (
    Column("enquiries", gettext_lazy("Enquiries"), is_drawn=True),
    Column("of_step_before_percent", gettext_lazy("Of the step before")),
    Column("of_all_percent", gettext_lazy("Of all")),
)


def count_steps(period: Period) -> dict[str, int]:
    """Return how many enquiries of ``period`` reached each step or a later one, in one query."""
    cohort = CaseFacts.objects.filter(received_at__gte=period.starts_at, received_at__lt=period.ends_at)
    counts = dict(cohort.values_list("reached").annotate(Count("pk")).order_by())
    return {
        name: sum(number for reached, number in counts.items() if reached >= step)
        for step, name in zip(CaseFacts.Reached, STEPS, strict=True)
    }


def describe_funnel(period: Period) -> Table:
    """Return the table of the steps with what remained at each, in one query."""
    counts = count_steps(period)
    rows = []
    before = received = counts["received"]
    for name, number in counts.items():
        rows.append(Row(str(STEPS[name]), (count(number), share(number, before), share(number, received))))
        before = number
    return Table(
        name="funnel",
        title=_("From receipt to a won project"),
        hint=_("An enquiry that reached a later step counts at each step before it."),
        group=str(_("Step")),
        columns=COLUMNS,
        rows=tuple(rows),
        unit=_("enquiries"),
    )
