"""The printed result of a run."""

from collections import Counter
from collections.abc import Iterator

from tests.journeys.chaos.audit import ACKNOWLEDGEMENT, CONTRIBUTION, REFERRAL
from tests.journeys.chaos.run import Outcome

MOST_SHOWN = 20


def write_report(outcome: Outcome) -> str:
    """Return the tables of faults, of what was acknowledged, found and mailed, and the verdict."""
    return "\n".join(
        [*describe_faults(outcome), "", *describe_counts(outcome), "", *describe_findings(outcome)]
    )


def describe_faults(outcome: Outcome) -> Iterator[str]:
    """Yield the table of faults in their order."""
    yield "| at, s | for, s | what failed |"
    yield "| --: | --: | --- |"
    for each in outcome.happened:
        yield f"| {each.began:.1f} | {each.ended - each.began:.1f} | {each.name} |"


def describe_counts(outcome: Outcome) -> Iterator[str]:
    """Yield the table of what visitors saw and what there is."""
    visits, evidence = outcome.visits, outcome.evidence
    acknowledged = {visit.references[0] for visit in visits if visit.is_acknowledged}
    there = {case.reference for case in evidence.cases}
    kinds = Counter(letter.kind for letter in evidence.letters)
    rows = {
        "enquiries sent by visitors": len(visits),
        "… from clients": outcome.plan.clients,
        "error pages and broken connections that they saw, and sent again": sum(v.errors for v in visits),
        "visitors who gave up, or saw a page that they should not": sum(bool(v.fault) for v in visits),
        "acknowledged by a page with a reference": len(acknowledged),
        "of these in the database": len(acknowledged & there),
        "in the database without a page that said so": len(there - acknowledged),
        "with exactly one lead": sum(case.leads == 1 for case in evidence.cases),
        "acknowledgements on the ledger": kinds[ACKNOWLEDGEMENT],
        "mails to leads and contributors on the ledger": kinds[REFERRAL] + kinds[CONTRIBUTION],
        "other mails on the ledger": kinds.total()
        - sum(kinds[known] for known in (ACKNOWLEDGEMENT, REFERRAL, CONTRIBUTION)),
        "messages on the ledger, sent": sum(letter.status == "sent" for letter in evidence.letters),
        "different mails at the mail server": len(evidence.taken),
        "attempts refused or timed out, on the ledger": evidence.count_attempts("failed"),
        "attempts of a worker that was killed, on the ledger": evidence.count_attempts("lost"),
        "mails taken again under the same Message-ID": evidence.repeated,
    }
    yield f"| after {outcome.seconds:.0f} s with {len(outcome.happened)} faults | |"
    yield "| --- | --: |"
    for what, number in rows.items():
        yield f"| {what} | {number:,} |"
    plan = outcome.plan
    yield (
        f"| seconds until all was settled (a sweep each {plan.sweep_seconds} s,"
        f" at most {plan.settle_seconds} s) | {outcome.settled_after:.0f} |"
    )


def describe_findings(outcome: Outcome) -> Iterator[str]:
    """Yield the verdict, and what is wrong where something is."""
    kinds = Counter(finding.kind for finding in outcome.findings)
    counts = ", ".join(f"{kind}: {kinds[kind]}" for kind in ("lost", "doubled", "unsettled"))
    yield f"{'Good' if outcome.is_good else 'NOT GOOD'}. {counts}."
    wrong = [f"{finding.kind}: {finding.what}" for finding in outcome.findings]
    wrong += [f"visitor {visit.number}: {visit.fault}" for visit in outcome.visits if visit.fault]
    yield from wrong[:MOST_SHOWN]
    if len(wrong) > MOST_SHOWN:
        yield f"… and {len(wrong) - MOST_SHOWN} more"
