"""The words of a mail, apart from what they quote, and signs that nobody wrote them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from investors.mail_signs import find_automatic_sign
from investors.mail_text import read_html, split_quoted

OURS = "Dear Hanako,\n\nWe have your enquiry."
QUOTED = "> Dear Hanako,\n>\n> We have your enquiry."


@pytest.mark.parametrize(
    "introduction",
    [
        "On Tue, 2 Jun 2026 at 11:30, TechNorth <enquiries@technorth.example> wrote:",
        "On Tue, 2 Jun 2026 at 11:30, TechNorth Enquiries <enquiries@technorth.example>\nwrote:",
        "Am 02.06.2026 um 11:30 schrieb TechNorth <enquiries@technorth.example>:",
        "Le mar. 2 juin 2026 à 11:30, TechNorth <enquiries@technorth.example> a écrit :",
        "El mar, 2 jun 2026 a las 11:30, TechNorth (<enquiries@technorth.example>) escribió:",
        "2026年6月2日(火) 11:30 TechNorth <enquiries@technorth.example>のメール:",
        "",
    ],
)
def test_what_is_quoted_below_an_answer_is_taken_apart(introduction):
    words = split_quoted(f"Yes, on Monday.\n\nHanako\n\n{introduction}\n\n{QUOTED}\n")

    assert words.own == "Yes, on Monday.\n\nHanako"
    assert words.quoted == f"{introduction}\n\n{QUOTED}".strip()


@pytest.mark.parametrize(
    "header",
    [
        "-----Original Message-----\nFrom: TechNorth",
        "________________________________\nFrom: TechNorth <a@b.example>\nSent: 02 June 2026\nTo: Hanako",
        "Von: TechNorth\nGesendet: Dienstag, 2.6.2026\nAn: Hanako",
        "From: TechNorth\nDate: Tuesday, 2 June 2026\nTo: Hanako",
    ],
)
def test_an_earlier_mail_as_outlook_quotes_it_is_taken_apart(header):
    words = split_quoted(f"Yes.\r\n\r\n{header}\n\n{OURS}")

    assert words.own == "Yes."
    assert words.quoted.endswith(OURS)


@pytest.mark.parametrize(
    "text",
    [
        f"{QUOTED}\n\nYes, on Monday.",
        "> When?\nOn Monday.\n> Where?\nIn Leeds.",
        f"On Tue, 2 Jun 2026, TechNorth wrote:\n{QUOTED}\nYes, on Monday.",
        QUOTED,
        "We are from Leeds.\nFrom: here we go on",
        "My colleague wrote: we need 50 desks.\nAnd a lab.",
        "",
    ],
)
def test_nothing_is_taken_apart_where_words_would_be_lost(text):
    words = split_quoted(text)

    assert (words.own, words.quoted) == (text, "")


@given(st.text(alphabet="> \nOwrote:-_@<é", max_size=300))
def test_splitting_keeps_every_word(text):
    words = split_quoted(text)

    assert "".join((words.own + words.quoted).split()) == "".join(text.split())


@pytest.mark.parametrize("text", ["> " * 200_000, ">\n" * 200_000, "a" * 500_000, "wrote:\n" * 70_000])
def test_splitting_takes_no_long_time(text):
    began = time.perf_counter()

    split_quoted(text)

    assert time.perf_counter() - began < 5


def test_html_becomes_lines_with_what_it_quotes_marked():
    html = """<html><head><title>T</title><style>p {}</style></head><body><p>Yes, on&nbsp;<b>Monday</b>.</p>
    <script>alert(1)</script><div>Hanako</div><img src="https://tracker.example/1.png">
    <div>On Tue, TechNorth wrote:</div><blockquote><p>Dear Hanako,</p><p>We have it.</p>
    </blockquote></body></html>"""

    text = read_html(html)

    assert split_quoted(text).own == "Yes, on Monday.\n\nHanako"
    assert split_quoted(text).quoted == "On Tue, TechNorth wrote:\n\n> Dear Hanako,\n\n> We have it."


@given(st.text(max_size=200))
def test_html_of_any_kind_is_read(html):
    assert isinstance(read_html(f"<div {html}><p>{html}"), str)


@pytest.mark.parametrize(
    ("headers", "from_email", "subject"),
    [
        ({"auto-submitted": "auto-replied"}, "a@b.example", "Re: Hello"),
        ({"auto-submitted": "auto-generated; owner=x"}, "a@b.example", ""),
        ({"precedence": "bulk"}, "a@b.example", ""),
        ({"x-autoreply": "yes"}, "a@b.example", ""),
        ({"return-path": "<>"}, "a@b.example", ""),
        ({}, "MAILER-DAEMON@b.example", "Hello"),
        ({}, "a@b.example", "Automatic reply: We have your enquiry"),
        ({}, "a@b.example", "Out of Office: Re: Hello"),
        ({}, "a@b.example", "Abwesenheitsnotiz: Hello"),
        ({}, "Enquiries@technorth.example", "Re: Hello"),
    ],
)
def test_automatic_mail_is_told(headers, from_email, subject):
    own = {"enquiries@technorth.example"}

    assert find_automatic_sign(headers=headers, from_email=from_email, subject=subject, own_addresses=own)


@pytest.mark.parametrize("subject", ["Re: Hello", "Our office moves", "Re: Automatic reply: Hello"])
def test_a_persons_mail_is_not_taken_for_automatic(subject):
    headers = {"auto-submitted": "no", "return-path": "<a@b.example>"}

    sign = find_automatic_sign(
        headers=headers, from_email="a@b.example", subject=subject, own_addresses=set()
    )

    assert sign == ""
