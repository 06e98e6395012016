"""The benchmark of the work with enquiries: what it fills in, what it counts, what it says."""

import datetime
from collections import Counter

import pytest
from django.test import Client

from accounts.models import User
from bench.case_report import Goal, compare, write_report
from bench.case_speed import SEARCHES, THEIR_LISTS, CaseRun, sign_in_officer
from bench.enquiries import add_enquiries
from bench.measuring import Answer, Case
from bench.referrals import Pace, Stamps
from bench.submissions import SEND, write_enquiry
from bench.sweeps import SWEEPS, make_due
from investors.models import Decision, Enquiry, EnquiryEvent, Referral, SpamCheck
from outbox.models import Message
from tests.directory.listings import SectorFactory
from tests.investors.asked_contacts import make_contact
from tests.investors.sent_enquiries import make_cluster

DAY = datetime.timedelta(days=1)


@pytest.fixture
def _filled(db):
    make_cluster("leeds")
    make_contact()
    SectorFactory(code="software-development", parent=SectorFactory(code="software"))
    add_enquiries(400)


@pytest.mark.usefixtures("_filled")
def test_enquiries_are_whole_and_none_is_due():
    assert Enquiry.objects.count() == 400
    assert Enquiry.objects.open().count() == 40
    kinds = Counter(EnquiryEvent.objects.values_list("kind", flat=True))
    assert (kinds["received"], kinds["note"], kinds["closed"]) == (400, 400, 360)
    assert kinds["offered"] == Decision.objects.count() == Referral.objects.count() == 396
    assert SpamCheck.objects.count() == 400
    assert Message.objects.filter(status="sent").count() == 800
    assert Referral.objects.live().count() == 36  # all open ones but those at triage and in quarantine
    for enquiry in Enquiry.objects.all():
        enquiry.full_clean(exclude=["reference"])
        assert enquiry.organisation.endswith("(example)")
    now = datetime.datetime.now(datetime.UTC)
    assert not Enquiry.objects.filter(due_at__isnull=False).exists()
    assert not Enquiry.objects.filter(clock_at__lte=now + DAY / 2).exists()
    assert not Referral.objects.filter(status="offered", nudge_at__lte=now).exists()
    assert Enquiry.objects.late(now).open().count() == 4


@pytest.mark.usefixtures("_filled")
def test_new_enquiries_go_on_after_those_filled_in(client):
    form = write_enquiry(7, ["robot looms", "yarn", "mills"])

    answer = client.post(SEND, form)

    assert answer.status_code == 302
    assert Enquiry.objects.latest("pk").pk > 400
    assert Enquiry.objects.latest("pk").spam_reasons == []


@pytest.mark.usefixtures("_filled")
def test_what_is_made_due_is_done_by_the_sweep():
    make_due(
        "investors_enquiry", "status = 'in_progress'", "clock_at = now() - interval '1 minute'", number=3
    )
    assert Enquiry.objects.filter(clock_at__lte=datetime.datetime.now(datetime.UTC)).count() == 3

    SWEEPS["sweep_clocks"]()

    assert not Enquiry.objects.filter(clock_at__lte=datetime.datetime.now(datetime.UTC)).exists()


@pytest.mark.usefixtures("_filled")
def test_making_due_what_there_is_not_is_refused():
    with pytest.raises(AssertionError, match="only 0 rows"):
        make_due("investors_enquiry", "status = 'converted'", "due_at = now()")


@pytest.mark.django_db
def test_officer_sees_the_queue_by_the_cookie():
    _name, _equals, key = sign_in_officer().partition("=")
    client = Client()
    client.cookies["sessionid"] = key

    assert client.get("/desk/enquiries/").status_code == 200
    sign_in_officer()
    assert User.objects.count() == 1


def test_stamps_are_read_by_name(tmp_path):
    stamps = Stamps(tmp_path / "stamps")
    stamps.path.write_text(
        "bench.tasks.do_nothing 1.500000\nother 2.000000\nbench.tasks.do_nothing 3.000000\n"
    )

    assert stamps.wait("bench.tasks.do_nothing", 2) == [1.5, 3.0]


def make_run() -> CaseRun:
    run = CaseRun(20_000, 1_000_000, 200_000, {"20,000 enquiries": 9.0}, load=[0.1, 0.2, 0.3])
    milliseconds = {"queue, few": 30, "queue, many": 36, **dict.fromkeys(SEARCHES, 90)}
    milliseconds |= dict.fromkeys(THEIR_LISTS, 900)
    run.cases = {name: Case(["/"], 1, [Answer(each, each, 9, 9)]) for name, each in milliseconds.items()}
    run.sweeps = {"sweep_clocks, 20 due": (10.0, 20.0)}
    run.ours, run.theirs = 60.0, {"in the shed": 20.0}
    run.referral, run.nothing = Pace(30, 40), Pace(5, 400)
    return run


@pytest.mark.django_db
def test_report_says_of_each_goal_whether_it_is_met():
    run = make_run()
    run.cases["every ticket"].fault = "/list: 500"

    lines = write_report(run).splitlines()

    assert (
        "| submissions per second, times those of django-helpdesk in the shed | 3.00 | at least 2 | met |"
        in lines[6]
    )
    assert "| 6.00 | at most 5 | **not met** | 30.0 and 5.0 ms |" in lines[7]
    assert "| 0.10 | at least 0.25 | **not met** |" in lines[8]
    assert "| queue of 1,000,000, times queue of 20,000 | 1.20 | at most 1.3 | met |" in lines[9]
    assert "every ticket" in lines[10]
    assert "| not measured |" in lines[10]
    assert "| 25.00 | at least 30 | **not met** |" in lines[11]
    assert "| 2.00 | at most 1.3 | **not met** | 20.0 and 10.0 ms |" in lines[-1]


def test_goals_compare_what_clients_saw():
    goal = compare(make_run(), "queue", "queue, many", "queue, few", 1.3)

    assert goal == Goal("queue", 1.2, 1.3, "36.0 and 30.0 ms; 1 and 1 requests")
