"""What a version of the rules would have changed: the last 90 days decided again, twice, and compared.

Reads only. Both decisions of an enquiry see the same facts and today's cover, so what differs
between them is the rules and nothing else.
"""

import datetime
import time
from collections import Counter
from dataclasses import dataclass

from investors.facts import gather_cover
from investors.models import Decision, Enquiry
from investors.past_facts import gather_past_facts, load_past
from investors.routing import choose_contact
from investors.routing_facts import Decision as Choice
from investors.routing_rules import Rules
from investors.routing_steps import RULES

DAYS = 90
MOST_ENQUIRIES = 1000
MOST_SHOWN = 100
SECONDS = 5.0
CHUNK = 100


@dataclass(frozen=True)
class Outcome:
    """Where a decision leads, for a cell: the rule, and the contact's name or empty for UKTI."""

    outcome: str
    rule: str
    contact: str


@dataclass
class Difference:
    """One enquiry that would go elsewhere. ``then`` is what was decided on arrival, if anything."""

    enquiry: Enquiry
    current: Outcome
    draft: Outcome
    then: Decision | None = None


@dataclass(frozen=True)
class Replay:
    """What came of it. ``looked_at`` of ``total``, the newest first: fewer where it was cut."""

    total: int
    looked_at: int
    differences: list[Difference]
    other_contact: int
    to_ukti: int
    from_ukti: int
    by_rule: list[tuple[str, int, int]]

    @property
    def is_cut(self) -> bool:
        """Whether not all were looked at."""
        return self.looked_at < self.total

    @property
    def changed(self) -> int:
        """How many would go elsewhere."""
        return self.other_contact + self.to_ukti + self.from_ukti


def replay_rules(
    current: Rules,
    draft: Rules,
    now: datetime.datetime,
    *,
    seconds: float = SECONDS,
    most: int = MOST_ENQUIRIES,
) -> Replay:
    """Decide what came in the last 90 days by both rules; stop after ``seconds`` or ``most`` enquiries.

    What was put together with another goes with that one by any rules, and is left out.
    """
    ends = time.monotonic() + seconds
    since = now - datetime.timedelta(days=DAYS)
    period = Enquiry.objects.filter(received_at__gt=since, received_at__lte=now, joined_to=None)
    enquiries = load_past(period, most)
    total = period.count() if len(enquiries) == most else len(enquiries)
    facts, cover = gather_past_facts(enquiries), gather_cover()
    names = {contact.id: contact.name for contact in cover.contacts}
    before: list[Choice] = []
    after: list[Choice] = []
    for each in facts:
        if len(after) % CHUNK == 0 and after and time.monotonic() > ends:
            break
        before.append(choose_contact(each, cover, current))
        after.append(choose_contact(each, cover, draft))
    return _compare(enquiries, before, after, total, names)


def _compare(
    enquiries: list[Enquiry], before: list[Choice], after: list[Choice], total: int, names: dict[int, str]
) -> Replay:
    changes = [
        (enquiry, old, new)
        for enquiry, old, new in zip(enquiries, before, after, strict=False)
        if (old.outcome, old.contact_id) != (new.outcome, new.contact_id)
    ]
    differences = [
        Difference(enquiry, _describe(old, names), _describe(new, names))
        for enquiry, old, new in changes[:MOST_SHOWN]
    ]
    _add_what_was(differences)
    rules_before, rules_after = (Counter(each.rule for each in choices) for choices in (before, after))
    return Replay(
        total=total,
        looked_at=len(after),
        differences=differences,
        other_contact=sum(1 for _e, old, new in changes if old.contact_id and new.contact_id),
        to_ukti=sum(1 for _e, _old, new in changes if not new.contact_id),
        from_ukti=sum(1 for _e, old, _new in changes if not old.contact_id),
        by_rule=[
            (str(name), rules_before[rule], rules_after[rule])
            for rule, name in RULES.items()
            if rules_before[rule] or rules_after[rule]
        ],
    )


def _describe(choice: Choice, names: dict[int, str]) -> Outcome:
    contact = names[choice.contact_id] if choice.contact_id else ""
    return Outcome(choice.outcome, str(RULES[choice.rule]), contact)


def _add_what_was(differences: list[Difference]) -> None:
    """Look up the first decision of each enquiry, in one query."""
    pks = [each.enquiry.pk for each in differences]
    firsts = Decision.objects.filter(enquiry__in=pks).order_by("enquiry", "decided_at", "pk")
    by_enquiry = {row.enquiry_id: row for row in firsts.distinct("enquiry").select_related("contact")}
    for each in differences:
        each.then = by_enquiry.get(each.enquiry.pk)
