"""Sending the forms of a profile, as a browser does."""

import io

from django.test import Client
from PIL import Image

from directory.models import Business

OWN = "/account/businesses/"


def section_page(business: Business, section: str) -> str:
    return f"{OWN}{business.slug}/profile/{section}/"


def read_seen(client: Client, address: str) -> str:
    """Return the mark of what the page showed, which it sends back."""
    return client.get(address).context["seen"]


def save(client: Client, address: str, **values):
    """Open the page and send it with ``values``."""
    return client.post(address, {"seen": read_seen(client, address)} | values)


def read_draft(business: Business) -> dict:
    return business.revisions.open().get().content


def make_picture(kind: str = "PNG", size: tuple[int, int] = (600, 300), colour: str = "teal") -> io.BytesIO:
    data = io.BytesIO()
    Image.new("RGB", size, colour).save(data, kind)
    data.name = "logo.png"
    data.seek(0)
    return data
