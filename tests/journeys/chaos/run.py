"""One run: visitors send while faults happen; then all is given back, and must settle."""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from tests.journeys.chaos.audit import Evidence, Finding, gather_evidence, judge
from tests.journeys.chaos.faults import Chaos, Happening
from tests.journeys.chaos.visitors import Visit, Visitor
from tests.journeys.portal import Portal

ATTEMPT_SECONDS = 8  # longer than an attempt of a living worker takes
UNSETTLED = """
SELECT (SELECT count(*) FROM investors_enquiry WHERE due_at IS NOT NULL OR status = 'received')
  + (SELECT count(*) FROM outbox_message WHERE status IN ('queued', 'sending'))
"""
# Refused mail, and mail in the hands of a killed worker, waits for longer than anybody wants to: the clock is
# moved for those.
WAITS_ARE_OVER = f"""
UPDATE outbox_message message SET due_at = now() WHERE status = 'queued' OR status = 'sending' AND EXISTS (
  SELECT FROM outbox_attempt WHERE message_id = message.id AND outcome = ''
    AND started_at < now() - interval '{ATTEMPT_SECONDS} seconds'
)
"""
MOST_SWEEPS = 2
WORK_SECONDS = 20  # that the work of a sweep, and the mail of it, take
TROUBLE = 300.0  # seconds after which it is plain that it never settles


@dataclass(frozen=True)
class Plan:
    """How many enquiries from how many clients, and for how long parts fail; each ``gap`` seconds another."""

    enquiries: int
    clients: int
    seconds: float
    gap: float
    sweep_seconds: int

    @property
    def settle_seconds(self) -> int:
        """In which time all must be settled once every part is back: two sweeps, and the work of one."""
        return MOST_SWEEPS * self.sweep_seconds + WORK_SECONDS

    @property
    def env(self) -> dict[str, str]:
        """What this portal's environment has beside that of the journeys."""
        return {
            "SWEEP_SECONDS": str(self.sweep_seconds),
            "SPAM_THRESHOLD": "10",  # as it is by default: each visitor has words and an address of their own
            "SECURE_PROXY": "true",  # so that the address is what X-Forwarded-For says
            "EMAIL_TIMEOUT": "2",
            "MAIL_RETRY_SECONDS": "1,2,4",
            "LOG_LEVEL": "ERROR",
        }


@dataclass(frozen=True)
class Outcome:
    """What happened, what was seen, what was found."""

    plan: Plan
    happened: Sequence[Happening]
    visits: Sequence[Visit]
    seconds: float
    settled_after: float
    evidence: Evidence
    refused: int
    hung: int
    findings: Sequence[Finding]

    @property
    def is_good(self) -> bool:
        """Whether nothing was lost, doubled or late, and no visitor gave up."""
        return not self.findings and all(visit.is_acknowledged and not visit.fault for visit in self.visits)


def run_chaos(portal: Portal, plan: Plan, *, seed: str, say: Callable[[str], None]) -> Outcome:
    """Send ``plan.enquiries`` while parts of ``portal`` fail, wait until all is settled, and judge.

    A first visitor comes while all is well, so that every part has started before it fails. Parts fail for
    ``plan.seconds``, until each fault has happened, and the last visitor is done. Call it from the
    main thread.
    """
    first = Visitor(portal.url, 0).visit()
    settle(portal)
    say("a first enquiry went through every part; now they fail")
    chaos = Chaos(portal, gap=plan.gap, seed=seed)
    with ThreadPoolExecutor(plan.clients) as pool:
        is_over = threading.Event()
        clients = range(plan.clients)
        waiting = [pool.submit(send_in_turn, portal.url, plan, client, is_over) for client in clients]
        try:
            told = 0.0
            while is_on(chaos, plan, waiting):
                chaos.advance()
                time.sleep(0.1)
                if chaos.now() > told + 15:
                    told = chaos.now()
                    say(f"{told:.0f} s, {len(chaos.happened)} faults")
        finally:
            is_over.set()  # after Ctrl-C nobody goes on
            chaos.end_all()
    seconds = chaos.now()
    visits = [first] + [visit for each in waiting for visit in each.result()]
    say("every part is back; waiting until all is settled")
    settled_after = settle(portal)
    evidence = gather_evidence(portal)
    findings = judge(visits, evidence)
    if settled_after > plan.settle_seconds:
        findings.append(Finding("unsettled", f"all was settled after {settled_after:.0f} s only"))
    return Outcome(
        plan,
        sorted(chaos.happened, key=lambda each: each.began),
        visits,
        seconds,
        settled_after,
        evidence,
        portal.mail.refused,
        portal.mail.hung,
        findings,
    )


def is_on(chaos: Chaos, plan: Plan, waiting: Sequence[Future[list[Visit]]]) -> bool:
    """Say whether parts are still to fail."""
    return chaos.now() < plan.seconds or not chaos.is_complete or not all(each.done() for each in waiting)


def send_in_turn(url: str, plan: Plan, client: int, is_over: threading.Event) -> list[Visit]:
    """Let every n-th visitor but the first come by this client, evenly over the time in which parts fail."""
    numbers = range(1 + client, plan.enquiries, plan.clients)
    began = time.monotonic()
    visits = []
    for position, number in enumerate(numbers):
        wait = began + plan.seconds * position / len(numbers) - time.monotonic()
        if is_over.wait(max(0.0, wait)):
            break
        visits.append(Visitor(url, number).visit())
    return visits


def settle(portal: Portal) -> float:
    """Wait until nothing is due any more; return after how many seconds, at most ``TROUBLE``."""
    began = time.monotonic()
    is_moved = False
    while (took := time.monotonic() - began) < TROUBLE:
        if not portal.value(UNSETTLED):
            return took
        if not is_moved and took > ATTEMPT_SECONDS:
            portal.execute(WAITS_ARE_OVER)
            is_moved = True
        time.sleep(0.2)
    return TROUBLE
