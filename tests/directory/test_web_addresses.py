"""Which web addresses a profile may lead to, as people type them."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from directory.web_addresses import clean_web_address, name_web_address


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("  loom.example ", "https://loom.example/"),
        ("http://loom.example", "http://loom.example/"),
        ("HTTPS://Loom.example/About?x=1#y", "https://Loom.example/About?x=1#y"),
        ("loom.example:8080/a", "https://loom.example:8080/a"),
    ],
)
def test_clean_web_address_completes_what_was_typed(typed, kept) -> None:
    assert clean_web_address(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://loom.example",
        "//loom.example",
        "loom",
        "https://loom.example/\nSet-Cookie: x",
        "https://user:word@loom.example",
        "https://user@loom.example",
        "https://loom.example:99999/",
        "http://127.0.0.1/",
        "http://127.0.0.1./",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://localhost/",
        "http://loom.localhost./",
        "https://loom.local",
        "https://intranet.lan",
        "https://router.home.arpa",
    ],
)
def test_clean_web_address_refuses_what_is_not_on_the_public_web(typed) -> None:
    with pytest.raises(ValidationError):
        clean_web_address(typed)


def test_clean_web_address_refuses_what_is_too_long() -> None:
    with pytest.raises(ValidationError, match="300 characters"):
        clean_web_address("loom.example/" + "x" * 300)


@given(st.text(max_size=60))
def test_clean_web_address_returns_an_address_or_refuses(typed) -> None:
    try:
        kept = clean_web_address(typed)
    except ValidationError:
        return
    assert kept == "" or kept.startswith(("https://", "http://"))
    assert clean_web_address(kept) == kept


def test_name_web_address_leaves_out_what_all_have() -> None:
    assert name_web_address("https://www.loom.example/shop/") == "loom.example/shop"
