import pytest
from hypothesis import given
from hypothesis import strategies as st

from investors.spam import Wording, find_spam_signs


def find_in(plan: str, *, name: str = "Ana Lima", organisation: str = "Lima SA", more: str = "") -> list[str]:
    return find_spam_signs(Wording(name=name, organisation=organisation, plan=plan, anything_else=more))


@pytest.mark.parametrize(
    "plan",
    [
        "We plan a software centre with 40 engineers in Leeds.",
        "当社は英国北部に研究開発拠点を設立したいと考えています。",
        "نريد افتتاح مكتب في مانشستر",
        "hi pls call me, want office",
        "We sell search engine software; see https://sample.example and https://more.example/about.",
        "Our product is an SEO agency platform.",  # one phrase alone says nothing
        "<b>Bold</b> plans & a 3 < 4 comparison",
    ],
)
def test_spam_does_not_suspect_an_honest_enquiry(plan):
    assert find_in(plan) == []


@pytest.mark.parametrize(
    ("wording", "expected"),
    [
        ({"plan": "Hello", "name": "Win at https://casino.example"}, "A name holds a web address."),
        ({"plan": "Hello", "organisation": "www.casino.example"}, "A name holds a web address."),
        (
            {"plan": 'Visit <a class="x" href="https://x.example">us</a>'},
            "The text holds link markup that people do not type.",
        ),
        ({"plan": "[url=https://x.example]us[/url]"}, "The text holds link markup that people do not type."),
        ({"plan": "https://x.example " * 5, "more": "www.y.example"}, "The text holds 6 web addresses."),
        (
            {"plan": "Cheap BACKLINKS and guest posts for you"},
            "The text has the wording of mass advertising: backlinks, guest posts.",
        ),
    ],
)
def test_spam_names_the_sign(wording, expected):
    assert find_in(**wording) == [expected]


@given(st.text(), st.text(), st.text(), st.text())
def test_spam_never_fails(name, organisation, plan, more):
    assert all(
        isinstance(sign, str) for sign in find_in(plan, name=name, organisation=organisation, more=more)
    )
