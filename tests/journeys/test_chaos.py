"""Many enquiries while parts fail: a short run, and that its judgement finds what is lost or doubled."""

import dataclasses

import pytest

from tests.journeys.chaos.audit import Case, Evidence, Letter, gather_evidence, judge
from tests.journeys.chaos.faults import FAULTS
from tests.journeys.chaos.report import write_report
from tests.journeys.chaos.run import Plan, run_chaos
from tests.journeys.chaos.visitors import Visit
from tests.journeys.portal import SWEEP_SECONDS, Portal

SHORT = Plan(enquiries=60, clients=8, seconds=25, gap=2.5, sweep_seconds=SWEEP_SECONDS)

VISITS = [Visit(0, "a@a.example", ("TN-1", "TN-1")), Visit(1, "b@b.example", ())]
CASE = Case("TN-1", "a@a.example")
LETTERS = [
    Letter("<1>", "enquiry-received", "TN-1", "a@a.example"),
    Letter("<2>", "referral-offered", "TN-1", "contact@north.example"),
]
STRANGE_LETTERS = [
    Letter("<3>", "enquiry-received", "TN-9", "stranger@c.example"),
    Letter("<4>", "referral-offered", "TN-9", "contact@north.example"),
]
GOOD = Evidence([CASE], LETTERS, {"<1>": 1, "<2>": 1})


def list_kinds(visits=VISITS, **changes):
    return [finding.kind for finding in judge(visits, dataclasses.replace(GOOD, **changes))]


def replace_letter(**changes):
    return [dataclasses.replace(LETTERS[0], **changes), LETTERS[1]]


def test_enquiries_sent_while_parts_fail_are_there_once_with_one_lead_and_one_acknowledgement(
    portal: Portal,
) -> None:
    outcome = run_chaos(portal, SHORT, seed="short", say=print)

    report = write_report(outcome)
    assert outcome.is_good, report
    assert len(outcome.evidence.cases) == SHORT.enquiries
    assert {each.name for each in outcome.happened} == {fault.name for fault in FAULTS}
    assert all(fault.name in report for fault in FAULTS)

    # What is taken away or added now is found, each for itself.
    reference = outcome.visits[-1].references[0]
    portal.execute("UPDATE investors_enquiry SET reference = 'TN-GONE-GONE' WHERE reference = %s", reference)
    portal.execute("UPDATE investors_enquiry SET email = %s WHERE reference = %s", *read_pair(outcome.visits))
    portal.mail.taken.append(portal.mail.taken[0])
    said = [finding.what for finding in judge(outcome.visits, gather_evidence(portal))]
    assert any(what.startswith(f"{reference} was acknowledged") for what in said)
    assert f"visitor {outcome.visits[0].number} has 2 enquiries" in said
    assert any("was taken 2 times" in what for what in said)


def read_pair(visits: list[Visit]) -> tuple[str, str]:
    return visits[0].email, visits[1].references[0]


def test_judgement_finds_nothing_where_all_is_there_once() -> None:
    assert list_kinds() == []
    assert list_kinds([*VISITS, Visit(2, "c@c.example", (), fault="GaveUp: status 503")]) == []


@pytest.mark.parametrize(
    ("changes", "kinds"),
    [
        ({"cases": []}, ["lost"]),
        ({"cases": [dataclasses.replace(CASE, leads=0)]}, ["lost"]),
        ({"cases": [dataclasses.replace(CASE, received=0)]}, ["lost"]),
        ({"letters": LETTERS[:1], "taken": {"<1>": 1}}, ["lost"]),
        ({"letters": LETTERS[1:], "taken": {"<2>": 1}}, ["lost"]),
        ({"taken": {"<1>": 1}}, ["lost"]),
    ],
)
def test_judgement_finds_what_is_lost(changes, kinds) -> None:
    assert list_kinds(**changes) == kinds


@pytest.mark.parametrize(
    "changes",
    [
        {"cases": [dataclasses.replace(CASE, leads=2)]},
        {"cases": [dataclasses.replace(CASE, decisions=2)]},
        {"cases": [dataclasses.replace(CASE, received=2)]},
        {"cases": [CASE, Case("TN-9", "stranger@c.example")], "letters": [*LETTERS, *STRANGE_LETTERS],
         "taken": {"<1>": 1, "<2>": 1, "<3>": 1, "<4>": 1}},
        {"letters": [*LETTERS, dataclasses.replace(LETTERS[0], message_id="<3>")], "taken": {
            "<1>": 1, "<2>": 1, "<3>": 1
        }},
        {"letters": replace_letter(attempts=("sent", "sent"))},
        {"letters": replace_letter(attempts=("failed", "sent")), "taken": {"<1>": 2, "<2>": 1}},
        {"taken": {"<1>": 2, "<2>": 1}},
        {"taken": {"<1>": 1, "<2>": 1, "<8>": 1}},
    ],
)  # fmt: skip
def test_judgement_finds_what_is_doubled(changes) -> None:
    assert list_kinds(**changes) == ["doubled"]


def test_judgement_finds_a_visitor_with_two_enquiries() -> None:
    twice = dataclasses.replace(VISITS[0], references=("TN-1", "TN-2"))

    assert list_kinds([twice, VISITS[1]]) == ["lost", "doubled"]


@pytest.mark.parametrize(
    "changes",
    [
        {"cases": [dataclasses.replace(CASE, is_settled=False)]},
        {"cases": [dataclasses.replace(CASE, status="received")]},
        {"letters": replace_letter(status="queued", attempts=("failed",)), "taken": {"<2>": 1}},
    ],
)
def test_judgement_finds_what_is_not_settled(changes) -> None:
    assert list_kinds(**changes) == ["unsettled"]


def test_mail_of_a_killed_worker_may_come_again_under_its_message_id() -> None:
    letters = replace_letter(attempts=("lost", "sent"))

    assert list_kinds(letters=letters, taken={"<1>": 2, "<2>": 1}) == []
    assert list_kinds(letters=letters, taken={"<1>": 3, "<2>": 1}) == ["doubled"]
