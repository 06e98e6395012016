"""What an investor's browser posts on each page of an enquiry, for tests."""

from typing import Any

from django.test import Client
from django.urls import reverse

ABOUT_YOU = {
    "name": "佐藤 花子",
    "organisation": "Sample Robotics K.K. (test)",
    "job_title": "",
    "country": "JP",
    "email": "hanako@robotics.example",
    "phone": "03-1234-5678",
    "website": "robotics.example",
    "language": "ja",
    "leave_empty": "",
}
PLAN = {"plan": "A software centre.\r\nForty people.", "fdi_type": "new_site", "activities": ["engineering"]}
WHERE = {"place": "Huddersfield"}
MORE = {"drivers": ["skills"], "anything_else": ""}
PAGES: dict[str, dict[str, Any]] = {"about-you": ABOUT_YOU, "plan": PLAN, "where": WHERE, "more": MORE}


def find_address(step: str) -> str:
    """Return the address of the page ``step``."""
    if step == "about-you":
        return reverse("investors:enquiry_new")
    return reverse("investors:enquiry_step", args=[step])


def write_pages(client: Client, *, upto: str = "more", **changes: dict[str, Any]) -> None:
    """Open the first page, then post every page up to ``upto``; ``changes`` update a page, by its name."""
    client.get(find_address("about-you"))
    for step, fields in PAGES.items():
        client.post(find_address(step), fields | changes.get(step.replace("-", "_"), {}))
        if step == upto:
            return


def read_sealed(client: Client) -> str:
    """Return the sealed answers of the page that checks them."""
    return client.get(reverse("investors:enquiry_check")).context["form"]["answers"].value()


def send(client: Client) -> Any:
    """Post the last page, agreed, and return the response."""
    fields = {"answers": read_sealed(client), "agreed": "on"}
    return client.post(reverse("investors:enquiry_send"), fields)
