"""The pages on which a team says that its facts are right: signed in, and by the link of a mail."""

import datetime

import pytest
import time_machine
from django.test import Client

from directory.archiving import UNCONFIRMED
from directory.freshness import add_months
from directory.models import Business, BusinessEvent, Company, FactGroup
from directory.permissions import Role
from directory.workflow import Actor, move_business
from outbox.links import build_url
from outbox.models import Message
from tests.accounts.people import UserFactory
from tests.directory.fresh_businesses import make_confirmed, make_person, sweep
from tests.directory.listings import NOW, BusinessFactory, SectorFactory
from tests.directory.teams import make_draft

pytestmark = pytest.mark.django_db
ASKED = add_months(NOW, 6)


@pytest.fixture(autouse=True)
def _half_a_year_on():
    """It is the day after the first question."""
    with time_machine.travel(ASKED + datetime.timedelta(days=1), tick=False):
        yield


def open_page(client: Client, business: Business, group: str = ""):
    """Get the page of ``business``, or post to confirm ``group``."""
    address = f"/account/businesses/{business.slug}/confirm/"
    return client.post(f"{address}{group}/") if group else client.get(address)


def sign_in(client: Client, business: Business, role: str = Role.ADMIN) -> None:
    """Sign somebody in who is in the team of ``business`` as ``role``."""
    client.force_login(make_person(business, role).user)


def ask(business: Business) -> str:
    """Let the sweep ask; return the path of the link in the last mail."""
    sweep(ASKED)
    mail = Message.objects.filter(kind="confirm-facts").latest("pk")
    return build_url(mail.link).removeprefix("http://localhost:8000")


def take_down(business: Business, reason: str = UNCONFIRMED) -> None:
    move_business(
        business=business,
        to=Business.Status.ARCHIVED,
        kind=BusinessEvent.Kind.ARCHIVED,
        actor=Actor.system(),
        now=ASKED,
        detail={"reason": reason},
    )


@pytest.mark.parametrize(
    ("role", "status"), [(Role.ADMIN, 200), (Role.EDITOR, 200), (Role.MEMBER, 404), ("", 404)]
)
def test_page_is_for_who_may_confirm(client, role, status) -> None:
    business = make_confirmed()
    client.force_login(make_person(business, role).user if role else UserFactory())

    assert open_page(client, business).status_code == status
    assert open_page(client, business, "web").status_code == (302 if status == 200 else 404)
    assert business.confirmations.exists() == (status == 200)


def test_stranger_who_is_signed_out_signs_in_first(client) -> None:
    business = make_confirmed()

    assert open_page(client, business).url.startswith("/accounts/login/")
    assert open_page(client, business, "all").url.startswith("/accounts/login/")
    assert not business.confirmations.exists()


def test_each_group_has_a_button_and_each_fact_leads_to_its_section(client) -> None:
    business = make_confirmed(website="https://loom.example", summary="We weave.")
    sign_in(client, business)

    page = open_page(client, business).content.decode()

    for group in FactGroup.values:
        assert f'action="/account/businesses/{business.slug}/confirm/{group}/"' in page
    assert page.count(f'action="/account/businesses/{business.slug}/confirm/all/"') == 2
    for section in ("names", "summary", "web", "markets"):
        assert f'href="/account/businesses/{business.slug}/profile/{section}/"' in page


def test_one_group_is_confirmed_and_the_rest_stays(client) -> None:
    business = make_confirmed()
    sign_in(client, business)

    response = open_page(client, business, "web")

    assert response.url == f"/account/businesses/{business.slug}/confirm/"
    page = client.get(response.url).content.decode()
    assert "Thank you. Confirmed: Website and social addresses." in page
    assert '/confirm/web/"' not in page
    assert '/confirm/size/"' in page
    assert list(business.confirmations.values_list("group", flat=True)) == ["web"]


