"""No enquiry is lost, whatever breaks: shown with real processes, one breakage a test."""

import time
from concurrent.futures import ThreadPoolExecutor

import mechanicalsoup
import requests
from bs4 import BeautifulSoup

from accounts.demonstration import PASSWORD
from tests.journeys.investor import SEND_FORM, Investor, read_reference
from tests.journeys.mail_server import read_links
from tests.journeys.portal import SWEEP_SECONDS, Portal, wait_for

# One sweep finds what is due; its work and the mail of it take a moment more.
ONE_SWEEP = SWEEP_SECONDS + 20

UNROUTED = "SELECT count(*) FROM investors_enquiry WHERE due_at IS NOT NULL OR status = 'received'"
UNSENT = "SELECT count(*) FROM outbox_message WHERE status <> 'sent'"
LEADS = "SELECT enquiry_id, count(*) FROM investors_referral WHERE role = 'lead' GROUP BY enquiry_id"


def is_settled(portal: Portal) -> bool:
    """Whether every enquiry is routed and every message sent."""
    return not portal.value(UNROUTED) and not portal.value(UNSENT)


def assert_each_once(portal: Portal, count: int) -> None:
    """Check that ``count`` enquiries have one decision, one lead and one mail of each kind."""
    assert portal.value("SELECT count(*) FROM investors_enquiry") == count
    assert portal.value("SELECT count(*) FROM investors_decision") == count
    assert [number for _enquiry, number in portal.rows(LEADS)] == [1] * count
    sent = [mail["Message-ID"] for mail in portal.mail.taken]
    assert len(sent) == len(set(sent)) == 2 * count  # the acknowledgement and the referral
    assert portal.value("SELECT count(*) FROM outbox_attempt WHERE outcome = 'sent'") == 2 * count


def sign_in(portal: Portal, email: str) -> BeautifulSoup:
    """Sign in to the desk with password and security code; return its front page."""
    browser = mechanicalsoup.StatefulBrowser(raise_on_404=True)
    browser.open(f"{portal.url}/desk/")
    browser.select_form("form:has([name=password])")
    browser["login"], browser["password"] = email, PASSWORD
    browser.submit_selected()
    browser.select_form("form:has([name=code])")
    browser["code"] = portal.manage("demo_code", email).strip()
    assert browser.submit_selected().status_code == 200
    return browser.page


def test_enquiries_wait_for_a_stopped_worker_and_are_each_routed_once(portal: Portal) -> None:
    portal.worker.stop()
    with ThreadPoolExecutor(8) as pool:
        references = list(pool.map(lambda _: Investor(portal.url).ask(), range(50)))
    assert len(set(references)) == 50
    assert portal.value(UNROUTED) == 50

    portal.worker.start()

    wait_for(lambda: is_settled(portal), seconds=90, what="50 enquiries routed")
    assert_each_once(portal, 50)


def test_pages_and_enquiries_survive_a_stopped_redis(portal: Portal) -> None:
    portal.valkey.stop()

    for path in ("/", "/businesses/", "/clusters/", "/clusters/leeds/", "/accounts/login/"):
        started = time.monotonic()
        assert requests.get(portal.url + path).status_code == 200, path
        assert time.monotonic() - started < 30, path  # it does not hang, however busy the machine is
    assert "Enquiries" in sign_in(portal, "triage@technorth.example").get_text()
    for _enquiry in range(3):
        Investor(portal.url).ask()
    assert portal.value(UNROUTED) == 3

    portal.valkey.start()

    wait_for(lambda: is_settled(portal), seconds=ONE_SWEEP, what="what Redis missed")
    assert_each_once(portal, 3)


def test_a_worker_killed_while_routing_leaves_no_half_state(portal: Portal) -> None:
    with portal.hold_table("investors_referral"):
        Investor(portal.url).ask()
        wait_for(lambda: portal.waits_for("investors_referral"), what="the worker in the middle of routing")
        portal.worker.kill()
    wait_for(lambda: not portal.waits_for("investors_referral"), what="the end of the dead worker's session")

    assert portal.value("SELECT count(*) FROM investors_decision") == 0
    assert portal.value("SELECT count(*) FROM investors_referral") == 0
    assert portal.value("SELECT status FROM investors_enquiry") == "received"

    portal.worker.start()

    wait_for(lambda: is_settled(portal), seconds=ONE_SWEEP, what="the enquiry of the killed worker")
    assert_each_once(portal, 1)


