"""Tasks on a case: added with a day, reminded of once, ticked off, moved."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from investors.models import CaseTask, Enquiry
from investors.services import case_tasks, casework
from investors.services.case_tasks import AlreadyDone
from outbox.models import Message
from tests.accounts.people import sign_in_to_desk
from tests.at_once import run_at_once
from tests.investors.asked_contacts import make_contact
from tests.investors.desk_rows import LATER, QUEUE, make_enquiry, offer_to, read_page, sign_in_contact

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("an_hour_later")]

TODAY = LATER.date()
DAY = datetime.timedelta(days=1)


def add_task(staff: User, *, due_on: datetime.date = TODAY, enquiry: Enquiry | None = None) -> CaseTask:
    return case_tasks.add_task(
        enquiry=enquiry or make_enquiry("Kyoto Robotics"),
        text="Ask the university about space",
        due_on=due_on,
        assignee=staff,
        by=staff,
        now=LATER,
    )


def count_reminders() -> int:
    return Message.objects.filter(kind="task-due").count()


def test_task_is_added_from_the_case_and_shows_there(client, staff):
    enquiry = make_enquiry("Kyoto Robotics")
    data = {"text": "Ask about space", "due_on": "2026-06-05", "assignee": staff.pk}

    response = client.post(f"{QUEUE}{enquiry.reference}/task/", data, follow=True)

    words = read_page(response)
    assert "Ask about space Toni Triage, by Friday 5 June" in words
    assert "Task for Toni Triage" in words
    assert CaseTask.objects.get().added_by == staff


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"text": ""}, "Say what is to be done"),
        ({"due_on": "2026-06-01"}, "Give today or a day to come"),
        ({"due_on": "2029-06-01"}, "Give a day within the next two years"),
        ({"due_on": "soon"}, "Enter a day, like 2026-11-23"),
        ({"assignee": "999999"}, "Choose somebody from the list"),
    ],
)
def test_task_with_a_mistake_is_shown_again_with_what_was_typed(client, staff, changes, message):
    enquiry = make_enquiry("Kyoto Robotics")
    data = {"text": "Ask about space", "due_on": "2026-06-05", "assignee": staff.pk, **changes}

    response = client.post(f"{QUEUE}{enquiry.reference}/task/", data)

    assert message in read_page(response)
    assert CaseTask.objects.count() == 0


def test_task_is_given_to_staff_only(client, staff):
    contact = sign_in_contact(client)
    enquiry = make_enquiry("Kyoto Robotics")
    sign_in_to_desk(client, User.Role.MANAGER, name="Mo Manager")
    data = {"text": "Ask", "due_on": "2026-06-05", "assignee": contact.user_id}

    response = client.post(f"{QUEUE}{enquiry.reference}/task/", data)

    assert "Choose somebody from the list" in read_page(response)


def test_task_is_ticked_off_once_and_leaves_its_line(client, staff):
    task = add_task(staff)

    client.post(f"/desk/tasks/{task.pk}/done/")
    response = client.post(f"/desk/tasks/{task.pk}/done/", follow=True)

    assert "It was ticked off already." in read_page(response)
    assert task.enquiry.events.filter(kind="task_done").count() == 1
    task.refresh_from_db()
    assert (task.done_at, task.done_by) == (LATER, staff)


@pytest.mark.django_db(transaction=True)
def test_task_ticked_off_by_two_at_once_is_done_once(staff):
    task = add_task(staff)

    def finish() -> str:
        try:
            case_tasks.finish_task(task=task, by=staff, now=LATER)
        except AlreadyDone:
            return "late"
        return "done"

    assert sorted(run_at_once(finish, finish)) == ["done", "late"]
    assert task.enquiry.events.filter(kind="task_done").count() == 1


def test_task_gets_another_day(client, staff):
    task = add_task(staff)

    client.post(f"/desk/tasks/{task.pk}/move/", {"due_on": "2026-06-09"})

    task.refresh_from_db()
    assert task.due_on == datetime.date(2026, 6, 9)


@pytest.mark.parametrize(
    ("day", "message"),
    [
        ("2026-06-01", "Give today or a day to come"),
        ("", "Give the day by which it is to be done"),
        ("never", "Enter a day, like 2026-11-23"),
    ],
)
def test_task_keeps_its_day_when_the_new_one_is_wrong(client, staff, day, message):
    task = add_task(staff)

    response = client.post(f"/desk/tasks/{task.pk}/move/", {"due_on": day})

    assert message in read_page(response)
    task.refresh_from_db()
    assert task.due_on == TODAY


def test_reminder_goes_once_on_the_day_however_often_beat_comes(staff):
    add_task(staff, due_on=TODAY + DAY)

    counts = []
    for hours in (0, 6, 24, 25, 48):
        case_tasks.remind_due(now=LATER + datetime.timedelta(hours=hours))
        counts.append(count_reminders())

    assert counts == [0, 0, 1, 1, 1]
    mail = Message.objects.get(kind="task-due")
    assert mail.to_email == staff.email
    assert "Ask the university about space" in mail.body


def test_reminder_goes_again_on_the_new_day_of_a_task_that_was_moved(staff):
    task = add_task(staff)
    case_tasks.remind_due(now=LATER)

    case_tasks.move_task(task=task, due_on=TODAY + 3 * DAY)
    case_tasks.remind_due(now=LATER + DAY)
    case_tasks.remind_due(now=LATER + 4 * DAY)

    assert count_reminders() == 2


def test_reminder_of_who_left_the_desk_goes_to_triage(staff, settings):
    task = add_task(staff)
    User.objects.filter(pk=staff.pk).update(is_active=False)

    case_tasks.remind_due(now=LATER)

    assert Message.objects.get(kind="task-due").to_email == settings.TRIAGE_EMAIL
    assert task.enquiry.reference in Message.objects.get(kind="task-due").subject


def test_reminder_is_not_sent_for_what_is_done_or_closed(staff):
    done, closed = add_task(staff), add_task(staff)
    case_tasks.finish_task(task=done, by=staff, now=LATER)
    casework.close_enquiry(enquiry=closed.enquiry, reason="not_fdi", text="", by=staff, now=LATER)

    assert case_tasks.remind_due(now=LATER) == 0


def test_own_list_shows_own_open_tasks_the_earliest_first(client, staff):
    other = User.objects.create_user("other@technorth.example", name="Olu Other", role="manager")
    later, first = add_task(staff, due_on=TODAY + DAY), add_task(staff, due_on=TODAY - DAY)
    add_task(other)

    response = client.get("/desk/tasks/")

    assert list(response.context["page"].object_list) == [first, later]
    assert "Late" in read_page(response)


@pytest.mark.parametrize("rows", [1, 30])
def test_own_list_asks_a_fixed_number_of_queries(client, staff, rows, django_assert_num_queries):
    for _number in range(rows):
        add_task(staff)
    client.get("/desk/tasks/")

    with django_assert_num_queries(6):
        client.get("/desk/tasks/")


def test_task_of_a_contact_is_refused_at_every_address(client, staff):
    task = add_task(staff, enquiry=offer_to(make_contact()).enquiry)
    sign_in_contact(client, cluster="sheffield", name="Bo Other")

    answers = [
        client.get("/desk/tasks/").status_code,
        client.post(f"/desk/tasks/{task.pk}/done/").status_code,
        client.post(f"/desk/tasks/{task.pk}/move/", {"due_on": "2026-06-09"}).status_code,
        client.post(f"{QUEUE}{task.enquiry.reference}/task/").status_code,
    ]

    assert answers == [404, 404, 404, 404]


@pytest.mark.parametrize("changes", [{"text": ""}, {"done_by": True}])
def test_task_without_words_or_done_without_a_time_is_refused_by_the_database(staff, changes):
    task = add_task(staff)
    changes = {"done_by": staff} if "done_by" in changes else changes

    with pytest.raises(IntegrityError), transaction.atomic():
        CaseTask.objects.filter(pk=task.pk).update(**changes)


def test_front_page_counts_what_is_due_and_names_the_list(client, staff):
    add_task(staff)
    add_task(staff, due_on=TODAY + DAY)

    words = read_page(client.get("/desk/"))

    assert "1 Your tasks" in words
