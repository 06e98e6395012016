"""The score of spam against 200 labelled messages, received and routed like any enquiry (docs/spam.md)."""

from collections import Counter
from collections.abc import Iterable

import pytest

from investors.models import Enquiry
from investors.services.assignment import route_enquiry
from investors.services.spam import check_message, teach_genuine, teach_spam
from outbox.models import Message
from tests.investors.asked_contacts import make_contact
from tests.investors.labelled_messages import LATER, LabelledMessage, load_messages
from tests.investors.sent_enquiries import NOW

MESSAGES = load_messages()
TRUE = [message for message in MESSAGES if not message.is_unwanted]
UNWANTED = [message for message in MESSAGES if message.is_unwanted]


def measure_share(messages: Iterable[LabelledMessage], suspects: set[str]) -> float:
    """Return which share of ``messages`` is among the ids of ``suspects``."""
    found = [message.id in suspects for message in messages]
    return sum(found) / len(found)


def keep_half(messages: list[LabelledMessage], half: str) -> list[LabelledMessage]:
    return [message for message in messages if message.half == half]


def test_labelled_messages_are_200_in_halves():
    assert Counter((message.is_unwanted, message.half) for message in MESSAGES) == {
        (False, "tune"): 60,
        (False, "held"): 60,
        (True, "tune"): 40,
        (True, "held"): 40,
    }
    assert len({message.id for message in MESSAGES}) == 200


@pytest.mark.django_db
def test_labelled_messages_are_all_kept_and_few_true_ones_and_most_unwanted_ones_quarantined():
    make_contact()
    received = {message.id: message.send() for message in MESSAGES}
    for enquiry in received.values():
        route_enquiry(enquiry_id=enquiry.pk, now=NOW)

    statuses = dict(Enquiry.objects.filter(joined_to=None).values_list("pk", "status"))
    joined = Enquiry.objects.exclude(joined_to=None).select_related("joined_to")
    acknowledged = set(Message.objects.filter(kind="enquiry-received").values_list("about", flat=True))
    suspects = {id for id, enquiry in received.items() if statuses.get(enquiry.pk) == "quarantined"}

    assert len(statuses) + len(joined) == 200
    assert all(each.joined_to.is_open for each in joined)  # somebody answers what was sent again
    assert set(statuses.values()) <= {"referred", "triage", "quarantined"}
    assert acknowledged == {enquiry.reference for enquiry in received.values()}
    assert measure_share(TRUE, suspects) <= 0.02
    assert measure_share(keep_half(TRUE, "held"), suspects) <= 0.02
    assert measure_share(UNWANTED, suspects) >= 0.8
    assert measure_share(keep_half(UNWANTED, "held"), suspects) >= 0.8
    print_shares("Without learning", suspects, "tune", "held")


@pytest.mark.django_db
def test_labelled_messages_of_one_half_teach_the_score_of_the_other():
    teach(keep_half(MESSAGES, "tune"))

    suspects = find_suspects(MESSAGES)

    assert measure_share(keep_half(TRUE, "held"), suspects) <= 0.02
    assert measure_share(keep_half(UNWANTED, "held"), suspects) >= 0.85
    print_shares("Taught by the half to tune", suspects, "held")


@pytest.mark.django_db
def test_later_messages_that_are_true_are_not_quarantined_before_nor_after_learning():
    later = load_messages(LATER)
    untaught = find_suspects(later)
    teach(MESSAGES)

    taught = find_suspects(later)

    assert [
        message.id for message in later if message.id in untaught | taught and not message.is_unwanted
    ] == []
    unwanted = [message for message in later if message.is_unwanted]
    before, after = measure_share(unwanted, untaught), measure_share(unwanted, taught)
    print(f"\nWritten later: {before:.1%} of the unwanted quarantined, after 200 decisions {after:.1%}")


def teach(messages: list[LabelledMessage]) -> None:
    for message in messages:
        (teach_spam if message.is_unwanted else teach_genuine)(message.send())


def find_suspects(messages: list[LabelledMessage]) -> set[str]:
    """Return the ids of those that would be quarantined if they came now."""
    return {
        message.id
        for message in messages
        if check_message(
            wording=message.wording, sending=message.describe_sending(), email=message.email, now=NOW
        ).verdict.is_suspect
    }


def print_shares(title: str, suspects: set[str], *halves: str) -> None:
    """Say what was quarantined: shown by ``pytest -s``, and copied into docs/spam.md."""
    print(f"\n{title}:")
    for half in halves:
        for name, messages in (("true", TRUE), ("unwanted", UNWANTED)):
            chosen = keep_half(messages, half)
            missed = ", ".join(m.id for m in chosen if (m.id in suspects) != m.is_unwanted)
            share = measure_share(chosen, suspects)
            print(f"  {half} {name}: {share:.1%} of {len(chosen)} quarantined; wrong: {missed or 'none'}")
