import datetime

import pytest
from django.utils.crypto import salted_hmac

from investors.hashes import Trace, hash_word, list_days, trace_address
from tests.investors.sent_enquiries import NOW

DAY = NOW.date()
PARTS = ("192.0.2.7", "192.0.2.0/24")


@pytest.mark.parametrize(
    ("one", "other", "same_address", "same_network"),
    [
        ("192.0.2.7", "192.0.2.7", True, True),
        ("192.0.2.7", "192.0.2.200", False, True),
        ("192.0.2.7", "192.0.3.7", False, False),
        ("192.0.2.7", "::ffff:192.0.2.7", True, True),
        ("2001:db8:1:100::1", "2001:db8:1:1ff::2", False, True),
        ("2001:db8:1:100::1", "2001:db8:1:200::1", False, False),
        ("fe80::1%eth0", "fe80::1", True, True),
    ],
)
def test_trace_tells_address_and_network_apart(one, other, same_address, same_network):
    first, second = trace_address(one, DAY), trace_address(other, DAY)

    assert (first.address == second.address) is same_address
    assert (first.network == second.network) is same_network


def test_trace_is_another_on_another_day_and_under_another_key(settings):
    today = trace_address("192.0.2.7", DAY)
    tomorrow = trace_address("192.0.2.7", DAY + datetime.timedelta(days=1))
    settings.SECRET_KEY = "another key"

    assert len({today.address, tomorrow.address, trace_address("192.0.2.7", DAY).address}) == 3
    assert b"192.0.2" not in today.address + today.network


@pytest.mark.parametrize("address", ["", "unknown", "192.0.2", "<b>", "192.0.2.7, 10.0.0.1"])
def test_trace_of_what_is_no_address_is_none(address):
    assert trace_address(address, DAY) is None


def test_traces_are_those_that_were_kept_by_earlier_versions(settings):
    settings.SECRET_KEY = "key of the example"

    hashes = [salted_hmac(f"investors.trace.{DAY}", part, algorithm="sha256").digest()[:16] for part in PARTS]

    assert trace_address("192.0.2.7", DAY) == Trace(*hashes)


def test_days_of_traces_are_today_and_the_thirty_before():
    days = list_days(NOW)

    assert (days[0], days[-1], len(days)) == (DAY, DAY - datetime.timedelta(days=30), 31)


def test_word_hash_is_never_that_of_the_row_that_counts_messages():
    assert hash_word("casino") == hash_word("casino") != 0
