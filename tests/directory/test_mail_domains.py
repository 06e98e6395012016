"""Which address of mail shows that somebody works for a business."""

import pytest

from directory.mail_domains import (
    find_proving_domain,
    is_at_domain,
    is_shared,
    read_host,
    read_shared_domains,
)


@pytest.mark.parametrize(
    ("website", "domain"),
    [
        ("https://www.loom.example/about", "loom.example"),
        ("http://LOOM.example:8080", "loom.example"),
        ("https://shop.loom.example", "shop.loom.example"),
        ("https://bücher.example", "xn--bcher-kva.example"),
        ("https://loom.example.", "loom.example"),
        ("", ""),
        ("loom.example", ""),
        ("https://localhost/", ""),
        ("https://127.0.0.1/", ""),
        ("https://[::1]/", ""),
        ("https://[broken", ""),
        (f"https://{'a' * 70}.example", ""),
        ("https://www.gmail.com", ""),
        ("https://ann.github.io", ""),
        ("https://www.facebook.com/loom", ""),
        ("https://loom.myshopify.com", ""),
        ("https://www.btinternet.com/~ann", ""),
        ("https://www.cs.leeds.ac.uk", ""),
    ],
)
def test_domain_that_shows_something(website, domain) -> None:
    assert find_proving_domain(website) == domain


@pytest.mark.parametrize(
    ("email", "is_there"),
    [
        ("ann@loom.example", True),
        ("Ann@LOOM.Example", True),
        ("ann@mail.loom.example", False),
        ("ann@notloom.example", False),
        ("ann@loom.example.evil.test", False),
        ("ann@loom.example@evil.test", False),
        ("ann@lооm.example", False),  # Cyrillic letters
        ("loom.example", True),
    ],
)
def test_address_at_the_domain(email, is_there) -> None:
    assert is_at_domain(email, "loom.example") == is_there


def test_no_address_is_at_no_domain() -> None:
    assert not is_at_domain("ann@", "")
    assert not is_at_domain("", "")


def test_list_of_shared_domains_is_in_order() -> None:
    domains = read_shared_domains()

    assert len(domains) > 150
    assert all(domain == domain.lower().strip() and "." in domain for domain in domains)
    assert all(read_host(f"https://{domain}") == domain for domain in domains)
    assert is_shared("x.y.github.io")
    assert not is_shared("notgmail.com")