def test_mail_that_is_refused_is_delivered_once_when_the_server_is_back(portal: Portal) -> None:
    portal.mail.refusal = "451 Try again later"
    Investor(portal.url).ask()
    wait_for(lambda: portal.mail.refused >= 2, what="two refusals")
    wait_for(
        lambda: portal.value("SELECT count(*) FROM outbox_attempt WHERE outcome = 'failed'") >= 2,
        what="the refusals on the ledger",
    )
    assert "451" in portal.rows("SELECT cause FROM outbox_attempt WHERE outcome = 'failed'")[0][0]
    assert portal.mail.taken == []

    portal.mail.refusal = ""
    portal.execute("UPDATE outbox_message SET due_at = now() WHERE status = 'queued'")  # the wait is over

    wait_for(lambda: is_settled(portal), seconds=ONE_SWEEP, what="the mail that was refused")
    assert_each_once(portal, 1)
    attempts = portal.rows("SELECT message_id, array_agg(outcome ORDER BY id) FROM outbox_attempt GROUP BY 1")
    assert all(outcomes[-1] == "sent" and "failed" in outcomes for _message, outcomes in attempts)


def test_the_same_form_sent_twice_at_once_is_one_enquiry(portal: Portal) -> None:
    investor = Investor(portal.url)
    investor.fill_steps()
    address, fields = investor.read_send_form()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda _: investor.post_again(fields, address), range(2)))

    assert [answer.status_code for answer in answers] == [200, 200]
    assert len({read_reference(answer.text) for answer in answers}) == 1
    wait_for(lambda: is_settled(portal), what="the one enquiry")
    assert_each_once(portal, 1)


def test_without_postgresql_the_page_says_so_and_keeps_what_was_typed(portal: Portal) -> None:
    investor = Investor(portal.url)
    investor.fill_steps()
    address, fields = investor.read_send_form()
    portal.postgres.stop()

    answer = investor.post_again(fields, address)

    assert answer.status_code == 503
    assert "We did not receive your enquiry" in answer.text
    assert investor.answers["plan"] in answer.text
    portal.postgres.start()
    investor.browser.open_fake_page(answer.text, url=address)
    investor.browser.select_form(SEND_FORM)
    assert read_reference(investor.browser.submit_selected().text)
    wait_for(lambda: is_settled(portal), seconds=ONE_SWEEP, what="the enquiry sent again")
    assert_each_once(portal, 1)


def test_two_accepts_of_one_referral_at_once_have_one_winner(portal: Portal) -> None:
    Investor(portal.url).ask()
    wait_for(lambda: is_settled(portal), what="the referral's mail")
    [mail] = [mail for mail in portal.mail.taken if "/referrals/" in str(mail.get_content())]
    [link] = [link for link in read_links(mail) if "/referrals/" in link]
    browsers = [Investor(portal.url) for _ in range(2)]
    forms = []
    for browser in browsers:
        browser.browser.open(link)
        button = browser.browser.page.select_one("form[action*=accept]")
        fields = {field["name"]: field.get("value", "") for field in button.select("input[name]")}
        forms.append((browser, fields, browser.browser.absolute_url(button["action"])))

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda form: form[0].post_again(form[1], form[2]), forms))

    assert [answer.status_code for answer in answers] == [200, 200]
    accepted = "SELECT count(*) FROM investors_enquiryevent WHERE kind = 'accepted'"
    assert portal.value(accepted) == 1
    assert portal.value("SELECT status FROM investors_enquiry") == "in_progress"


def test_a_late_referral_is_routed_again_and_never_back(portal: Portal) -> None:
    Investor(portal.url).ask()
    wait_for(lambda: is_settled(portal), what="the first referral")
    first = portal.value("SELECT contact_id FROM investors_referral")

    portal.execute("UPDATE investors_referral SET nudge_at = now() - interval '1 day', due_at = now()")

    wait_for(
        lambda: portal.rows(
            "SELECT 1 FROM investors_referral WHERE status = 'offered' AND contact_id <> %s", first
        ),
        seconds=ONE_SWEEP,
        what="the second contact",
    )
    assert portal.value("SELECT status FROM investors_referral WHERE contact_id = %s", first) == "lapsed"


def test_everything_comes_back_after_every_process_is_killed(portal: Portal) -> None:
    portal.worker.stop()
    reference = Investor(portal.url).ask()
    for part in (portal.beat, portal.worker, portal.web, portal.valkey, portal.postgres):
        part.kill()

    portal.postgres.start()
    portal.valkey.start()
    for process in (portal.web, portal.worker, portal.beat):
        process.start()

    wait_for(lambda: is_settled(portal), seconds=60, what="the enquiry of before the crash")
    assert portal.value("SELECT reference FROM investors_enquiry") == reference
    assert_each_once(portal, 1)