def test_everything_is_confirmed_at_once(client) -> None:
    business = make_confirmed()
    sign_in(client, business, Role.EDITOR)

    response = open_page(client, business, "all")

    assert response.url == f"/account/businesses/{business.slug}/"
    page = client.get(response.url).content.decode()
    assert "We ask again in June 2027." in page
    assert "Are the facts still right?" not in page
    business.refresh_from_db()
    assert business.confirmed_at == ASKED + datetime.timedelta(days=1)


@pytest.mark.parametrize("method", ["get", "put"])
def test_confirming_is_a_post(client, method) -> None:
    business = make_confirmed()
    sign_in(client, business)

    assert getattr(client, method)(f"/account/businesses/{business.slug}/confirm/all/").status_code == 405


def test_group_that_there_is_not_is_not_found(client) -> None:
    business = make_confirmed()
    sign_in(client, business)

    assert open_page(client, business, "fame").status_code == 404


def test_changes_that_wait_are_mentioned(client) -> None:
    revision = make_draft(status="published")
    client.force_login(revision.author)

    page = open_page(client, revision.business).content.decode()

    assert "Changes of yours are not public yet." in page


@pytest.mark.parametrize("status", ["draft", "in_review", "archived"])
def test_what_is_not_public_leads_back_to_the_business(client, status) -> None:
    business = make_confirmed(status=status)
    sign_in(client, business)

    assert open_page(client, business).url == f"/account/businesses/{business.slug}/"
    assert open_page(client, business, "all").url == f"/account/businesses/{business.slug}/"
    assert not business.confirmations.exists()


@pytest.mark.parametrize("role", [Role.ADMIN, Role.EDITOR])
def test_profile_taken_down_for_it_goes_up_by_one_button(client, role) -> None:
    business = make_confirmed()
    sign_in(client, business, role)
    take_down(business)
    own = client.get(f"/account/businesses/{business.slug}/").content.decode()
    assert "Look them through and put it up again" in own

    page = open_page(client, business).content.decode()
    assert "Everything is right: put the profile up again" in page
    assert "This is right" not in page
    open_page(client, business, "all")

    business.refresh_from_db()
    assert business.status == Business.Status.PUBLISHED
    assert business.confirmations.count() == len(FactGroup)


def test_profile_of_a_closed_company_stays_down(client) -> None:
    business = make_confirmed(company_number="ZZ000001")
    sign_in(client, business)
    take_down(business)
    Company.objects.create(
        number="ZZ000001", name="LOOM", status="dissolved", last_seen_on=NOW, imported_at=NOW
    )

    for address in ("confirm/all/", "restore/"):
        response = client.post(f"/account/businesses/{business.slug}/{address}", follow=True)
        assert "Companies House has the company as closed" in response.content.decode()

    business.refresh_from_db()
    assert business.status == Business.Status.ARCHIVED


@pytest.mark.parametrize(("confirmed_at", "is_asked"), [(NOW, True), (ASKED, False)])
def test_own_page_asks_when_it_is_time(client, confirmed_at, is_asked) -> None:
    business = make_confirmed(confirmed_at=confirmed_at)
    sign_in(client, business)

    page = client.get(f"/account/businesses/{business.slug}/").content.decode()

    assert ("Are the facts still right?" in page) == is_asked


def test_member_is_not_asked_for_what_they_may_not_do(client) -> None:
    business = make_confirmed()
    sign_in(client, business, Role.MEMBER)

    assert (
        "Are the facts still right?"
        not in client.get(f"/account/businesses/{business.slug}/").content.decode()
    )


def test_public_profile_says_since_when_nobody_confirmed_it(client) -> None:
    business = make_confirmed()
    address = f"/businesses/{business.slug}/"
    assert "Not confirmed since" not in client.get(address).content.decode()

    with time_machine.travel(add_months(NOW, 9), tick=False):
        page = client.get(address).content.decode()

    assert "Not confirmed since 2 June 2026. Some facts may be out of date." in page


