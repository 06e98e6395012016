"""The score of spam: what each sign weighs by itself, and what no sign can do alone."""

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from investors.spam import ORDER, Sending, Signals, Traffic, Verdict, Wording, score_message
from investors.spam_words import Learnt

HONEST = Wording(
    name="Ana Lima", organisation="Lima SA", plan="We plan a software centre with 40 engineers in Leeds."
)


def score(plan: str = HONEST.plan, *, learnt: Learnt | None = None, **parts) -> Verdict:
    words = {name: parts.pop(name) for name in ("name", "organisation", "has_details") if name in parts}
    signals = Signals(wording=replace(HONEST, plan=plan, **words), **parts)
    return score_message(signals, learnt or Learnt(), threshold=10)


def list_signs(verdict: Verdict) -> list[tuple[str, int]]:
    return [(sign.code, sign.points) for sign in verdict.signs]


@pytest.mark.parametrize(
    "plan",
    [
        "We plan a software centre with 40 engineers in Leeds.",
        "当社は英国北部に研究開発拠点を設立したいと考えています。",
        "نريد افتتاح مكتب في مانشستر",
        "hi pls call me, want office",
        "THIRD TIME I AM WRITING!!! WE WANT TO INVEST 5 MILLION!!!",
        "GmbH, iPhone and LLaMA makers, £500k to start, €2 million later",
        "<b>Bold</b> plans & a 3 < 4 comparison",
    ],
)
def test_score_of_an_honest_enquiry_is_nothing(plan):
    assert list_signs(score(plan)) == []


@pytest.mark.parametrize(
    ("parts", "sign", "reason"),
    [
        (
            {"sending": Sending(is_trap_filled=True)},
            ("trap", 10),
            "A field that people do not see was filled in.",
        ),
        ({"sending": Sending(seconds=4.9)}, ("time", 6), "It was written in 4 seconds."),
        ({"sending": Sending(seconds=-3)}, ("time", 6), "It was written in 0 seconds."),
        (
            {"traffic": Traffic(is_flood=True)},
            ("flood", 10),
            "Very many enquiries came with this e-mail address within a day.",
        ),
        (
            {"traffic": Traffic(is_known_spam=True)},
            ("known-spam", 10),
            "Nearly the same text was closed as spam within a month.",
        ),
        (
            {"traffic": Traffic(repeats=1)},
            ("repeated", 4),
            "1 other sender wrote nearly the same text within a month.",
        ),
        (
            {"traffic": Traffic(repeats=40)},
            ("repeated", 12),
            "40 other senders wrote nearly the same text within a month.",
        ),
        (
            {"traffic": Traffic(from_address=6)},
            ("rate", 4),
            "6 other enquiries came from the same network address within an hour.",
        ),
        (
            {"traffic": Traffic(from_address=900, from_network=900)},
            ("rate", 6),
            "900 other enquiries came from the same network address within an hour.",
        ),
        (
            {"traffic": Traffic(from_network=21)},
            ("rate", 4),
            "21 other enquiries came from the same network within a day.",
        ),
        (
            {"traffic": Traffic(spam_from_network=1)},
            ("network", 3),
            "1 enquiry from the same network was closed as spam within a month.",
        ),
        (
            {"traffic": Traffic(spam_from_network=50)},
            ("network", 5),
            "50 enquiries from the same network were closed as spam within a month.",
        ),
        ({"name": "Win at https://casino.example"}, ("name-link", 10), "A name holds a web address."),
        ({"organisation": "www.casino.example"}, ("name-link", 10), "A name holds a web address."),
        (
            {"plan": "[link=sample]us[/link]"},
            ("markup", 10),
            "The text holds link markup that people do not type.",
        ),
        (
            {"plan": "x' OR '1'='1"},
            ("code", 8),
            "The text holds program code of the kind that tries doors.",
        ),
        ({"plan": "See https://lima.example for us"}, ("link", 2), "The text holds a web address."),
        ({"plan": "https://lima.example/a " * 6}, ("links", 6), "The text holds 6 web addresses."),
        ({"plan": "https://lima.example/a " * 10}, ("links", 10), "The text holds 10 web addresses."),
        (
            {"plan": "Write to t.me/lima please"},
            ("hidden-link", 3),
            "A web address leads to a messenger, or hides where it leads.",
        ),
        (
            {"plan": "Our product is an SEO agency platform."},
            ("pitch", 5),
            "It offers what is sold to anybody: seo agency.",
        ),
        (
            {"plan": "Cheap BACKLINKS and guest posts for you"},
            ("pitch", 10),
            "It offers what is sold to anybody: backlinks, guest posts.",
        ),
        (
            {"plan": "Please find our agenda and click here"},
            ("lure", 3),
            "It has the wording of mass advertising: click here.",
        ),
        ({"plan": "A desk costs 25 euros there?"}, ("price", 3), "It names a small price: 25 euros."),
        (
            {"plan": "asdfghj qwertyu"},
            ("gibberish", 8),
            "The text reads like keys pressed at random.",
        ),
        (
            {"plan": "hGtPzKqWmBnX yTfDsAqZxWe"},
            ("gibberish", 8),
            "The text reads like keys pressed at random.",
        ),
        ({"plan": "aaaaaaaaaaaaaaa"}, ("gibberish", 8), "The text reads like keys pressed at random."),
        ({"name": "Lima sa "}, ("same-name", 2), "Name and organisation are the same."),
        (
            {"has_details": False},
            ("bare", 3),
            "Nothing is filled in about the investment but its kind.",
        ),
    ],
)
def test_score_names_each_sign_with_points_and_reason(parts, sign, reason):
    verdict = score(**parts)

    assert list_signs(verdict) == [sign]
    assert verdict.reasons == [reason]
    assert verdict.score == sign[1]


