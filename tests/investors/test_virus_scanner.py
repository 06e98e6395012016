"""The client of ClamAV's daemon, against a small one that speaks its protocol."""

import pytest

from investors.virus_scanner import NoVerdict, ScannerAway, find_virus
from tests.investors.sent_files import EICAR, Clamd, run_clamd


@pytest.fixture
def clamd(tmp_path):
    with run_clamd(tmp_path) as daemon:
        yield daemon


def find(clamd: Clamd, *chunks: bytes) -> str:
    return find_virus(chunks, socket_path=clamd.path)


def test_file_arrives_whole_in_its_chunks(clamd):
    assert find(clamd, b"a" * 70_000, b"", b"b") == ""
    assert clamd.seen == [b"a" * 70_000 + b"b"]


def test_virus_is_named(clamd):
    assert find(clamd, b"before", EICAR) == "Eicar-Test-Signature"


@pytest.mark.parametrize(
    "reply", [b"INSTREAM size limit exceeded. ERROR\0", b"", b"stream: OK nearly\0", b"\xff\xfe\0"]
)
def test_anything_but_a_verdict_is_none(clamd, reply):
    clamd.reply = reply

    with pytest.raises(NoVerdict):
        find(clamd, b"a")


def test_daemon_that_is_away_gives_no_verdict(tmp_path):
    with pytest.raises(ScannerAway):
        find_virus([b"a"], socket_path=str(tmp_path / "nothing"))
