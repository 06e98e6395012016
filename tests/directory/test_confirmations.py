"""A business says that its facts are right: by group, by publishing, by putting the profile up again."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from directory.archiving import COMPANY_CLOSED, UNCONFIRMED, find_archival_reason
from directory.content import FIELDS, Difference, Section
from directory.fact_groups import SECTIONS, describe_groups, list_groups
from directory.freshness import add_months
from directory.freshness_words import describe_ask, find_stale_since
from directory.models import Business, BusinessEvent, Company, Confirmation, FactGroup
from directory.services.confirmations import confirm_facts
from directory.services.revisions import (
    approve_revision,
    restore_content,
    save_section,
    start_revision,
    submit_revision,
)
from directory.services.standing import CompanyClosed, restore_business, restore_unconfirmed
from directory.workflow import Actor, IllegalMove, StaleBusiness, move_business
from tests.accounts.people import UserFactory
from tests.directory.fresh_businesses import make_confirmed
from tests.directory.listings import NOW, BusinessFactory, SectorFactory, make_public_record
from tests.directory.teams import make_draft, make_team

pytestmark = pytest.mark.django_db
LATER = NOW + datetime.timedelta(days=100)


def confirm(business: Business, *groups: str, now: datetime.datetime = LATER) -> None:
    confirm_facts(business=business, groups=groups or FactGroup.values, by=UserFactory(), now=now)


def read_times(business: Business) -> dict[str, datetime.datetime]:
    return dict(business.confirmations.values_list("group", "confirmed_at"))


def take_down(business: Business, reason: str) -> None:
    move_business(
        business=business,
        to=Business.Status.ARCHIVED,
        kind=BusinessEvent.Kind.ARCHIVED,
        actor=Actor.system(),
        now=NOW,
        detail={"reason": reason},
    )


def publish_edit(business: Business, **values):
    """Publish an edit of ``business`` at once, as verified businesses do; return the revision."""
    author = business.memberships.get().user
    revision = start_revision(business=business, by=author, now=LATER)
    save_section(revision=revision, values=values, by=author, now=LATER)
    assert submit_revision(revision=revision, by=Actor.member(author), now=LATER)
    return revision


def test_every_section_is_in_one_group() -> None:
    sections = [section for group in FactGroup for section in SECTIONS[group]]

    assert sorted(sections) == sorted(Section)


def test_groups_of_what_changed() -> None:
    fields = {field.name: field for field in FIELDS}
    differences = [Difference(fields[name], "", "x") for name in ("website", "name", "summary")]

    assert list_groups(differences) == [FactGroup.NAMES, FactGroup.WEB]


def test_business_is_confirmed_once_all_groups_are() -> None:
    business = BusinessFactory()

    for number, group in enumerate(FactGroup.values):
        assert business.confirmed_at is None
        confirm(business, group, now=LATER + datetime.timedelta(days=number))

    assert business.confirmed_at == LATER
    business.refresh_from_db()
    assert business.confirmed_at == LATER


def test_business_is_as_fresh_as_its_oldest_group() -> None:
    business = make_confirmed()

    confirm(business, FactGroup.WEB)

    assert business.confirmed_at == NOW
    others = [group for group in FactGroup.values if group != FactGroup.WEB]
    confirm(business, *others, now=LATER + datetime.timedelta(days=1))
    assert business.confirmed_at == LATER


def test_confirming_again_moves_the_time_and_the_person() -> None:
    business, second = BusinessFactory(), UserFactory()
    confirm(business)

    confirm_facts(business=business, groups=[FactGroup.WEB], by=second, now=LATER + datetime.timedelta(1))

    row = business.confirmations.get(group=FactGroup.WEB)
    assert (row.confirmed_at, row.confirmed_by) == (LATER + datetime.timedelta(1), second)
    assert business.confirmations.count() == len(FactGroup)


def test_confirmation_is_an_event_of_the_business() -> None:
    business = BusinessFactory()

    confirm(business, FactGroup.WEB, FactGroup.SIZE)

    event = business.events.get()
    assert (event.kind, event.actor_kind) == ("confirmed", "member")
    assert event.detail == {"groups": ["web", "size"]}


def test_what_is_not_public_cannot_be_confirmed() -> None:
    business = BusinessFactory()
    same = Business.objects.get(pk=business.pk)
    take_down(same, "")

    with pytest.raises(StaleBusiness):
        confirm(business)

    assert not Confirmation.objects.exists()


def test_person_who_leaves_the_portal_leaves_the_confirmation() -> None:
    business, person = BusinessFactory(), UserFactory()
    confirm_facts(business=business, groups=[FactGroup.WEB], by=person, now=LATER)

    person.delete()

    assert business.confirmations.get().confirmed_by is None


def test_first_publication_confirms_everything() -> None:
    revision = make_draft()
    submit_revision(revision=revision, by=Actor.member(revision.author), now=NOW)

    approve_revision(revision=revision, by=UserFactory(), now=LATER)

    business = revision.business
    business.refresh_from_db()
    assert business.confirmed_at == LATER
    assert read_times(business) == dict.fromkeys(FactGroup.values, LATER)
    assert set(business.confirmations.values_list("confirmed_by", flat=True)) == {revision.author_id}


def test_edit_confirms_what_it_changed_and_no_more() -> None:
    revision = make_draft()
    submit_revision(revision=revision, by=Actor.member(revision.author), now=NOW)
    approve_revision(revision=revision, by=UserFactory(), now=NOW)
    business = Business.objects.get(pk=revision.business_id)
    Business.objects.filter(pk=business.pk).update(verification="letter")

    edit = publish_edit(business, languages=["de"])

    assert read_times(business) == dict.fromkeys(FactGroup.values, NOW) | {FactGroup.TIES: LATER}
    business.refresh_from_db()
    assert business.confirmed_at == NOW
    restore_content(revision=edit, text="", by=UserFactory(), now=LATER + datetime.timedelta(days=9))
    assert read_times(business)[FactGroup.TIES] == LATER


def test_putting_up_again_confirms_everything() -> None:
    business = make_confirmed()
    person = business.memberships.get().user
    take_down(business, UNCONFIRMED)

    restore_unconfirmed(business=business, by=Actor.member(person), now=LATER)

    business.refresh_from_db()
    assert (business.status, business.confirmed_at) == (Business.Status.PUBLISHED, LATER)
    assert business.events.last().kind == BusinessEvent.Kind.RESTORED


def test_only_what_was_taken_down_for_it_goes_up_by_confirming() -> None:
    business = make_confirmed()
    take_down(business, "")

    with pytest.raises(IllegalMove):
        restore_unconfirmed(business=business, by=Actor.system(), now=LATER)


def test_team_cannot_put_up_what_the_register_has_as_closed() -> None:
    business = make_confirmed(company_number="ZZ000001")
    company = Company.objects.create(
        number="ZZ000001", name="LOOM", status="dissolved", last_seen_on=NOW, imported_at=NOW
    )
    take_down(business, COMPANY_CLOSED)

    with pytest.raises(CompanyClosed):
        restore_business(business=business, by=Actor.system(), now=LATER)

    assert describe_ask(business, now=LATER).state == "closed"
    company.status = "active"
    company.save()
    assert describe_ask(business, now=LATER) is None
    restore_business(business=business, by=Actor.system(), now=LATER)
    assert business.status == Business.Status.PUBLISHED


def test_archival_reason_is_that_of_the_last_time() -> None:
    business = BusinessFactory()
    assert find_archival_reason(business) == ""

    take_down(business, UNCONFIRMED)
    restore_business(business=business, by=Actor.system(), now=NOW)
    take_down(business, "")

    assert find_archival_reason(business) == ""


@pytest.mark.parametrize(("months", "state"), [(5, None), (6, "due"), (8, "due"), (9, "sunk"), (17, "sunk")])
def test_team_is_asked_by_the_age_of_the_facts(months, state) -> None:
    ask = describe_ask(make_confirmed(), now=add_months(NOW, months))

    assert (ask.state if ask else None) == state


@pytest.mark.parametrize("status", ["draft", "in_review", "rejected", "removed", "archived"])
def test_team_is_not_asked_about_what_is_not_public(status) -> None:
    assert describe_ask(make_confirmed(status=status), now=add_months(NOW, 12)) is None


def test_reader_is_told_of_facts_that_nobody_confirmed_for_nine_months() -> None:
    business, never = make_confirmed(), BusinessFactory(listed_at=NOW)
    eight, nine = add_months(NOW, 8), add_months(NOW, 9)

    assert [find_stale_since(each, now=eight) for each in (business, never)] == [None, None]
    assert [find_stale_since(each, now=nine) for each in (business, never)] == [NOW, NOW]


def test_reader_is_told_the_source_of_a_public_record_instead() -> None:
    record, example = make_public_record(listed_at=NOW), BusinessFactory(origin=Business.Origin.EXAMPLE)
    late = add_months(NOW, 30)

    assert [find_stale_since(each, now=late) for each in (record, example)] == [None, None]
    record.confirmed_at = NOW
    assert find_stale_since(record, now=late) == NOW


@pytest.mark.parametrize("count", [1, 9])
def test_groups_are_described_with_the_same_queries(count, django_assert_num_queries) -> None:
    sectors = [SectorFactory(code=f"sector-{number}") for number in range(count)]
    business = BusinessFactory(
        sectors=sectors, website="https://loom.example", description="**word** & " * 49
    )
    make_team(business)
    confirm(business, FactGroup.WEB)

    with django_assert_num_queries(4):
        groups = {facts.group: facts for facts in describe_groups(business, now=LATER)}

    assert [row.value for row in groups[FactGroup.WEB].rows] == ["https://loom.example"]
    assert groups[FactGroup.WEB].links == []
    assert [facts.group for facts in groups.values() if not facts.is_to_confirm] == [FactGroup.WEB]
    assert groups[FactGroup.WORK].rows[0].value.count("\n") == count - 1
    description = groups[FactGroup.NAMES].rows[-1].value
    assert description == " ".join(["word &"] * 20) + "…"
    assert [label for label, _ in groups[FactGroup.NAMES].links] == [Section.LOGO.label]


@pytest.mark.parametrize("fields", [{"group": "web"}, {"group": "other"}])
def test_database_refuses_a_second_confirmation_and_an_unknown_group(fields) -> None:
    business = BusinessFactory()
    Confirmation.objects.create(business=business, group="web", confirmed_at=NOW)

    with pytest.raises(IntegrityError), transaction.atomic():
        Confirmation.objects.create(business=business, confirmed_at=NOW, **fields)