@pytest.mark.parametrize("count", [1, 9])
def test_page_makes_the_same_queries(client, count, django_assert_num_queries) -> None:
    sectors = [SectorFactory(code=f"sector-{number}") for number in range(count)]
    business = make_confirmed(sectors=sectors)
    sign_in(client, business)

    with django_assert_num_queries(8):
        open_page(client, business)


def test_link_shows_the_facts_and_changes_nothing(client) -> None:
    business = make_confirmed(summary="We weave.")
    path = ask(business)

    response = client.get(path)

    assert response.status_code == 200
    assert "We weave." in response.content.decode()
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Referrer-Policy"] == "strict-origin"
    assert "no-store" in response["Cache-Control"]
    assert not business.confirmations.exists()
    assert client.get(f"{path}all/").status_code == 405


def test_link_confirms_in_the_name_of_whom_it_was_sent_to(client) -> None:
    business = make_confirmed()
    person = business.memberships.get().user
    path = ask(business)

    assert client.post(f"{path}web/").url == path
    assert client.post(f"{path}all/").url == business.get_absolute_url()

    business.refresh_from_db()
    assert business.confirmed_at == ASKED + datetime.timedelta(days=1)
    assert set(business.confirmations.values_list("confirmed_by", flat=True)) == {person.pk}


def test_link_is_closed_for_all_once_everything_is_confirmed(client) -> None:
    business = make_confirmed(Role.ADMIN, Role.EDITOR)
    path = ask(business)
    first = Message.objects.filter(kind="confirm-facts").order_by("pk")[0]
    client.post(build_url(first.link).removeprefix("http://localhost:8000") + "all/")
    before = business.events.count()

    assert client.get(path).status_code == 410
    assert client.post(f"{path}all/").status_code == 410
    assert business.events.count() == before


def test_link_ends_with_its_time_the_membership_and_the_listing(client) -> None:
    gone, lowered, down, late = (make_confirmed(Role.ADMIN, Role.EDITOR) for _ in range(4))
    sweep(ASKED)
    paths = {}
    for business in (gone, lowered, down, late):
        editor = business.memberships.get(role=Role.EDITOR)
        mail = Message.objects.get(kind="confirm-facts", to_email=editor.user.email)
        paths[business] = build_url(mail.link).removeprefix("http://localhost:8000")
    assert client.get(paths[late]).status_code == 200
    gone.memberships.get(role=Role.EDITOR).delete()
    lowered.memberships.filter(role=Role.EDITOR).update(role=Role.MEMBER)
    take_down(down)

    assert [client.get(paths[each]).status_code for each in (gone, lowered, down)] == [410] * 3
    with time_machine.travel(ASKED + datetime.timedelta(days=61), tick=False):
        response = client.get(paths[late])
        assert response.status_code == 410
        assert late.name not in response.content.decode()


def test_link_that_there_is_not_opens_nothing(client) -> None:
    for path in ("/confirmations/" + "0" * 40 + "/", "/confirmations/x/"):
        assert client.get(path).status_code == 404
        assert client.post(f"{path}all/").status_code == 404


def test_link_opens_no_other_business(client) -> None:
    business, other = make_confirmed(), BusinessFactory(confirmed_at=ASKED)
    path = ask(business)

    client.post(f"{path}all/")

    other.refresh_from_db()
    assert (other.confirmed_at, other.confirmations.count()) == (ASKED, 0)


@pytest.mark.parametrize(
    "kind", ["confirm-facts", "confirm-facts-reminder", "confirm-facts-notice", "profile-unconfirmed"]
)
def test_mails_say_what_to_do_in_plain_words(kind) -> None:
    business = make_confirmed(name="Loom & Sons")
    for month in (6, 7, 9, 16, 17, 18):
        sweep(add_months(NOW, month) + datetime.timedelta(days=2))

    mails = Message.objects.filter(kind=kind)

    assert mails
    for mail in mails:
        assert "Loom & Sons" in mail.subject
        assert "&amp;" not in mail.body
        assert ("[[link:" in mail.body) == (mail.link is not None)
        assert mail.dedupe_key.startswith(f"{kind}:")
    assert business.memberships.count() == 1
