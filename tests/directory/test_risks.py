"""Hints for moderators."""

import datetime

import pytest

from directory.risks import ProfileFacts, find_risks

SOUND = {
    "name": "Loom Software Ltd",
    "texts": "We write software for looms in Leeds.",
    "company_number": "01234567",
    "register_name": "LOOM SOFTWARE LIMITED",
    "register_status": "Active",
    "is_verified": True,
    "account_age": datetime.timedelta(days=30),
}


def test_sound_profile_has_no_hint() -> None:
    assert find_risks(ProfileFacts(**SOUND)) == []


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"register_name": ""}, "not in our copy of the register"),
        ({"is_active": False, "register_status": "Dissolved"}, "Dissolved"),
        ({"name": "Other Name"}, "LOOM SOFTWARE LIMITED"),
        ({"is_digital": False}, "SIC codes"),
        ({"office_outside": "SW1A 1AA"}, "SW1A 1AA"),
        ({"mail_domain": "mail.example", "mail_is_shared": True}, "mail.example, as anybody can"),
        ({"mail_domain": "mill.example"}, "mill.example, not at the website"),
        ({"copied_from": "Mill"}, "same as that of Mill"),
        ({"same_website": ["Mill"]}, "same website"),
        ({"website_is_shared": True}, "many people share"),
        ({"account_age": datetime.timedelta(hours=3)}, "less than a day"),
        ({"is_verified": False}, "speak for this business"),
        ({"texts": "See www.loom.example"}, "web address"),
        ({"texts": "Call 0113 496 0000"}, "telephone number"),
        ({"texts": "The best, 100% guaranteed"}, "praises"),
    ],
)
def test_each_sign_gives_its_hint_alone(facts, words) -> None:
    hints = find_risks(ProfileFacts(**SOUND | facts))

    assert len(hints) == 1
    assert words in hints[0]
