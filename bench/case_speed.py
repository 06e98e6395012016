"""Measuring the work with enquiries: in a small and a large database, and beside django-helpdesk."""

import os
import time
from collections.abc import Callable, Collection
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.utils import timezone

from accounts.models import User
from bench.databases import own_database
from bench.enquiries import fill_enquiries
from bench.helpdesk import EVERY_TICKET, OPEN_TICKETS, Helpdesk, serve_helpdesk
from bench.measuring import Case, measure
from bench.referrals import Pace, measure_referrals
from bench.servers import serve_portal
from bench.submissions import measure_submissions
from bench.sweeps import measure_sweeps
from bench.vocabulary import COMMON, MIDDLING, RARE
from investors.services.desk_searches import keep_search

QUEUE = "/desk/enquiries/"
SEARCHES = {
    f"a word on {share}": word for word, share in ((COMMON, "50 %"), (MIDDLING, "5 %"), (RARE, "0.2 %"))
}
# Ours counts every enquiry by its status; theirs counts what it lists.
THEIR_LISTS = {"every ticket": EVERY_TICKET, "open tickets": OPEN_TICKETS}
THEIR_MAIL = ("which throws its mail away", "which hands its mail to a mail server")
SECONDS, EACH = 60.0, 30.0
OFFICER = "officer@technorth.example"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # the second factor of an invented person
Tell = Callable[[int], Callable[[str], None]]


@dataclass
class CaseRun:
    """What was measured. ``cases`` are pages by their name; ``sweeps`` milliseconds by name, few and many."""

    few: int
    many: int
    tickets: int
    filling: dict[str, float] = field(default_factory=dict)
    cases: dict[str, Case] = field(default_factory=dict)
    sweeps: dict[str, tuple[float, float]] = field(default_factory=dict)
    ours: float = 0.0
    theirs: dict[str, float] = field(default_factory=dict)
    referral: Pace = field(default_factory=lambda: Pace(0, 0))
    nothing: Pace = field(default_factory=lambda: Pace(0, 0))
    load: list[float] = field(default_factory=list)


def run_cases(
    *, few: int, many: int, tickets: int, parts: Collection[str], keep: bool, tell: Tell
) -> CaseRun:
    """Measure ``parts`` with ``few`` and ``many`` enquiries, and with ``tickets`` of django-helpdesk."""
    run = CaseRun(few, many, tickets)
    with ExitStack() as running:
        folder = Path(running.enter_context(TemporaryDirectory(prefix="technorth-bench-")))
        tell(tickets)("filling and starting django-helpdesk")
        began = time.monotonic()
        helpdesk = running.enter_context(serve_helpdesk(tickets, folder))
        run.filling["django-helpdesk"] = time.monotonic() - began
        small = open_database(running, run, few, keep=keep, tell=tell, folder=folder)
        say = tell(few)
        if "submissions" in parts:
            say("submitting")
            run.ours, *theirs = measure_submissions(small.port, [helpdesk.port, helpdesk.mailing_port])
            run.theirs = dict(zip(THEIR_MAIL, theirs, strict=True))
        if "referrals" in parts:
            say("referring")
            run.referral, run.nothing = measure_referrals(folder)
        if {"pages", "sweeps"} & set(parts):
            compare_sizes(run, small, helpdesk, parts=parts, keep=keep, tell=tell, folder=folder)
        run.load = list(os.getloadavg())
    return run


def compare_sizes(
    run: CaseRun,
    small: Case,
    helpdesk: Helpdesk,
    *,
    parts: Collection[str],
    keep: bool,
    tell: Tell,
    folder: Path,
) -> None:
    """Measure pages and sweeps in the small database and in the large one."""
    say = tell(run.many)
    few: dict[str, float] = {}
    if "sweeps" in parts:
        tell(run.few)("sweeping")
        few = measure_sweeps()
    with ExitStack() as running:
        large = open_database(running, run, run.many, keep=keep, tell=tell, folder=folder)
        if "pages" in parts:
            say("asking for pages")
            run.cases = {"queue, few": small, "queue, many": large}
            for name, path in THEIR_LISTS.items():
                run.cases[name] = Case((path,), helpdesk.port, cookie=helpdesk.cookie)
            for name, word in SEARCHES.items():
                run.cases[name] = Case((find_path(word),), large.port, cookie=large.cookie)
            measure(list(run.cases.values()), seconds=SECONDS, each=EACH)
        if few:
            say("sweeping")
            many = measure_sweeps()
            run.sweeps = {name: (took, many[name]) for name, took in few.items()}


def open_database(
    running: ExitStack, run: CaseRun, rows: int, *, keep: bool, tell: Tell, folder: Path
) -> Case:
    """Fill a database with ``rows`` enquiries, serve it, and return its queue as an officer asks for it."""
    say = tell(rows)
    running.enter_context(own_database(f"technorth_bench_cases_{rows}", keep=keep))
    began = time.monotonic()
    fill_enquiries(rows, say)
    run.filling[f"{rows:,} enquiries"] = time.monotonic() - began
    cookie = sign_in_officer()
    say("starting the server")
    # Each sender has an address of their own, as behind a proxy; else all would be one that floods.
    port = running.enter_context(serve_portal(folder / f"gunicorn-{rows}.log", SECURE_PROXY="true"))
    return Case((QUEUE,), port, cookie=cookie)


def find_path(word: str) -> str:
    """Return the address of the queue of cases with ``word``, which itself is kept off addresses."""
    search = keep_search(text=word, user=User.objects.get(email=OFFICER), now=timezone.now())
    return f"{QUEUE}?find={search.key}"


def sign_in_officer() -> str:
    """Return the cookie of a triage officer who has signed in with a second factor."""
    officer, made = User.objects.get_or_create(
        email=OFFICER, defaults={"name": "Officer", "role": User.Role.TRIAGE_OFFICER}
    )
    if made:
        TOTP.activate(officer, TOTP_SECRET)
    client = Client()
    client.force_login(officer, backend="accounts.backends.PortalBackend")
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time()}]
    session["account_authentication_methods_user"] = str(officer.pk)
    session.save()
    return f"sessionid={session.session_key}"