def teach(words: str, *, spam: int = 30, genuine: int = 30) -> Learnt:
    return Learnt(spam, genuine, dict.fromkeys(words.split(), (spam, 0)))


def test_score_of_learnt_words_names_them():
    verdict = score(learnt=teach("centre software"))

    assert list_signs(verdict) == [("learnt", 4)]
    assert verdict.reasons == [
        "Its words are those of messages that people closed as spam: centre, software."
    ]


def test_score_of_learnt_words_does_not_count_before_there_are_decisions_of_both_kinds():
    assert list_signs(score(learnt=teach("centre software", genuine=19))) == []
    assert list_signs(score(learnt=teach("centre software", spam=19))) == []


def test_score_of_words_seen_in_genuine_enquiries_takes_nothing_away():
    genuine = Learnt(30, 30, dict.fromkeys(("centre", "software", "engineers"), (0, 30)))

    assert list_signs(score("asdf", learnt=genuine)) == [("gibberish", 8)]


@pytest.mark.parametrize(
    "parts",
    [
        {"sending": Sending(seconds=0)},
        {"traffic": Traffic(from_address=10_000, from_network=10_000)},
        {"traffic": Traffic(spam_from_network=10_000)},
        {"learnt": teach("we plan a software centre with engineers in leeds", spam=10_000, genuine=10_000)},
        {"traffic": Traffic(repeats=1)},
        {"has_details": False, "name": "Lima SA", "plan": "www.lima.example"},
    ],
)
def test_sign_that_may_befall_anybody_never_quarantines_alone_at_any_threshold(parts):
    assert 0 < score(**parts).score < 8


def test_slow_sender_and_one_who_gave_no_time_have_no_sign():
    assert list_signs(score(sending=Sending(seconds=5))) == []
    assert list_signs(score(sending=Sending(seconds=172_000))) == []
    assert list_signs(score(sending=Sending(seconds=None))) == []


def test_verdict_lists_the_heaviest_first_and_equals_in_a_fixed_order():
    parts = {
        "sending": Sending(seconds=1, is_trap_filled=True),
        "traffic": Traffic(repeats=1, from_address=6),
    }

    verdict = score("See www.lima.example", has_details=False, name="Lima SA", **parts)

    assert list_signs(verdict) == [
        ("trap", 10),
        ("time", 6),
        ("repeated", 4),
        ("rate", 4),
        ("bare", 3),
        ("link", 2),
        ("same-name", 2),
    ]
    assert (verdict.score, verdict.is_suspect) == (31, True)


def test_verdict_is_suspect_from_the_threshold_on():
    signals = Signals(wording=HONEST, sending=Sending(is_trap_filled=True))

    assert score_message(signals, Learnt(), threshold=10).is_suspect
    assert not score_message(signals, Learnt(), threshold=11).is_suspect


@pytest.mark.parametrize("piece", ["9", "9 ", "$1.", "<a ", "{{ ", "or ", "save a ", "www.", "и", "日", "aS"])
def test_score_of_a_long_hostile_text_takes_no_long_time(piece):
    text = (piece * 5000)[:5000]
    began_at = time.process_time()

    score(text, name=text[:160])

    assert time.process_time() - began_at < 1


@given(
    st.builds(Wording, st.text(), st.text(), st.text(), st.text(), st.booleans()),
    st.builds(
        Sending, st.booleans(), st.none() | st.floats(allow_nan=False, allow_infinity=False), st.text()
    ),
    st.builds(Traffic, st.booleans(), *[st.integers(0)] * 4, st.booleans()),
    st.dictionaries(st.text(), st.tuples(st.integers(0, 30), st.integers(0, 30))),
)
def test_score_never_fails_and_says_all_it_counts(wording, sending, traffic, words):
    verdict = score_message(Signals(wording, sending, traffic), Learnt(30, 30, words), threshold=10)

    assert verdict.score == sum(sign.points for sign in verdict.signs)
    assert {sign.code for sign in verdict.signs} <= set(ORDER)
    assert all(sign.points > 0 and sign.reason for sign in verdict.signs)
    assert [sign.points for sign in verdict.signs] == sorted((s.points for s in verdict.signs), reverse=True)
