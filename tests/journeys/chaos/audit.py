"""Holds what the site acknowledged against the database, the ledger and the mail server."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tests.journeys.chaos.visitors import Visit
from tests.journeys.portal import Portal

ACKNOWLEDGEMENT, REFERRAL = "enquiry-received", "referral-offered"
CONTRIBUTION = "contribution-asked"
CASES = """
SELECT reference, email, status, due_at IS NULL,
  (SELECT count(*) FROM investors_enquiryevent WHERE enquiry_id = enquiry.id AND kind = 'received'),
  (SELECT count(*) FROM investors_decision WHERE enquiry_id = enquiry.id),
  (SELECT count(*) FROM investors_referral WHERE enquiry_id = enquiry.id AND role = 'lead'),
  (SELECT count(*) FROM investors_referral WHERE enquiry_id = enquiry.id AND role = 'contributor')
FROM investors_enquiry enquiry
"""
LETTERS = """
SELECT message_id, kind, about, lower(to_email), status,
  ARRAY(SELECT outcome FROM outbox_attempt WHERE message_id = message.id ORDER BY id)
FROM outbox_message message
"""


@dataclass(frozen=True)
class Case:
    """An enquiry of the database, and how often what must be there once is there."""

    reference: str
    email: str
    status: str = "referred"
    is_settled: bool = True
    received: int = 1
    decisions: int = 1
    leads: int = 1
    contributors: int = 0


@dataclass(frozen=True)
class Letter:
    """A message of the ledger."""

    message_id: str
    kind: str
    about: str
    to: str
    status: str = "sent"
    attempts: tuple[str, ...] = ("sent",)


@dataclass(frozen=True)
class Evidence:
    """All that was found afterwards; ``taken`` counts the mails of the mail server by their Message-ID."""

    cases: Sequence[Case]
    letters: Sequence[Letter]
    taken: Mapping[str, int]

    @property
    def repeated(self) -> int:
        """How many mails the server took again, under the same Message-ID."""
        return sum(self.taken.values()) - len(self.taken)

    def count_attempts(self, outcome: str) -> int:
        """Return how many attempts of the ledger ended so."""
        return sum(letter.attempts.count(outcome) for letter in self.letters)


@dataclass(frozen=True)
class Finding:
    """Something that is wrong: ``kind`` is lost, doubled or unsettled."""

    kind: str
    what: str


def gather_evidence(portal: Portal) -> Evidence:
    """Read the database, the ledger and the mail server."""
    return Evidence(
        cases=[Case(*row) for row in portal.rows(CASES)],
        letters=[Letter(*row[:-1], attempts=tuple(row[-1])) for row in portal.rows(LETTERS)],
        taken=Counter(str(mail["Message-ID"]) for mail in portal.mail.taken),
    )


def judge(visits: Sequence[Visit], evidence: Evidence) -> list[Finding]:
    """Return all that was lost or doubled, or is not settled; nothing is best."""
    return [
        *judge_visits(visits, evidence.cases),
        *(finding for case in evidence.cases for finding in judge_case(case, evidence.letters)),
        *judge_mail(evidence),
    ]


def judge_visits(visits: Sequence[Visit], cases: Sequence[Case]) -> Iterator[Finding]:
    """Each that was acknowledged is there under its reference; nobody has two."""
    there = {case.reference: case.email for case in cases}
    by_person = Counter(case.email for case in cases)
    for visit in visits:
        for reference in dict.fromkeys(visit.references):
            if there.get(reference) != visit.email:
                yield Finding(
                    "lost", f"{reference} was acknowledged to visitor {visit.number} and is not there"
                )
        if len(set(visit.references)) > 1:
            yield Finding("doubled", f"visitor {visit.number} was given {' and '.join(visit.references)}")
        if by_person[visit.email] > 1:
            yield Finding("doubled", f"visitor {visit.number} has {by_person[visit.email]} enquiries")
    strangers = by_person.keys() - {visit.email for visit in visits}
    yield from (Finding("doubled", f"nobody sent the enquiry of {email}") for email in sorted(strangers))


def judge_case(case: Case, letters: Sequence[Letter]) -> Iterator[Finding]:
    """One event of receipt, decision and lead; one acknowledgement; a mail for each who is asked."""
    about = [letter.kind for letter in letters if letter.about == case.reference]
    counted = {
        "event of receipt": (case.received, 1),
        "decision": (case.decisions, 1),
        "lead": (case.leads, 1),
        "acknowledgement": (about.count(ACKNOWLEDGEMENT), 1),
        "mail to who is asked": (about.count(REFERRAL), 1),
        "mail to who is asked to contribute": (about.count(CONTRIBUTION), case.contributors),
    }
    for what, (number, due) in counted.items():
        if number != due:
            kind = "lost" if number < due else "doubled"
            yield Finding(kind, f"{case.reference} has {number} of: {what} (due {due})")
    if not case.is_settled or case.status == "received":
        yield Finding("unsettled", f"{case.reference} is {case.status} and waits for routing")


def judge_mail(evidence: Evidence) -> Iterator[Finding]:
    """Each message was sent and taken; again only after an attempt of which nobody knew how it ended."""
    ledger = {letter.message_id: letter for letter in evidence.letters}
    for letter in evidence.letters:
        taken = evidence.taken.get(letter.message_id, 0)
        if letter.status != "sent":
            yield Finding("unsettled", f"{letter.kind} of {letter.about} is {letter.status}")
        elif not taken:
            yield Finding("lost", f"{letter.kind} of {letter.about} is sent and the mail server has none")
        if letter.attempts.count("sent") > 1:
            yield Finding("doubled", f"{letter.kind} of {letter.about} is recorded as sent more than once")
        if taken > 1 + letter.attempts.count("lost"):
            yield Finding("doubled", f"{letter.kind} of {letter.about} was taken {taken} times")
    for message_id in evidence.taken.keys() - ledger.keys():
        yield Finding("doubled", f"the mail server has {message_id}, which is not on the ledger")
