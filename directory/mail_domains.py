"""Whether an address of mail shows that somebody works for a business: by the host of its website.

The address must stand at exactly that host, "www." apart. A domain above it might belong to somebody else
(``github.io``, ``co.uk``), and so might one below. Hosts under which many unrelated people have mail or
pages show nothing: ``reference/shared_domains.csv``, a list that a person reviews.
"""

import ipaddress
from functools import cache
from urllib.parse import urlsplit

from django.db import models

from directory.reference_files import Column, choice, read_file, text
from directory.reference_reading import FOLDER


class Sharing(models.TextChoices):
    """Why many people have a domain in common."""

    MAIL = "mail"
    PAGES = "pages"
    MANY = "many"


@cache
def read_shared_domains() -> frozenset[str]:
    """Return the domains of the list. Raises BrokenReference if the file cannot be used."""
    columns = (Column("domain", text(100)), Column("kind", choice(Sharing)))
    records = read_file(FOLDER / "shared_domains.csv", columns).records
    return frozenset(record.values["domain"] for record in records)


def read_host(website: str) -> str:
    """Return the host of the web address ``website`` in plain letters, without "www."; "" if it has none."""
    try:
        host = urlsplit(website).hostname or ""
    except ValueError:
        return ""
    return _write_plainly(host).removeprefix("www.")


def find_proving_domain(website: str) -> str:
    """Return the domain at which an address speaks for the owner of ``website``; "" where none does."""
    host = read_host(website)
    if "." not in host or _is_number(host) or is_shared(host):
        return ""
    return host


def is_shared(domain: str) -> bool:
    """Say whether ``domain`` stands on the list, or below a domain that does."""
    labels = domain.split(".")
    return any(".".join(labels[start:]) in read_shared_domains() for start in range(len(labels)))


def read_mail_domain(email: str) -> str:
    """Return the domain of the address ``email`` in plain letters; "" if it has none."""
    return _write_plainly(email.rpartition("@")[2])


def is_at_domain(email: str, domain: str) -> bool:
    """Say whether the address ``email`` stands at exactly ``domain``, which is not ""."""
    return bool(domain) and read_mail_domain(email) == domain


def _write_plainly(host: str) -> str:
    """Return ``host`` in small letters and ASCII, as the network writes it; "" if it cannot be one."""
    try:
        return host.strip().rstrip(".").encode("idna").decode().lower()
    except UnicodeError:
        return ""


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
